"""Answers from what is recorded or named: conditions, one record, the shelf itself, a scan for a name."""
