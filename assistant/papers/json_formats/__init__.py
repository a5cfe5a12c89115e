"""JSON of services, reference managers and our own in, entries out; one module a format."""
