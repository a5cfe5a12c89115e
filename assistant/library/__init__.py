"""Papers to add or remove in, an index open for reading out: one shelf, its readers and its writer."""
