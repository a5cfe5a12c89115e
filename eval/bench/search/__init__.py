"""What is found of what there is, on shelves of any size."""
