"""How papers come together on a shelf."""
