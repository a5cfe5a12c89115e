"""Sentences that speak of a question in, a cited answer in prose out."""
