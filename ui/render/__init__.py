"""An answer in, HTML or a file to keep out."""
