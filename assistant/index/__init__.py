"""Papers in, an index out: passages with offsets, vectors in Chroma, words in BM25, kept as generations."""
