"""Columns and papers in, a table out: one cited cell for each paper and column."""
