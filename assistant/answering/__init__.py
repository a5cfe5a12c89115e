"""A plan in, an answer out: retrieve, judge, compose and cite, as one stream of events."""
