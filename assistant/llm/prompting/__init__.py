"""The prompts of prompts/ and what fills their places in, messages for a model out."""
