"""Language models and where they come from, as tests need them."""
