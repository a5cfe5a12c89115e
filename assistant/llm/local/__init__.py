"""A model file in, a chat model out: a GGUF file fetched, checked and run inside the product."""
