"""Verdicts -> why the matches belong, each with its sentence, and a short synthesis of them.

No call here can add a paper: the papers put to the model are those that were judged, and numbers of others are
dropped where the summary is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import BadReply, ModelUnavailable
from assistant.index.passages import sentences
from assistant.judging.judge import PaperVerdict, explain_matches
from assistant.judging.summary_claims import borne_summary, summary_length, worth_summing_up
from assistant.judging.words.roles import roles
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import ReplySchema
from assistant.llm.model_size import is_tiny
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages, numbered_block, reply_room
from assistant.types import Paper, Passage

# Papers whose match is explained in one request, and such requests at most: keeps a set question within
# 1.3 times the tokens of the abstracts that were judged.
_EXPLAINED_AT_ONCE = 10
_EXPLAIN_REQUESTS = 2
_SUMMED_UP = 20  # papers that a synthesis can speak of in a few sentences
_SUMMARY_TOKENS = 300
_NEAR = 3  # sentences of a paper that are shown to explain its match

# Gives, for each paper by id, the sentences that come closest to the question, best first.
Closest = Callable[[Sequence[Paper], int], Mapping[str, Sequence[Passage]]]


class _Summary(ReplySchema):
    summary: str


@dataclass(frozen=True, slots=True)
class ReasonedVerdicts:
    """Verdicts with reason and sentence; ``summary`` may cite the listed ones by place, ``[1]`` the first."""

    verdicts: tuple[PaperVerdict, ...]
    summary: str = ""
    warnings: tuple[str, ...] = ()


def listed(verdicts: Sequence[PaperVerdict]) -> list[PaperVerdict]:
    """Return matches, then partial matches: the order in which an answer lists them."""
    return [verdict for kind in ("match", "partial") for verdict in verdicts if verdict.verdict == kind]


def write_reasons(
    question: str, verdicts: Sequence[PaperVerdict], model: ChatModel, closest: Closest
) -> ReasonedVerdicts:
    """Have matches explained that log-probabilities found; what fails to be explained stays a match.

    A quote is the sentence that the model points to among the closest ones, else the one that states the reason,
    else the closest one; what others do is no quote for what a paper does, where a close one tells that. Of a tiny
    model the closest one goes first: the words find the sentence that shows a match more often than it does.
    """
    hits = listed(verdicts)
    if not hits:
        return ReasonedVerdicts(tuple(verdicts))
    near = closest([hit.paper for hit in hits], _NEAR)
    found: dict[str, PaperVerdict] = {}
    warnings: tuple[str, ...] = ()
    summary = ""
    for at in range(0, min(len(hits), _EXPLAINED_AT_ONCE * _EXPLAIN_REQUESTS), _EXPLAINED_AT_ONCE):
        shown = [(hit, near[hit.paper.id]) for hit in hits[at : at + _EXPLAINED_AT_ONCE]]
        try:
            batch = explain_matches(shown, question, model, summary_length(len(hits)))
        except (ModelUnavailable, BadReply) as error:
            warnings = (f"The reasons for the matches could not be written. {error}",)
            break
        summary = summary or (batch.summary if len(hits) <= _EXPLAINED_AT_ONCE else "")
        found |= {verdict.paper.id: verdict for verdict in batch.given}
    trusted = not is_tiny(model.name)
    explained = tuple(_with_reason(verdict, found, near, trusted) for verdict in verdicts)
    if not worth_summing_up(hits):
        return ReasonedVerdicts(explained, "", warnings)
    return _checked(explained, summary, warnings)


def sum_up(question: str, verdicts: Sequence[PaperVerdict], model: ChatModel) -> ReasonedVerdicts:
    """Have a synthesis written of verdicts that came with reasons and sentences; one or two papers need none."""
    hits = listed(verdicts)
    if not worth_summing_up(hits) or len(hits) > _SUMMED_UP:
        return ReasonedVerdicts(tuple(verdicts))
    blocks = [
        numbered_block(hit.paper, number, hit.passages, (f"verdict: {hit.verdict}", f"reason: {hit.reason}"))
        for number, hit in enumerate(hits, 1)
    ]
    prompt = messages(
        "summary", papers="\n".join(blocks), question=fenced(question), sentences=summary_length(len(hits))
    )
    try:
        summary = ask_json(
            model, prompt, _Summary, max_tokens=reply_room(prompt, _SUMMARY_TOKENS, model), again=False
        )
    except (ModelUnavailable, BadReply) as error:
        return ReasonedVerdicts(tuple(verdicts), "", (f"The summary could not be written. {error}",))
    return _checked(tuple(verdicts), summary.summary, ())


def _checked(verdicts: tuple[PaperVerdict, ...], summary: str, warnings: tuple[str, ...]) -> ReasonedVerdicts:
    """Hold a synthesis to the verdicts."""
    partial = sum(verdict.verdict == "partial" for verdict in verdicts)
    kept, unborne = borne_summary(summary, len(listed(verdicts)) - partial, partial)
    return ReasonedVerdicts(verdicts, kept, (*warnings, *unborne))


def _of_its_own(passages: Sequence[Passage], paper: Paper) -> tuple[Passage, ...]:
    """Leave out those that tell what others do; a title is of the paper's own."""
    of_abstract = sentences(paper)
    parts = dict(zip(of_abstract, roles([passage.text for passage in of_abstract]), strict=True))
    return tuple(passage for passage in passages if parts.get(passage) != "background")


def _with_reason(
    verdict: PaperVerdict,
    found: Mapping[str, PaperVerdict],
    near: Mapping[str, Sequence[Passage]],
    trusted: bool,
) -> PaperVerdict:
    if verdict.paper.id not in near:
        return verdict
    reasoned = found.get(verdict.paper.id)
    given = reasoned.passages if reasoned else ()
    closest = tuple(near[verdict.paper.id][:1])
    first, second = (given, closest) if trusted else (closest, given)
    passages = _of_its_own(first, verdict.paper) or _of_its_own(second, verdict.paper) or first or second
    return replace(verdict, reason=reasoned.reason if reasoned else "", passages=passages)
