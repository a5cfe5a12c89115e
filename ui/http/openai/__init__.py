"""OpenAI's wire: requests of its clients in, answers as those read them out."""
