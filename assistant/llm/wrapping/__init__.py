"""A chat model in, the same out with its replies kept or their cost counted."""
