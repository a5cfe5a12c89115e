"""The Papers tab as a library: a view that the browser keeps in, lists, forms and what they change out."""
