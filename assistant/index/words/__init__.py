"""Words in, the texts that hold them out: an inverted index in segments, so that a few texts change at little cost."""
