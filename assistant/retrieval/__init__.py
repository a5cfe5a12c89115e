"""A query in, ranked papers with their best passages out: rankings by meaning and words, fused."""
