"""One case as an expandable block: question, answer, quotes in their abstracts' words, gold, verdicts, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from .tables import LOWER, CaseReport

_MARKER = re.compile(r"\[(\d+)\]")
_SIGNS = {"match": "✓", "partial": "◐", "no": "✗", "unjudged": "?"}


def case_html(case: CaseReport, papers: Mapping[str, str], change: float | None) -> str:
    """Return the block of a case; ``papers`` maps ids to titles, ``change`` is against the baseline."""
    score = case.scores["score"].value
    marks = [case.kind, "" if case.scores["right"].value == 1 else "wrong"]
    marks += ["better" if change > 0 else "worse"] if change else []
    delta = f" <i>{change:+.2f}</i>" if change else ""
    last = case.answers[-1] if case.answers else {}
    seconds = f"{case.seconds[-1]:.2f} s" if case.seconds else "–"
    parts = [
        _turns(case),
        f'<p class="error">failed: {escape(case.error)}</p>' if case.error else "",
        _answer(case.id, last) if last else "",
        _citations(case.id, last),
        _gold(case, papers),
        _verdicts(last),
        _scores(case),
        _cost(case, last),
    ]
    return (
        f'<details class="case {" ".join(filter(None, marks))}" id="{escape(case.id, quote=True)}"><summary>'
        f'<span class="meter"><span style="width:{100 * score:.0f}%"></span></span><b>{score:.2f}</b>{delta} '
        f"{escape(case.turns[-1])} <small>{escape(case.id)} · {escape(case.kind)} · "
        f"{escape(' '.join(case.tags))} · {seconds}</small></summary>{''.join(parts)}</details>"
    )


def _turns(case: CaseReport) -> str:
    earlier = "".join(
        f'<div class="turn"><p class="q">{escape(turn)}</p>'
        f"<details><summary>answer</summary>{_markdown(case.answers[place].get('text', ''), '')}</details></div>"
        if place < len(case.answers)
        else f'<p class="q">{escape(turn)}</p>'
        for place, turn in enumerate(case.turns[:-1])
    )
    return f'{earlier}<p class="q">{escape(case.turns[-1])}</p>'


def _answer(identifier: str, answer: Mapping[str, Any]) -> str:
    standalone = str(answer.get("standalone", ""))
    asked = (
        f"<small>understood as: {escape(standalone)}</small>" if standalone != answer.get("question") else ""
    )
    outcome = f"{answer.get('kind', '')} · {answer.get('status', '')} · {answer.get('composer', '')}"
    warnings = "".join(
        f'<p class="warning">{escape(str(warning))}</p>' for warning in answer.get("warnings", ())
    )
    return (
        f'<div class="answer"><small>{escape(outcome)}</small> {asked}'
        f"{_markdown(str(answer.get('text', '')), identifier)}{warnings}</div>"
    )


def _citations(identifier: str, answer: Mapping[str, Any]) -> str:
    rows = [
        f'<li id="{escape(identifier, quote=True)}-{int(citation["number"])}"><b>[{int(citation["number"])}]</b> '
        f"{escape(str(citation['title']))} <mark>{escape(str(citation['quote']))}</mark></li>"
        for citation in answer.get("citations", ())
    ]
    return f'<ol class="quotes">{"".join(rows)}</ol>' if rows else ""


def _gold(case: CaseReport, papers: Mapping[str, str]) -> str:
    cited = {
        str(citation["paper_id"]) for answer in case.answers[-1:] for citation in answer.get("citations", ())
    }
    lists = [
        (f"{word} " + ("✓" if paper in cited else "✗"), papers.get(paper, paper))
        for word, ids in (("required", case.required), ("allowed", case.allowed))
        for paper in ids
        if word == "required" or paper in cited
    ]
    wrong = cited - set(case.required) - set(case.allowed)
    lists += (
        [("cited, not gold", papers.get(paper, paper)) for paper in sorted(wrong)]
        if case.required or case.kind == "set"
        else []
    )
    lists += [("string", entry) for entry in case.answer]
    rows = "".join(f"<tr><th>{escape(word)}</th><td>{escape(title)}</td></tr>" for word, title in lists)
    return f"<h4>Gold: {escape(case.expect)}</h4><table><tbody>{rows}</tbody></table>"


def _verdicts(answer: Mapping[str, Any]) -> str:
    verdicts = sorted(
        answer.get("verdicts", ()), key=lambda verdict: list(_SIGNS).index(verdict.get("verdict", "unjudged"))
    )
    rows = "".join(
        f"<tr><th>{_SIGNS.get(verdict['verdict'], '?')} {escape(verdict['verdict'])}</th>"
        f"<td>{escape(verdict['title'])}</td>"
        f"<td>{escape(verdict['reason'])}{_quoted(verdict.get('quote'))}</td></tr>"
        for verdict in verdicts
    )
    return (
        f"<details><summary>{len(verdicts)} verdicts</summary><table><tbody>{rows}</tbody></table></details>"
        if rows
        else ""
    )


def _quoted(quote: str | None) -> str:
    return f" <mark>{escape(quote)}</mark>" if quote else ""


def _scores(case: CaseReport) -> str:
    rows = "".join(
        f'<tr class="{"low" if _bad(name, score.value) else ""}"><th>{escape(name)}</th><td>{score.value:.2f}</td>'
        f"<td>{escape(score.reason)}</td></tr>"
        for name, score in case.scores.items()
    )
    return f"<h4>Scores</h4><table><tbody>{rows}</tbody></table>"


def _bad(name: str, value: float) -> bool:
    return value > 0 if name in LOWER else value < 1


def _cost(case: CaseReport, answer: Mapping[str, Any]) -> str:
    usage = answer.get("usage", {})
    tokens = int(usage.get("prompt_tokens", 0)) + int(usage.get("completion_tokens", 0))
    seconds = " + ".join(f"{answer_s:.2f}" for answer_s in case.seconds)
    return f"<p><small>{seconds} s; last turn: {int(usage.get('requests', 0))} requests, {tokens:,} tokens</small></p>"


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    # No raw HTML, and nothing that leads or loads elsewhere: the text is a model's.
    return (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["image", "link", "autolink", "html_inline", "html_block"])
    )


def _markdown(text: str, identifier: str) -> str:
    html = str(_parser().render(text)).replace(
        "&lt;br&gt;", "<br>"
    )  # how lines are broken within a table cell
    if not identifier:
        return html
    where = escape(identifier, quote=True)
    return _MARKER.sub(lambda found: f'<a class="marker" href="#{where}-{found[1]}">[{found[1]}]</a>', html)
