"""A plan in, the events of its answer out: one way for each kind of question."""
