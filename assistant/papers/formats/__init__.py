"""One module a format: the text of a file in, its records out, entries that do not fit rejected by line."""
