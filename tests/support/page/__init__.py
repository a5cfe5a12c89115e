"""What speaks to the page without a browser, and what measures it."""
