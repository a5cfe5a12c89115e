"""Questions about records in other words: what each is in the words that the rules read."""
