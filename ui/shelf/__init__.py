"""The Papers tab and the map: what is on the shelf in, lists, filters and pictures of it out."""
