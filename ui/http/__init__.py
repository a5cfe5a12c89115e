"""Requests of other programs in, answers out: the routes, their limits, and who may call them."""
