"""What is done with a conversation that is there: overruled, shared, copied with its references."""
