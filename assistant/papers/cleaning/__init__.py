"""A field as its source wrote it in, the text or the names that a reader would see out."""
