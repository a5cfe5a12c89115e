"""A question as it was typed in, the same in English and rightly spelt out."""
