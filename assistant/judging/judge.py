"""Ask the language model about papers: one by yes/no log-probabilities, several by a JSON verdict.

A judge points to one or two sentences by their numbers, so a quote is verbatim by construction or it is invalid;
what it points to is what is cited (``citing.stating.upheld`` names the exceptions).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import AliasChoices, BeforeValidator, Field

from assistant.citing.stating import upheld
from assistant.errors import BadReply
from assistant.index.passages import sentences, title_passage
from assistant.judging.rubric import Rubric
from assistant.llm.chat import ChatModel, Message, Reply
from assistant.llm.failures import PromptTooLong
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import Entries, Number, Numbers, ReplySchema, Text, phrase
from assistant.llm.prompting.prompt_files import fenced, load
from assistant.llm.prompting.prompts import messages, numbered_block, paper_block, reply_room
from assistant.types import Paper, Passage, VerdictLabel

# Below every log-probability that an endpoint tells: stands for "not among the alternatives told".
_ABSENT = -20.0
_VERDICT_TOKENS = 60  # of a reply, for each paper of a batch
_LONGEST_REASON = 300  # characters
_MOST_EVIDENCE = 2  # sentences that are cited for a verdict
NOT_STATED = "Not stated in the abstract"


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """What the model says of one paper; ``passages`` are the sentences that it points to, the telling one first."""

    paper: Paper
    verdict: VerdictLabel
    reason: str
    passages: tuple[Passage, ...] = ()

    @property
    def passage(self) -> Passage | None:
        """The sentence that decides it."""
        return self.passages[0] if self.passages else None


# Paper by the number that it has in a prompt, and the sentences that are numbered there.
Choices = Mapping[int, tuple[Paper, tuple[Passage, ...]]]


class _Reason(ReplySchema):
    """Why a paper belongs, after the numbers of the sentences that show it."""

    paper: Number
    # Models that were told otherwise elsewhere name one "sentence".
    evidence: Numbers = Field((), validation_alias=AliasChoices("evidence", "sentence", "sentences"))
    reason: Annotated[str, BeforeValidator(lambda value: phrase(value, _LONGEST_REASON))] = ""


class _Reasons(ReplySchema):
    reasons: Entries[_Reason]
    summary: Text = ""


_SAID = ("match", "partial", "no", "unstated")


def _one_of_these(value: object) -> str:
    label = str(value).strip().lower().replace("not stated", "unstated")
    return label if label in _SAID else ""


class _Verdict(_Reason):
    verdict: Annotated[Literal["match", "partial", "no", "unstated", ""], BeforeValidator(_one_of_these)] = ""


class _Verdicts(ReplySchema):
    verdicts: Entries[_Verdict]


@dataclass(frozen=True, slots=True)
class PaperVerdicts:
    """What the model says of several papers, and which it left out or got wrong."""

    given: tuple[PaperVerdict, ...]
    problems: Mapping[str, str]  # paper id -> what was wrong with its entry
    summary: str = ""


def yes_no_gap(paper: Paper, rubric: Rubric, model: ChatModel) -> float:
    """Return how much likelier "yes" is than "no", as a difference of natural log-probabilities.

    The paper stands before the question, so a server that caches prompts reads it once for all questions.
    Raises BadReply when the endpoint tells no log-probabilities, or none of a yes or a no (a model that thinks
    aloud or declines has not judged); ModelUnavailable.
    """
    return gap_of(messages("judge_yes_no", paper=paper_block(paper), criterion=str(rubric)), model)


def gap_of(prompt: Sequence[Message], model: ChatModel) -> float:
    """Return how much likelier "yes" is than "no" as the reply to ``prompt``; raises what ``yes_no_gap`` does."""
    reply = model.complete(prompt, max_tokens=1, logprobs=True)
    if not reply.top:
        raise BadReply(f"The endpoint of {model.name} tells no log-probabilities.")
    yes, no = _likeliest(reply, "yes"), _likeliest(reply, "no")
    if yes == no == _ABSENT:
        raise BadReply(f"The model {model.name} answered neither yes nor no.")
    return yes - no


def judge_batch(papers: Sequence[Paper], rubric: Rubric, model: ChatModel) -> PaperVerdicts:
    """Ask for a verdict on each of ``papers`` in one request; once more where the reply cannot be used.

    The papers stand before the question, so that a server that caches prompts reads the same papers once for all
    questions. In two requests, and so on, where the endpoint says that they do not fit.

    Raises ModelUnavailable when the model does not answer.
    """
    blocks = "\n".join(
        numbered_block(paper, number, sentences(paper)) for number, paper in enumerate(papers, 1)
    )
    prompt = messages("judge_batch", papers=blocks, criterion=str(rubric))
    choices = {number: (paper, sentences(paper)) for number, paper in enumerate(papers, 1)}
    limit = reply_room(prompt, reply_tokens(len(choices)), model)
    try:
        reply_read = ask_json(
            model,
            prompt,
            _Verdicts,
            max_tokens=limit,
            fault=lambda reply: _fault(_verdicts(reply.verdicts, choices)),
            merged=lambda first, second: _merged(first, second, choices),
        )
    except PromptTooLong:  # the endpoint reads less than it tells, or counts more tokens
        if len(papers) < 2:
            raise
    else:
        return _verdicts(reply_read.verdicts, choices)
    half = len(papers) // 2
    first, second = (
        judge_batch(half_of_them, rubric, model) for half_of_them in (papers[:half], papers[half:])
    )
    return PaperVerdicts((*first.given, *second.given), {**first.problems, **second.problems})


def explain_matches(
    shown: Sequence[tuple[PaperVerdict, Sequence[Passage]]], question: str, model: ChatModel, length: str
) -> PaperVerdicts:
    """Ask in one request why the papers belong; each is shown by its verdict and a few of its sentences.

    ``length`` is that of the summary, in words. Asked once more only where no reason can be read: a match stands
    without one, too. Raises ModelUnavailable when the model does not answer, BadReply after a second unusable reply.
    """
    blocks = "\n".join(
        numbered_block(shown_verdict.paper, number, passages, (f"verdict: {shown_verdict.verdict}",))
        for number, (shown_verdict, passages) in enumerate(shown, 1)
    )
    prompt = messages("explain_matches", papers=blocks, question=fenced(question), sentences=length)
    choices = {
        number: (shown_verdict.paper, tuple(passages))
        for number, (shown_verdict, passages) in enumerate(shown, 1)
    }
    limit = reply_room(prompt, reply_tokens(len(choices)), model)
    reply_read = ask_json(
        model,
        prompt,
        _Reasons,
        max_tokens=limit,
        fault=lambda reply: _fault(_verdicts(reply.reasons, choices), enough=1),
    )
    return replace(_verdicts(reply_read.reasons, choices), summary=reply_read.summary)


def reply_tokens(papers: int) -> int:
    """Return how many tokens a reply on so many papers may have."""
    return 100 + _VERDICT_TOKENS * papers


def _fault(read: PaperVerdicts, enough: int | None = None) -> str:
    """Say what is wrong with a reply, in words for the model; nothing when it has ``enough`` verdicts."""
    if enough is not None and len(read.given) >= enough:
        return ""
    return "; ".join(dict.fromkeys(read.problems.values()))


def _merged(first: _Verdicts, second: _Verdicts, choices: Choices) -> _Verdicts:
    """Keep what was right the first time, and take the rest from the second."""
    right = {key for key in choices if not _verdicts(first.verdicts, {key: choices[key]}).problems}
    settled = [entry for entry in first.verdicts if entry.paper in right]
    return first.model_copy(update={"verdicts": (*settled, *second.verdicts, *first.verdicts)})


def _verdicts(entries: Sequence[_Reason], choices: Choices) -> PaperVerdicts:
    """Read the first entry on each paper."""
    found: dict[int, PaperVerdict] = {}
    problems: dict[str, str] = {}
    for entry in entries:
        number = entry.paper
        if number is not None and number in choices and number not in found:
            found[number], why = _verdict_of_entry(entry, choices[number])
            if why:
                problems[found[number].paper.id] = why
    missing = {
        paper.id: f"there is no entry for paper {number}"
        for number, (paper, _) in choices.items()
        if number not in found
    }
    return PaperVerdicts(tuple(found.values()), problems | missing)


def _verdict_of_entry(entry: _Reason, choice: tuple[Paper, Sequence[Passage]]) -> tuple[PaperVerdict, str]:
    """Read one entry; what is wrong with it comes second. A match that points to no sentence is at best partial."""
    paper, passages = choice
    label = entry.verdict if isinstance(entry, _Verdict) else "match"
    if not label:
        names = ", ".join(f'"{name}"' for name in _SAID)
        return PaperVerdict(paper, "unjudged", ""), f"paper {entry.paper} has no verdict, one of {names}"
    instructions = load("judge_batch" if isinstance(entry, _Verdict) else "explain_matches").system
    # Small models copy what the instructions say of a reason.
    reason = "" if entry.reason in instructions else entry.reason
    numbered = {0: title_passage(paper), **dict(enumerate(passages, 1))}
    pointed = [numbered[place] for place in dict.fromkeys(entry.evidence) if place in numbered]
    cited = upheld(reason, pointed[:_MOST_EVIDENCE], paper)
    if label in ("no", "unstated"):
        return PaperVerdict(paper, "no", _silent(reason) if label == "unstated" else reason, cited), ""
    if not cited:
        why = f"paper {entry.paper} needs the number of one of its sentences, 1 to {len(passages)}, or 0 for its title"
        return PaperVerdict(paper, "partial", reason), why
    return PaperVerdict(paper, "match" if label == "match" else "partial", reason, cited), ""


def _silent(reason: str) -> str:
    """Return the reason of a paper whose abstract is silent: another thing than one that does not belong."""
    if not reason or reason.lower().startswith("not stated"):
        return reason or f"{NOT_STATED}."
    return f"{NOT_STATED}: {reason}"


def _likeliest(reply: Reply, word: str) -> float:
    values = [value for token, value in reply.top.items() if token.strip().lower() == word]
    return max((value for value in values if math.isfinite(value)), default=_ABSENT)
