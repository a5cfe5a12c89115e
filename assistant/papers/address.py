"""A paper -> the address of its page on the web."""

from __future__ import annotations

import re

from assistant.papers import ids
from assistant.types import Paper

_WEB = re.compile(r"(?i)https?://[^\s/?#@\\]+(?:[/?#]\S*)?")
_UNSAFE = re.compile(r"[\s<>\"'`{}|\\^\x00-\x1f]")


def paper_page(paper: Paper) -> str | None:
    """Return where a paper can be read of on the web: its own address, else that of its DOI or arXiv id; else None.

    Nothing but an address of http or https is returned.
    """
    url = (paper.url or "").strip()
    if _WEB.fullmatch(url) and not _UNSAFE.search(url):
        return url
    if doi := ids.doi(url) or ids.doi(paper.id):
        return f"https://doi.org/{doi}" if not _UNSAFE.search(doi) else None
    if arxiv := ids.arxiv_id(url) or ids.arxiv_id(paper.id):
        return f"https://arxiv.org/abs/{arxiv}"
    return None
