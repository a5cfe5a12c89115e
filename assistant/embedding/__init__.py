"""Texts in, unit vectors out: the embedding model in the package, or one that the settings name."""
