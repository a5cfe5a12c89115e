"""A stream of text with source numbers in, text with numbered verbatim citations out."""
