"""An answer that declines, led on from: the papers that come nearest as cards, and what can be done next."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

from assistant import Answer, Nearest, Paper

from ..render.sources import byline_html

_LEADS = " nearest:"  # how the engine's text leads to its list
_LEAD = re.compile(r" ?(?:This paper comes|These papers come) nearest:\s*$")
_KINDS = ("lookup", "set", "comparison")


def is_declined(answer: Answer) -> bool:
    """Whether an answer left its reader with nothing to go on from but what comes nearest."""
    return answer.status in ("no_evidence", "off_topic") and answer.kind in _KINDS


def said_of(answer: Answer, text: str) -> str:
    """Return the text without the list of what comes nearest, which cards show; of two parts it is kept whole."""
    lead, _, _ = text.partition("\n\n- **")
    return _LEAD.sub("", lead) if answer.nearest and text.count(_LEADS) <= 1 else text


def nearest_html(answer: Answer, papers: Mapping[str, Paper]) -> str:
    """Render the papers that come nearest, each with its sentence marked in its abstract, and ways to go on."""
    cards = "".join(_card(each, papers.get(each.paper_id), answer.question) for each in answer.nearest)
    heading = '<p class="pa-near-of">What comes nearest</p>' if cards else ""
    return (
        f'<section class="pa-near" aria-label="What comes nearest">{heading}{cards}{_ways(answer)}</section>'
    )


def _card(near: Nearest, paper: Paper | None, question: str) -> str:
    text = paper.told(near.field) if paper else ""
    if text[near.start : near.end] == near.quote and near.field == "abstract":
        before, after = text[: near.start], text[near.end :]
    else:
        before = after = ""
    whole = (
        f'<details class="pa-whole"><summary>Whole abstract</summary><p class="pa-abstract">{escape(before)}'
        f"<mark>{escape(near.quote)}</mark>{escape(after)}</p></details>"
        if before or after
        else ""
    )
    quote = (
        f'<p class="pa-abstract"><mark>{escape(near.quote)}</mark></p>' if near.field == "abstract" else ""
    )
    gone = "" if paper else '<p class="pa-note">This paper is no longer on the shelf.</p>'
    asks = (
        '<button type="button" class="pa-act" data-act="askPaper"'
        f' data-paper="{escape(near.paper_id, quote=True)}" data-question="{escape(question, quote=True)}"'
        f' aria-label="Ask only {escape(near.title, quote=True)}">Ask this paper</button>'
        if paper
        else ""
    )
    return (
        f'<div class="pa-card"><h3 class="pa-title">{escape(near.title)}</h3>{byline_html(paper, near.url)}{gone}'
        f'<p class="pa-reason">{escape(_sentence(near.reason))}</p>{quote}{whole}{asks}</div>'
    )


def _ways(answer: Answer) -> str:
    question = escape(answer.question, quote=True)
    ways = [
        f'<button type="button" class="pa-act" data-act="seek" data-query="{question}">Search the library</button>',
        *_unfiltered(answer),
        # Shown while the reader asks only some papers (see guide.css).
        '<button type="button" class="pa-act" data-act="everywhere"'
        f' data-question="{question}">Ask all papers</button>',
        # Shown where there is another shelf.
        '<button type="button" class="pa-act" data-act="elsewhere"'
        f' data-question="{escape(answer.standalone, quote=True)}">Look in all shelves</button>',
    ]
    return f'<div class="pa-ways" role="group" aria-label="Go on from here">{"".join(ways)}</div>'


def _unfiltered(answer: Answer) -> list[str]:
    if not answer.filters:
        return []
    texts = dict.fromkeys(each.text for each in answer.filters)
    label = f"Ask without “{next(iter(texts))}”" if len(texts) == 1 else "Ask without the conditions"
    waived = json.dumps([each.model_dump(mode="json") for each in (*answer.waived, *answer.filters)])
    return [
        f'<button type="button" class="pa-act" data-act="ask" data-question="{escape(answer.question, quote=True)}"'
        f' data-waived="{escape(waived, quote=True)}">{escape(label)}</button>'
    ]


def _sentence(reason: str) -> str:
    plain = reason.replace("\\", "").strip().rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}." if plain else ""
