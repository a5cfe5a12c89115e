"""References in (DOIs, arXiv ids, addresses), papers out: looked up at services, or read from Zotero."""
