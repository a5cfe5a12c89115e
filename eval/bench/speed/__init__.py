"""Seconds and memory: of embedding, of local models, of the server, and as a shelf grows."""
