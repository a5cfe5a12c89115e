"""A request in, the same request or a refusal out: what is served at all, to whom, and how much of it."""
