"""A set question in, the yes/no question out that is asked of each paper by itself."""
