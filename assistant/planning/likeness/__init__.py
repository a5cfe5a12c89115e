"""How likely a question asks for papers, by the traits of its frame."""
