"""A question and its history in, a plan out: its kind, what to search for, what to judge by, which papers."""
