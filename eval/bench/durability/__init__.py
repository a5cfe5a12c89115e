"""What is left of a shelf whose writers or readers are killed."""
