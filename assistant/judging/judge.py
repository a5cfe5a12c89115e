"""Ask the language model about papers: one by yes/no log-probabilities, several by a JSON verdict.

A judge points to a sentence by its number, so a quote is verbatim by construction or it is invalid.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator

from assistant.citing.stating import stating
from assistant.errors import BadReply
from assistant.index.passages import sentences
from assistant.llm.ask_json import ask_json
from assistant.llm.chat import ChatModel, Reply
from assistant.llm.failures import PromptTooLong
from assistant.llm.json_reply import Entries, Number, ReplySchema, Text, phrase
from assistant.llm.prompt_files import fenced, load
from assistant.llm.prompts import messages, numbered_block, paper_block, reply_room
from assistant.types import Judgement, Paper, Passage

# Below every log-probability that an endpoint tells: stands for "not among the alternatives told".
_ABSENT = -20.0
_VERDICT_TOKENS = 60  # of a reply, for each paper of a batch
_LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model says of one paper; ``passage`` is the sentence that it points to."""

    paper: Paper
    verdict: Judgement
    reason: str
    passage: Passage | None = None


# Paper by the number that it has in a prompt, and the sentences that are numbered there.
Choices = Mapping[int, tuple[Paper, tuple[Passage, ...]]]


class _Reason(ReplySchema):
    """Why a paper belongs, with the number of the sentence that shows it."""

    paper: Number
    sentence: Number = None
    reason: Annotated[str, BeforeValidator(lambda told: phrase(told, _LONGEST_REASON))] = ""


class _Reasons(ReplySchema):
    reasons: Entries[_Reason]
    summary: Text = ""


def _one_of_three(told: object) -> str:
    said = str(told).strip().lower()
    return said if said in ("match", "partial", "no") else "unjudged"


class _Verdict(_Reason):
    verdict: Annotated[Judgement, BeforeValidator(_one_of_three)] = "unjudged"


class _Verdicts(ReplySchema):
    verdicts: Entries[_Verdict]


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the model says of several papers, and which it left out or got wrong."""

    given: tuple[Opinion, ...]
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


def judge_batch(papers: Sequence[Paper], question: str, model: ChatModel) -> Opinions:
    """Ask for a verdict on each of ``papers`` in one request; once more where the reply cannot be used.

    In two requests, and so on, where the endpoint says that they do not fit.

    Raises ModelUnavailable when the model does not answer.
    """
    blocks = "\n".join(
        numbered_block(paper, number, sentences(paper)) for number, paper in enumerate(papers, 1)
    )
    prompt = messages("judge_batch", papers=blocks, question=fenced(question))
    choices = {number: (paper, sentences(paper)) for number, paper in enumerate(papers, 1)}
    limit = reply_room(prompt, reply_tokens(len(choices)), model)
    try:
        told = ask_json(
            model,
            prompt,
            _Verdicts,
            max_tokens=limit,
            fault=lambda reply: _fault(_opinions(reply.verdicts, choices)),
            merged=lambda first, second: _merged(first, second, choices),
        )
    except PromptTooLong:  # the endpoint reads less than it tells, or counts more tokens
        if len(papers) < 2:
            raise
    else:
        return _opinions(told.verdicts, choices)
    half = len(papers) // 2
    first, second = (judge_batch(some, question, model) for some in (papers[:half], papers[half:]))
    return Opinions((*first.given, *second.given), {**first.problems, **second.problems})


def explain_matches(
    shown: Sequence[tuple[Paper, Sequence[Passage]]], question: str, model: ChatModel
) -> Opinions:
    """Ask in one request why the papers belong; each is shown by a few of its sentences.

    Asked once more only where no reason can be read: a match stands without one, too. Raises ModelUnavailable when
    the model does not answer, BadReply after a second unusable reply.
    """
    blocks = "\n".join(numbered_block(paper, number, some) for number, (paper, some) in enumerate(shown, 1))
    prompt = messages("explain_matches", papers=blocks, question=fenced(question))
    choices = {number: (paper, tuple(some)) for number, (paper, some) in enumerate(shown, 1)}
    limit = reply_room(prompt, reply_tokens(len(choices)), model)
    told = ask_json(
        model,
        prompt,
        _Reasons,
        max_tokens=limit,
        fault=lambda reply: _fault(_opinions(reply.reasons, choices), enough=1),
    )
    return replace(_opinions(told.reasons, choices), summary=told.summary)


def reply_tokens(papers: int) -> int:
    """Return how many tokens a reply on so many papers may have."""
    return 100 + _VERDICT_TOKENS * papers


def _fault(read: Opinions, enough: int | None = None) -> str:
    """Say what is wrong with a reply, in words for the model; nothing when it has ``enough`` opinions."""
    if enough is not None and len(read.given) >= enough:
        return ""
    return "; ".join(dict.fromkeys(read.problems.values()))


def _merged(first: _Verdicts, second: _Verdicts, choices: Choices) -> _Verdicts:
    """Keep what was right the first time, and take the rest from the second."""
    right = {key for key in choices if not _opinions(first.verdicts, {key: choices[key]}).problems}
    settled = [entry for entry in first.verdicts if entry.paper in right]
    return first.model_copy(update={"verdicts": (*settled, *second.verdicts, *first.verdicts)})


def _opinions(entries: Sequence[_Reason], choices: Choices) -> Opinions:
    """Read the first entry on each paper."""
    found: dict[int, Opinion] = {}
    problems: dict[str, str] = {}
    for entry in entries:
        number = entry.paper
        if number is not None and number in choices and number not in found:
            found[number], why = _opinion(entry, choices[number])
            if why:
                problems[found[number].paper.id] = why
    missing = {
        paper.id: f"there is no entry for paper {number}"
        for number, (paper, _) in choices.items()
        if number not in found
    }
    return Opinions(tuple(found.values()), problems | missing)


def _opinion(entry: _Reason, choice: tuple[Paper, Sequence[Passage]]) -> tuple[Opinion, str]:
    """Read one entry; what is wrong with it comes second. A match that points to no sentence is at best partial."""
    paper, passages = choice
    verdict: Judgement = entry.verdict if isinstance(entry, _Verdict) else "match"
    if verdict == "unjudged":
        return Opinion(paper, verdict, ""), f'paper {entry.paper} has no verdict "match", "partial" or "no"'
    instructions = load("judge_batch" if isinstance(entry, _Verdict) else "explain_matches").system
    # Small models copy what the instructions say of a reason.
    reason = "" if entry.reason in instructions else entry.reason
    if verdict == "no":
        return Opinion(paper, "no", reason), ""
    place = entry.sentence
    if place is None or not 1 <= place <= len(passages):
        why = f"paper {entry.paper} needs the number of one of its sentences, 1 to {len(passages)}"
        return Opinion(paper, "partial", reason), why
    return Opinion(paper, verdict, reason, stating(reason, passages[place - 1], paper)), ""


def _likeliest(reply: Reply, word: str) -> float:
    told = [value for token, value in reply.top.items() if token.strip().lower() == word]
    return max((value for value in told if math.isfinite(value)), default=_ABSENT)
