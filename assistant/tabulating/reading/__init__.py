"""A paper and a column in, a cell out: by a language model, or the closest sentence."""
