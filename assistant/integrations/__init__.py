"""The engine in, other libraries' own interfaces out."""
