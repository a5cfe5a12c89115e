"""Plan + retrieved papers + language model -> a written answer, cited while it streams."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from assistant.answering.composing.declining.decline import decline_lookup
from assistant.answering.composing.draft import Cited, Composing, Draft
from assistant.answering.composing.extractive import holds_kind
from assistant.answering.composing.looking_up.introducing import introducing_first
from assistant.answering.composing.looking_up.missing_part import PARTS, UnansweredPartFilter
from assistant.answering.composing.looking_up.own_sentence import completed, in_own_words, overlooked
from assistant.answering.composing.looking_up.sources import sources_of
from assistant.citing.borne_claims import BorneClaims
from assistant.citing.citation_stream import CitationStream
from assistant.errors import BadReply, InventedFigures
from assistant.events import Stage
from assistant.llm.chat import ChatModel, ReplyStream
from assistant.llm.failures import PromptTooLong
from assistant.llm.model_size import is_small
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import fit, messages, paper_block
from assistant.llm.replies.endings import ending_notes
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.content_words import share, terms
from assistant.text.markers import without_markers
from assistant.text.numbers import unsupported_numbers
from assistant.text.wording import REFUSAL, readable
from assistant.types import Plan, Source, Status

_SHORT = 500  # characters of an answer that one citation at its end can bear out
_BORNE_OUT = 0.8  # share of its words that the cited paper must hold
_POINTED_AT = 3  # sentences that the prompt points at
_ANSWER_TOKENS = 600
_REFUSED = REFUSAL.rstrip(".")
# A sentence is shown when it has ended; after every so many pieces of it whoever waits can leave.
_SIGN_OF_LIFE = 8
_PROMPT_TOKENS = 700  # the prompt file itself, with room for the question


def compose_lookup(
    plan: Plan, evidence: Sequence[ScoredSentence], papers: int, model: ChatModel
) -> Composing:
    """Have ``model`` answer from the papers of ``evidence``; yield text whose markers are resolved already.

    A small model never makes an answer worse than none would be: where it finds nothing, or leaves out the number
    asked for, although a sentence holds it (by the evidence, for so many ``papers`` asked), that sentence is shown; it
    is not asked at all for what the papers do not hold in kind.

    Raises ModelUnavailable when the model does not answer, BadReply when it answers without citing anything,
    InventedFigures when half of what it cites papers for, or more, holds figures that those papers do not state.
    """
    small = is_small(model.name, model.context_window)
    evidence = introducing_first(plan.standalone, evidence)
    # Asked for what the papers do not hold in kind, a small model gives a figure that means something else.
    silent = small and not holds_kind(plan.standalone, evidence)
    draft = None if silent else (yield from _written(plan, evidence, model))
    if draft is None and small and (found := overlooked(plan, evidence, papers)):
        return (yield from in_own_words(found, model.name))
    if draft is None:
        return (yield from decline_lookup(plan, evidence, composer=model.name))
    return (yield from completed(draft, plan, evidence)) if small else draft


def _written(
    plan: Plan, evidence: Sequence[ScoredSentence], model: ChatModel
) -> Generator[str | Stage, None, Draft | None]:
    """Have ``model`` answer from ``evidence``; return None, and yield nothing, when it says that it cannot."""
    budget = model.context_window - _ANSWER_TOKENS - _PROMPT_TOKENS
    sources = fit(sources_of(evidence, plan.named), budget)
    while True:
        written: list[str] = []
        try:
            return (yield from _written_from(sources, plan, evidence, model, written))
        except PromptTooLong:  # the endpoint reads less than it tells, or counts more tokens
            if len(sources) < 2 or written:
                raise
            sources = sources[: len(sources) // 2]


def _written_from(
    sources: Sequence[Source],
    plan: Plan,
    evidence: Sequence[ScoredSentence],
    model: ChatModel,
    written: list[str],
) -> Generator[str | Stage, None, Draft | None]:
    prompt = messages(
        "answer",
        sources="\n".join(paper_block(source.paper, source.number) for source in sources),
        closest="\n".join(_closest(evidence, sources)),
        question=fenced(plan.standalone + (f" Answer in {plan.language}." if plan.language else "")),
        refusal=REFUSAL,
    )
    cites = CitationStream(sources, question=plan.standalone)
    claims = BorneClaims(sources, plan.standalone, other_language=bool(plan.language))
    missing = UnansweredPartFilter(plan.standalone)

    def checked(piece: str) -> str:
        return cites.feed(claims.feed(missing.feed(piece)))

    with model.stream(prompt, max_tokens=_ANSWER_TOKENS) as reply:
        refused, gap = yield from _relay(reply, checked, written, cites)
    if refused:
        return None
    gap += cites.feed(claims.close())
    added = yield from _close(reply, missing, cites, written, sources, gap)
    text = "".join(written)
    _check(text, cites, plan.standalone, model.name)
    status: Status = "partial" if missing.named else "answered"
    warnings = (
        *added,
        *missing.warnings,
        *claims.warnings,
        *cites.warnings,
        *ending_notes(reply.reply, model.name),
    )
    return Draft(text, status, cites.citations, model.name, warnings=warnings)


def _check(text: str, cites: CitationStream, question: str, model: str) -> None:
    """Raise BadReply, or InventedFigures, when an answer is not one that a reader could check."""
    if not cites.citations:
        raise BadReply(
            f"The model {model} answered without citing any of the papers it was given. "
            "Ask again, or set ASSISTANT_MODEL to a stronger model."
        )
    if cites.invented:
        raise InventedFigures(
            f"What the model {model} wrote was taken back. {' '.join(flag.why for flag in cites.invented)}"
        )
    if terms(without_markers(text)).keys() <= terms(question).keys():
        raise BadReply(f"The model {model} only repeated the question.")


def _closest(evidence: Sequence[ScoredSentence], sources: Sequence[Source]) -> list[str]:
    """Return the fittest sentences with their papers' numbers: a small model finds a fact much better so."""
    numbers = {source.paper.id: source.number for source in sources}
    near = [scored for scored in evidence if scored.paper.id in numbers][:_POINTED_AT]
    return [f"{fenced(without_markers(scored.passage.text))} [{numbers[scored.paper.id]}]" for scored in near]


def _relay(
    reply: ReplyStream, checked: Callable[[str], str], written: list[str], cites: CitationStream
) -> Generator[str | Stage, None, tuple[bool, str]]:
    """Pass on what the model writes as it is ``checked``; hold back a beginning that may be the refusal.

    Return whether it was, and white space that may stand before the rest.
    """
    held, gap = "", ""
    relaying, waited = False, 0
    for piece in reply:
        if not piece:  # a sign of life of a model that thinks
            yield Stage("think")
            continue
        if not relaying:
            held += readable(piece)
            if _may_refuse(held):
                continue
            relaying, piece = True, held.lstrip()
        shown = gap + checked(readable(piece))
        gap = shown[len(shown.rstrip()) :]  # white space waits, for it may be the end
        shown = shown.rstrip()
        if shown:
            written.append(shown)
            yield Cited(shown, cites.citations)
            waited = 0
        elif (waited := waited + 1) % _SIGN_OF_LIFE == 0:
            yield Stage("write")
    if not relaying and _refuses(held):
        return True, ""
    return False, gap if relaying else checked(held.lstrip())


def _close(
    reply: ReplyStream,
    missing: UnansweredPartFilter,
    cites: CitationStream,
    written: list[str],
    sources: Sequence[Source],
    before: str,
) -> Generator[str, None, tuple[str, ...]]:
    """Close the stream; cite for a model that forgot to, where one paper bears out all that it said.

    ``before`` is text that was not shown yet. Return the warning that says so. Small models often answer in one
    right sentence without a marker.
    """
    text = PARTS.split(reply.reply.text if reply.reply else "", maxsplit=1)[0]
    marked = without_markers(text) != text
    source = None if marked else _bearing_out(text, sources)
    rest = before + (cites.feed(f" [{source.number}]") if source else "")
    rest = (rest + cites.feed(missing.close()) + cites.close()).rstrip()
    if rest:
        written.append(rest)
        yield Cited(rest, cites.citations)
    if source is None:
        return ()
    return ("The model cited nothing; the citation was found by comparing its words with the papers.",)


def _bearing_out(text: str, sources: Sequence[Source]) -> Source | None:
    """Return the source that holds every number and most of the words of a short answer."""
    claimed = terms(text)
    if not claimed or len(text) > _SHORT:
        return None
    for source in sources:
        held = f"{source.paper.title} {source.paper.abstract}"
        if share(claimed, terms(held)) >= _BORNE_OUT and not unsupported_numbers(text, [held]):
            return source
    return None


def _may_refuse(text: str) -> bool:
    return _REFUSED.startswith(_bare(text)[: len(_REFUSED)])


def _refuses(text: str) -> bool:
    """A refusal stays one when the model goes on to chat about it."""
    return _bare(text).startswith(_REFUSED)


def _bare(text: str) -> str:
    """Return the words without quotes or emphasis around the first of them."""
    return text.lstrip(" \t\r\n*_>\"'“‘`").rstrip(" \t\r\n.")
