"""Words typed at a shell in, answers on stdout out: one module a group of commands."""
