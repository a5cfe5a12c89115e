"""How an answer was made, as a fold-out with one line of it always in sight."""

from __future__ import annotations

from html import escape

from assistant import Answer

_STATUS_LABELS = {
    "answered": "Answered",
    "partial": "Answered in part",
    "no_evidence": "The abstracts do not say",
    "off_topic": "Outside this shelf",
}
_KIND_LABELS = {
    "lookup": "a fact",
    "set": "a set of papers",
    "comparison": "a comparison",
    "chat": "small talk",
    "shelf": "the shelf itself",
}


def how_html(answer: Answer) -> str:
    """Render the fold-out that says how an answer was made, with one line of it always in sight."""
    used, times = answer.usage, answer.timings
    spent = [
        f"{label} {seconds:.2f} s"
        for label, seconds in (
            ("plan", times.plan_s),
            ("retrieve", times.retrieve_s),
            ("judge", times.screen_s),
            ("compose", times.compose_s),
        )
        if seconds >= 0.005
    ]
    rows = {
        "Outcome": _STATUS_LABELS[answer.status],
        "Understood as": f"{_KIND_LABELS[answer.kind]}: {answer.standalone}",
        "Papers judged": f"{answer.judged.papers} of {answer.judged.of}" if answer.judged.of else "",
        "Papers cited": str(len({citation.paper_id for citation in answer.citations})),
        "Written by": "the papers’ own sentences, no language model"
        if answer.composer == "extractive"
        else answer.composer,
        "Model requests": f"{used.requests:,}, and {used.cached_requests:,} answered from the cache"
        if used.requests or used.cached_requests
        else "",
        "Tokens": f"{used.prompt_tokens:,} read, {used.completion_tokens:,} written"
        if used.prompt_tokens
        else "",
        "Time": f"{times.total_s:.2f} s" + (f" ({', '.join(spent)})" if spent else ""),
        "Fingerprint": answer.fingerprint,
    }
    shown = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items() if value)
    return (
        f'<details class="pa-how"><summary>{_outcome(answer)} · how this was answered</summary>'
        f"<dl>{shown}</dl></details>"
    )


def _outcome(answer: Answer) -> str:
    """Say how it ended and after how long; an answer that was stopped has no time of its own."""
    label, seconds = _STATUS_LABELS[answer.status], answer.timings.total_s
    if not seconds:
        return "Stopped before its end"
    if answer.status in ("no_evidence", "off_topic"):  # which stands above, and took no time to be so
        return f"Looked for {seconds:.1f} s" if seconds >= 0.05 else label
    return f"{label} in {seconds:.1f} s" if seconds >= 0.05 else f"{label} at once"
