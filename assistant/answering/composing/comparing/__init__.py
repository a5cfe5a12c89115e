"""The papers of a comparison in, a table with a citation in every cell out."""
