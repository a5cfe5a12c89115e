"""The steps of an answer in, their spans, their seconds and a line of the trace out."""
