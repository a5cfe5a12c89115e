"""Evidence or verdicts in, pieces of text with source numbers out, one way for each kind of answer."""
