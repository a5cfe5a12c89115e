"""How tests run: what they are spared, other processes, rights, and steps that are counted."""
