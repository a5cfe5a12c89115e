"""Text in, its parts out: sentences, tokens, numbers, citation markers, and text made safe for Markdown."""
