"""What the shelf records of its papers in, those that meet conditions on authors, years, venues and labels out."""
