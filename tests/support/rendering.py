"""An answer about one paper, and a reader of the HTML that it becomes."""

from __future__ import annotations

from html.parser import HTMLParser

from assistant import (
    Answer,
    Citation,
    Paper,
)

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![i](http://evil.example/x.png) "
    '[99] "><b onclick=alert(1)>'
)


ABSTRACT = "We used 25,578 exams. Results were good [29]. Then we stopped."


PAPER = Paper(id="pet-ct", title="PET/CT & more", abstract=ABSTRACT, authors=("A. Ng", "B. Li"), year=2024)


def cite(number: int, quote: str, paper: Paper = PAPER, field: str = "abstract") -> Citation:
    start = getattr(paper, field).index(quote)
    return Citation(
        number=number,
        paper_id=paper.id,
        title=paper.title,
        url=paper.url,
        field=field,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(text: str = "It was [1].", *citations: Citation, **changes: object) -> Answer:
    values = {"question": "How many?", "standalone": "How many?", "kind": "lookup", "status": "answered"}
    return Answer(**{**values, "text": text, "citations": citations, **changes})


class Page(HTMLParser):
    """Collects the tags, attributes and visible text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def dangers(self) -> list[tuple[str, dict[str, str | None]]]:
        """Return what could run a script or fetch something."""
        return [
            (tag, attributes)
            for tag, attributes in self.tags
            if tag in ("script", "img", "iframe", "object", "style", "link", "base", "form")
            or any(name.startswith("on") or name in ("src", "srcset", "style") for name in attributes)
            or (attributes.get("href") or "#")[:1] not in ("#", "h")
        ]
