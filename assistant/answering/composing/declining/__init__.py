"""A question that no paper answers in, an answer that says so out, with the nearest papers and what they lack."""
