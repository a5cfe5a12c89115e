"""Benchmarks: each module prints one table of measurements."""
