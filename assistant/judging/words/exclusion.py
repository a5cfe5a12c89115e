"""A question that leaves a kind of papers out -> what it asks beside that, and what is left out, each as a question.

"Papers about graphs that do not propose a dataset" asks for papers about graphs; those that propose a dataset are left
out. Each side is answered like any set question, and one taken from the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.judging.words.asked import read, without_frame

_FLAGS = re.IGNORECASE | re.VERBOSE
_ABOUT = (
    r"(?:about|on|in|of|with|for|concerned\ with|concerning|related\ to|dealing\ with|focus(?:s?ed|ing)\ on)"
)
_LEFT_OUT = (
    # "That are not about X".
    re.compile(
        rf"\b(?:(?:that|which|who)\s+)?(?:is|are|was|were)(?:\s+not|n['’]t)\s+{_ABOUT}\s+(?P<about>.+)",
        _FLAGS,
    ),
    # "That have nothing to do with X".
    re.compile(
        r"""\b(?:(?:that|which|who)\s+)?(?:(?:have|has|having)\s+nothing\s+to\s+do\s+with
        |(?:(?:is|are)\s+)?unrelated\s+to)\s+(?P<about>.+)""",
        _FLAGS,
    ),
    # "That are not surveys".
    re.compile(
        r"""\b(?:(?:that|which|who)\s+)?(?:is|are|was|were)(?:\s+not|n['’]t)\s+(?:an?\s+|just\s+)?
        (?P<about>(?:[\w-]+\s+)?(?:surveys?|overviews?|reviews?|theses|thesis|dissertations?|tutorials?|benchmarks?|data\s?sets?
          |position\ papers|reports?|comparisons?)\b.*)""",
        _FLAGS,
    ),
    # "That do not use X"; to need or to rely on nothing is what a paper has to say itself.
    re.compile(
        r"""\b(?:(?:that|which|who)\s+)?(?:do|does|did)(?:\s+not|n['’]t)\s+(?:(?:also|ever|actually|just)\s+)?
        (?P<does>(?!(?:need|requir|rely|relies|depend|assum|even|only|have\ to)\w*\b)[a-z]+\s+.+)""",
        _FLAGS,
    ),
    # "But not X", "except X".
    re.compile(
        rf",?\s*\b(?:but\s+(?:(?:is|are)\s+)?not|except(?:\s+for)?|excluding|leaving\s+out)\s+(?:{_ABOUT}\s+)?(?P<about>.+)",
        _FLAGS,
    ),
)
# "Papers without X": nothing else is asked of them, and few say that they do without.
_WITHOUT = re.compile(
    r"""^\W*(?:(?:which|what|list|show|find|give|me|us|all|any|the|are|there|please)\s+)*
    (?:papers|studies|works|articles|publications|everything|ones)\s+(?:(?:that|which)\s+)?(?:(?:are|is|do|does)\s+)?
    (?:without|lacking|(?:have|has)\s+no)\s+(?:any\s+|an?\s+)?(?P<about>[^,;:?.!]+?)\W*$""",
    _FLAGS,
)
_ENDS = re.compile(r"[,;:?.!()]|\s(?:but|while|when|whereas)\s")
_VERB = re.compile(r"(?i)^\w+\s+(?:(?:on|in|with|at|to|for|any|an?|the)\s+)*")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is asked beside what is left out ("" for nothing), and what is left out: both as questions.

    ``thing`` is what is left out, in the asker's words; ``does`` is the same with its verb ("use a graph"), "" where it
    is only what papers are about.
    """

    beside: str
    out: str
    thing: str
    does: str = ""


def exclusion_of(question: str) -> Exclusion | None:
    """Return what ``question`` leaves out; None where it leaves nothing out, or two things."""
    asked = read(question)
    if found := _WITHOUT.match(asked.whole):
        return Exclusion("", f"Which papers are about {found['about']}?", found["about"])
    if asked.negation is None or asked.negation.kind != "lacks" or asked.also_out:
        return None
    for pattern in _LEFT_OUT:
        if found := pattern.search(asked.whole):
            parts = found.groupdict()
            name, given = next((name, text) for name, text in parts.items() if text)
            what = _ENDS.split(given, maxsplit=1)[0].strip()
            rest = f"{asked.whole[: found.start()]} {asked.whole[found.start(name) + len(what) :]}".strip(
                " ?.!"
            )
            beside = rest if asked.beside and without_frame(f"{rest} ") else ""
            if name == "does":
                return Exclusion(beside, f"Which papers {what}?", _VERB.sub("", what), what) if what else None
            return Exclusion(beside, f"Which papers are about {what}?", what) if what else None
    return None
