"""Programs of others, each installed by itself, against a server of ours: what each can do with it."""
