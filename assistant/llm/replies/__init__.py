"""What comes back from an endpoint, told apart: thoughts, answers, how a reply ended, what is no reply."""
