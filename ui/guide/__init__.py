"""What leads a reader on: declines with a way out, conditions as chips, completion, what the shelf suggests."""
