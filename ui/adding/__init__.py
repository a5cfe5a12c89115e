"""Adding papers on the page: files dropped or chosen, or text pasted; in: uploads and text, out: a report by file."""
