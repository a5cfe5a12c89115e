"""A table as a file to keep: CSV, Excel, Markdown, LaTeX, JSON."""
