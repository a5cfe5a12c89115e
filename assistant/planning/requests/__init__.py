"""What a sentence asks for: read once by one grammar, for its kind, for searching, and for the judge's question."""
