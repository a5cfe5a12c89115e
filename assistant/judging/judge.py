"""Ask the language model about papers: one by yes/no log-probabilities, several by a JSON verdict.

A judge points to a sentence by its number, so a quote is verbatim by construction or it is invalid.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.citing.stating import stating
from assistant.errors import BadReply, ModelUnavailable
from assistant.index.passages import sentences
from assistant.llm.chat import ChatModel, Message, Reply
from assistant.llm.failures import PromptTooLong
from assistant.llm.json_reply import json_with, phrase, whole_number
from assistant.llm.prompt_files import fenced, load
from assistant.llm.prompts import messages, numbered_block, paper_block, reply_room
from assistant.types import Paper, Passage, VerdictLabel

# Below every log-probability that an endpoint tells: stands for "not among the alternatives told".
_ABSENT = -20.0
_VERDICT_TOKENS = 60  # of a reply, for each paper of a batch
_LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """What the model says of one paper; ``passage`` is the sentence that it points to."""

    paper: Paper
    verdict: VerdictLabel
    reason: str
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class PaperVerdicts:
    """What the model says of several papers, and which it left out or got wrong."""

    given: tuple[PaperVerdict, ...]
    problems: Mapping[str, str]  # paper id -> what was wrong with its entry
    summary: str = ""


def yes_no_gap(paper: Paper, question: str, model: ChatModel) -> float:
    """Return how much likelier "yes" is than "no", as a difference of natural log-probabilities.

    The paper stands before the question, so a server that caches prompts reads it once for all questions.
    Raises BadReply when the endpoint tells no log-probabilities, or none of a yes or a no (a model that thinks
    aloud or declines has not judged); ModelUnavailable.
    """
    prompt = messages("judge_yes_no", paper=paper_block(paper), question=fenced(question))
    reply = model.complete(prompt, max_tokens=1, logprobs=True)
    if not reply.top:
        raise BadReply(f"The endpoint of {model.name} tells no log-probabilities.")
    yes, no = _likeliest(reply, "yes"), _likeliest(reply, "no")
    if yes == no == _ABSENT:
        raise BadReply(f"The model {model.name} answered neither yes nor no.")
    return yes - no


def judge_batch(papers: Sequence[Paper], question: str, model: ChatModel) -> PaperVerdicts:
    """Ask for a verdict on each of ``papers`` in one request; once more where the reply cannot be used.

    In two requests, and so on, where the endpoint says that they do not fit.

    Raises ModelUnavailable when the model does not answer.
    """
    blocks = "\n".join(
        numbered_block(paper, number, sentences(paper)) for number, paper in enumerate(papers, 1)
    )
    prompt = messages("judge_batch", papers=blocks, question=fenced(question))
    choices = {number: (paper, sentences(paper)) for number, paper in enumerate(papers, 1)}
    try:
        return _asked_twice(prompt, "verdicts", choices, model)
    except PromptTooLong:  # the endpoint reads less than it tells, or counts more tokens
        if len(papers) < 2:
            raise
    half = len(papers) // 2
    first, second = (
        judge_batch(half_of_them, question, model) for half_of_them in (papers[:half], papers[half:])
    )
    return PaperVerdicts((*first.given, *second.given), {**first.problems, **second.problems})


def explain_matches(
    shown: Sequence[tuple[Paper, Sequence[Passage]]], question: str, model: ChatModel
) -> PaperVerdicts:
    """Ask in one request why the papers belong; each is shown by a few of its sentences.

    Raises ModelUnavailable when the model does not answer.
    """
    blocks = "\n".join(
        numbered_block(paper, number, passages) for number, (paper, passages) in enumerate(shown, 1)
    )
    prompt = messages("explain_matches", papers=blocks, question=fenced(question))
    choices = {number: (paper, tuple(passages)) for number, (paper, passages) in enumerate(shown, 1)}
    return _asked_twice(prompt, "reasons", choices, model)


def reply_tokens(papers: int) -> int:
    """Return how many tokens a reply on so many papers may have."""
    return 100 + _VERDICT_TOKENS * papers


def _asked_twice(
    prompt: list[Message],
    key: str,
    choices: Mapping[int, tuple[Paper, tuple[Passage, ...]]],
    model: ChatModel,
) -> PaperVerdicts:
    limit = reply_room(prompt, reply_tokens(len(choices)), model)
    reply = model.complete(prompt, max_tokens=limit, json=True)
    first = _read(reply, key, choices)
    if not first.problems or (key == "reasons" and first.given):  # a match stands without a reason too
        return first
    problem = "; ".join(dict.fromkeys(first.problems.values()))
    again = [
        *prompt,
        Message("assistant", fenced(reply.text)),
        Message("user", load("again").render(problem=fenced(problem))[1]),
    ]
    try:
        second = _read(model.complete(again, max_tokens=limit, json=True), key, choices)
    except (BadReply, ModelUnavailable):  # what was right the first time stays right
        return first
    return _merged(first, second)


def _merged(first: PaperVerdicts, second: PaperVerdicts) -> PaperVerdicts:
    """Keep what was right the first time, and take the rest from the second."""
    settled = {verdict.paper.id: verdict for verdict in first.given if verdict.paper.id not in first.problems}
    later = {verdict.paper.id: verdict for verdict in second.given}
    unsure = {verdict.paper.id: verdict for verdict in first.given}
    problems = {key: second.problems.get(key, why) for key, why in first.problems.items()}
    problems = {key: why for key, why in problems.items() if key in second.problems or key not in later}
    return PaperVerdicts(
        given=tuple({**unsure, **later, **settled}.values()),
        problems=problems,
        summary=first.summary or second.summary,
    )


def _read(reply: Reply, key: str, choices: Mapping[int, tuple[Paper, tuple[Passage, ...]]]) -> PaperVerdicts:
    try:
        payload = json_with(reply.text, key)
    except ValueError:
        payload = {}
    entries = payload.get(key)
    if not isinstance(entries, list) or not any(
        isinstance(entry, dict) and "paper" in entry for entry in entries
    ):
        why = f'it is not a JSON object with a list "{key}"'
        return PaperVerdicts((), {paper.id: why for paper, _ in choices.values()})
    found: dict[int, PaperVerdict] = {}
    problems: dict[str, str] = {}
    for entry in entries:
        number = whole_number(entry.get("paper")) if isinstance(entry, dict) else None
        if number is not None and number in choices and number not in found:
            paper, passages = choices[number]
            found[number], why = _verdict_of_entry(entry, number, paper, passages, judging=key == "verdicts")
            if why:
                problems[paper.id] = why
    for number, (paper, _) in choices.items():
        if number not in found:
            problems[paper.id] = f"there is no entry for paper {number}"
    summary = payload.get("summary", "")
    return PaperVerdicts(tuple(found.values()), problems, summary if isinstance(summary, str) else "")


def _verdict_of_entry(
    entry: Mapping[str, object], number: int, paper: Paper, passages: Sequence[Passage], *, judging: bool
) -> tuple[PaperVerdict, str]:
    """Read one entry; what is wrong with it comes second. A match that points to no sentence is at best partial."""
    verdict: VerdictLabel = "match"
    if judging:
        label = str(entry.get("verdict", "")).strip().lower()
        if label not in ("match", "partial", "no"):
            return PaperVerdict(
                paper, "unjudged", ""
            ), f'paper {number} has no verdict "match", "partial" or "no"'
        verdict = label  # type: ignore[assignment]
    reason = phrase(entry.get("reason"), _LONGEST_REASON)
    if reason in load("judge_batch" if judging else "explain_matches").system:
        reason = ""  # small models copy what the instructions say of a reason
    if verdict == "no":
        return PaperVerdict(paper, "no", reason), ""
    place = whole_number(entry.get("sentence"))
    if place is None or not 1 <= place <= len(passages):
        why = f"paper {number} needs the number of one of its sentences, 1 to {len(passages)}"
        return PaperVerdict(paper, "partial", reason), why
    return PaperVerdict(paper, verdict, reason, stating(reason, passages[place - 1], paper)), ""


def _likeliest(reply: Reply, word: str) -> float:
    values = [value for token, value in reply.top.items() if token.strip().lower() == word]
    return max((value for value in values if math.isfinite(value)), default=_ABSENT)
