"""Shelves on the page: which one a reader is on, the menu to change it, and making and removing them."""
