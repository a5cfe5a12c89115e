"""The Papers tab: the view that a browser keeps and the shelf in, lists, forms and what they change out."""
