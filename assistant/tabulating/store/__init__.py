"""Cells kept on disk, and what readers put in their place."""
