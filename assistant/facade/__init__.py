"""An opened shelf, and by parts what can be done with it: ask, keep papers, choose a model; all are Assistant."""
