"""A question in, what it asks for out where it is of a kind of its own: the shelf, a record, a definition, more."""
