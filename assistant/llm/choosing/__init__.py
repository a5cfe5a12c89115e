"""Which language model is used: the choice, where it is kept, what can be chosen, and whether it answers."""
