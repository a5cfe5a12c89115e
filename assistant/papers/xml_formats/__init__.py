"""XML of services and reference managers in, entries out; one module a family of formats."""
