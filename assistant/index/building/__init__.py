"""Papers in, the next generation of the index out: planned, embedded, kept on the way, put in force."""
