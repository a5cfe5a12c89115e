"""Exports and texts with what must come of them."""
