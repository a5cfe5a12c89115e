"""Settings or a reader's choice in, the language model that answers out: opened, kept, changed, lent, told of."""
