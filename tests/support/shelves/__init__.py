"""Papers, files and shelves that tests begin with, whole and damaged."""
