"""A question and the closest papers in, which of them to list out: judged by their words, without a language model."""
