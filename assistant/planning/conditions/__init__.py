"""Conditions on records that a question holds (year, author, venue, source, abstract), read and taken out of it."""
