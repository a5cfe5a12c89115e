"""The sentences that we say ourselves, and how a paper's words are put into Markdown."""

from __future__ import annotations

import re

REFUSAL = "The papers do not say."  # what a model is told to say; readers are told the next
DECLINED = "The abstracts do not say."
NOT_COVERED = "Not in the abstracts:"
NO_MODEL = "No language model is configured, so these are the papers' own sentences."
# Where there is no page whose header says it: once, not with each answer.
HOW_TO_SET = (
    "No language model is configured. Set OPENAI_API_KEY, OPENAI_BASE_URL or ASSISTANT_LOCAL_MODEL, "
    "or choose one on the page, to have answers written."
)
# Put into a stream, which cannot unsay what it said, when the model fails in the middle or invents figures.
BEGINS_ANEW = "\n\n_What stands above cannot be kept; the answer begins anew._\n\n"
MODEL_FAILED = "The language model could not be used, so these are the papers' own sentences."
MODEL_WAITS = "The language model is not ready yet, so these are the papers' own sentences."
TOO_SMALL_TO_DENY = (
    "What papers do not do was read from their own sentences: {model} is too small to judge that."
)
EMPTY_SHELF = "This shelf is empty: there are no papers on it to ask. Add some first."
OFF_TOPIC = (
    "That is outside what the papers on this shelf are about. "
    "Ask what a paper found, which papers do something, or how two papers differ."
)

# Characters that Markdown (or maths in Markdown) would read as markup; brackets also because a paper's
# own "[29]" must not pass for one of our citations.
_MARKUP = re.compile(r"([\\`*_\[\]<>$~|#])")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_ACTIVE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>$~|#])")


def escaped(text: str) -> str:
    """Return a paper's words as Markdown that shows them as they are, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def readable(text: str) -> str:
    """Return text from outside without what a reader cannot see but a terminal, a page or JSON would act on.

    Those are control characters (escape sequences of terminals begin with one), halves of surrogate pairs and
    the characters that turn the direction of writing; line breaks and tabs stay.
    """
    return _UNSEEN.sub("", text)


def inert_json(text: str) -> str:
    """Return JSON with the characters written as escapes that a terminal acts on; its value stays the same."""
    return _ACTIVE_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def plain(markdown: str) -> str:
    """Return text for a terminal: escapes and emphasis taken away, the markers left."""
    text = re.sub(r"(?<![\\\w])(\*\*|_)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2", markdown)
    return _ESCAPED.sub(r"\1", text)


_PARTING = re.compile(
    r"(?i)^\W*(?:(?:ok(?:ay)?|great|perfect|super|cool|nice|good|wonderful|excellent|well|many)\W+)*"
    r"(?:thanks?|thank\s+you|thx|cheers|bye|good\s?bye|see\s+you|cu)\b"
)


def papers_count(count: int) -> str:
    """Return "1 paper" or "5 papers"."""
    return f"{count:,} paper" + ("" if count == 1 else "s")


def taken_as(language: str, english: str) -> str:
    """Return the line above an answer to a question in another ``language``; "" for one in English."""
    if not language:
        return ""
    if english:
        return f"_Taken as “{escaped(english)}”_\n\n"
    return (
        f"_Your question seems to be in {language}. It was searched as it stands, for no language model is there to "
        "translate it; among papers in English that finds little. Ask in English to have it searched fully._\n\n"
    )


def chat_reply(papers: int, said: str = "") -> str:
    """Return the answer to a greeting or to "what can you do?"; to thanks and to a farewell, ``said``, a short one."""
    if _PARTING.match(said):
        return (
            f"You are welcome. The {papers_count(papers)} on this shelf are here whenever you want to ask on."
        )
    return (
        f"I answer questions about the {papers_count(papers)} on this shelf, with a citation to the exact sentence "
        "for every claim. Ask for a fact (“How many Python files was CuBERT pre-trained on?”), for all papers that do "
        "something (“Which papers avoid subword tokenizers?”), or for a comparison (“Compare ELECTRA and ERNIE-Gram”). "
        "You can follow up: “Of those, which one works on images of text?”"
    )
