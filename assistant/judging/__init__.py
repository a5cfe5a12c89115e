"""A criterion and papers in, a verdict on each paper out."""
