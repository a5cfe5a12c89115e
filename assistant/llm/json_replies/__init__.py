"""A prompt that asks for JSON in, a checked value out."""
