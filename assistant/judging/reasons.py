"""Verdicts -> why the matches belong, each with its sentence, and a short synthesis of them.

No call here can add a paper: the papers put to the model are those that were judged, and numbers of others are
dropped where the summary is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import BadReply, ModelUnavailable
from assistant.judging.judge import Opinion, explain_matches
from assistant.judging.summary_claims import borne_summary, summary_length, worth_summing_up
from assistant.llm.ask_json import ask_json
from assistant.llm.chat import ChatModel
from assistant.llm.json_reply import ReplySchema
from assistant.llm.prompt_files import fenced
from assistant.llm.prompts import messages, numbered_block, reply_room
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
class Explained:
    """Opinions with reason and sentence; ``summary`` may cite the listed ones by place, ``[1]`` the first."""

    opinions: tuple[Opinion, ...]
    summary: str = ""
    warnings: tuple[str, ...] = ()


def listed(opinions: Sequence[Opinion]) -> list[Opinion]:
    """Return matches, then partial matches: the order in which an answer lists them."""
    return [opinion for kind in ("match", "partial") for opinion in opinions if opinion.verdict == kind]


def explain(question: str, opinions: Sequence[Opinion], model: ChatModel, closest: Closest) -> Explained:
    """Have matches explained that log-probabilities found; what fails to be explained stays a match.

    A quote is the sentence that the model points to among the closest ones, else the one that states the reason,
    else the closest one.
    """
    hits = listed(opinions)
    if not hits:
        return Explained(tuple(opinions))
    near = closest([hit.paper for hit in hits], _NEAR)
    found: dict[str, Opinion] = {}
    warnings: tuple[str, ...] = ()
    summary = ""
    for at in range(0, min(len(hits), _EXPLAINED_AT_ONCE * _EXPLAIN_REQUESTS), _EXPLAINED_AT_ONCE):
        shown = [(hit, near[hit.paper.id]) for hit in hits[at : at + _EXPLAINED_AT_ONCE]]
        try:
            told = explain_matches(shown, question, model, summary_length(len(hits)))
        except (ModelUnavailable, BadReply) as error:
            warnings = (f"The reasons for the matches could not be written. {error}",)
            break
        summary = summary or (told.summary if len(hits) <= _EXPLAINED_AT_ONCE else "")
        found |= {opinion.paper.id: opinion for opinion in told.given}
    explained = tuple(_with_reason(opinion, found, near) for opinion in opinions)
    if not worth_summing_up(hits):
        return Explained(explained, "", warnings)
    return _checked(explained, summary, warnings)


def sum_up(question: str, opinions: Sequence[Opinion], model: ChatModel) -> Explained:
    """Have a synthesis written of opinions that came with reasons and sentences; one or two papers need none."""
    hits = listed(opinions)
    if not worth_summing_up(hits) or len(hits) > _SUMMED_UP:
        return Explained(tuple(opinions))
    blocks = [
        numbered_block(hit.paper, number, hit.passages, (f"verdict: {hit.verdict}", f"reason: {hit.reason}"))
        for number, hit in enumerate(hits, 1)
    ]
    prompt = messages(
        "summary", papers="\n".join(blocks), question=fenced(question), sentences=summary_length(len(hits))
    )
    try:
        told = ask_json(
            model, prompt, _Summary, max_tokens=reply_room(prompt, _SUMMARY_TOKENS, model), again=False
        )
    except (ModelUnavailable, BadReply) as error:
        return Explained(tuple(opinions), "", (f"The summary could not be written. {error}",))
    return _checked(tuple(opinions), told.summary, ())


def _checked(opinions: tuple[Opinion, ...], summary: str, warnings: tuple[str, ...]) -> Explained:
    """Hold a synthesis to the verdicts."""
    partial = sum(opinion.verdict == "partial" for opinion in opinions)
    kept, unborne = borne_summary(summary, len(listed(opinions)) - partial, partial)
    return Explained(opinions, kept, (*warnings, *unborne))


def _with_reason(
    opinion: Opinion, found: Mapping[str, Opinion], near: Mapping[str, Sequence[Passage]]
) -> Opinion:
    if opinion.paper.id not in near:
        return opinion
    told = found.get(opinion.paper.id)
    passages = told.passages if told and told.passages else tuple(near[opinion.paper.id][:1])
    return replace(opinion, reason=told.reason if told else "", passages=passages)
