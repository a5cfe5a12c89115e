"""Vectors in Chroma, on this machine or on a server; there also the papers and a writer's lock."""
