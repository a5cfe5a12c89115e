"""What a shelf is about and what can be asked of it, each question tried before it is shown."""
