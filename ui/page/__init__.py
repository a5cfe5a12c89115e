"""The chat page: its parts, what they do, and how it looks."""
