"""An answer and its case in, scores out."""
