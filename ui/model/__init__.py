"""The language model on the page: what the header tells of it, and the form by which it is chosen."""
