"""What is kept of tables on disk."""
