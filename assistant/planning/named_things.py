"""What a question names (a model, a data set, a quoted phrase), and whether papers that name it are all it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_FLAGS = re.IGNORECASE | re.VERBOSE
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,80})[”\"]")
# Two capitals, a capital inside, or a letter and a digit: GSM8K, SWE-bench, fastText, word2vec, t-SNE, GPT-4.
_COINED_WORD = r"""(?:(?=[\w+-]*[A-Z][\w+-]*[A-Z]|[\w+-]+[A-Z]
    |(?=[\w+-]*[A-Za-z])[\w+-]*\d)[A-Za-z0-9][\w+]*(?:(?:[-‐‑]|\.(?=\d))[\w+]+)*)"""
_NAME = re.compile(
    rf"(?<![\w-])(?:{_COINED_WORD}(?:\s+\d+(?:\.\d+)*(?![\w%]))?|[A-Z][a-z]+[\s-]\d+(?:\.\d+)*(?![\w%]))(?![\w])"
)
_PAPERS = r"(?:papers?|studies|study|works?|articles?|abstracts?|publications|titles?|ones|those)"
_MENTION = (
    r"(?:mention(?:s|ing|ed)?|nam(?:e[sd]?|ing)|cit(?:e[sd]?|ing)|refer(?:s|ring)?\ to|reference|referenc(?:es|ing)"
    r"""|(?:contain|contains|containing|use|uses|using|include|includes|including|with|have|has)\ the\ (?:words?
        |phrase|terms?|names?))"""
)
_USE = (
    r"""(?:us(?:e[sd]?|ing)|(?:(?:are|is)\ )?(?:evaluat(?:e|es|ing|ed)|test(?:s|ing|ed)?|train(?:s|ing|ed)?
        |benchmark(?:s|ing|ed)?|fine-?tun(?:e|es|ing|ed))"""
    r"""\ on|(?:report|reports|reporting|show|have)\ results\ on|experiment(?:s|ing)?\ (?:on|with)|employ(?:s
        |ed|ing)?|appl(?:y|ies|ied|ying)"""
    r"""|build(?:s|ing)?\ (?:on|upon)|work(?:s|ing)?\ with|(?:are|is)\ based\ on|compare(?:s)?\ (?:with|against
        |to)|fine-?tun(?:e|es|ing)|(?:talk|speak|write)s?\ about
        |(?:talk|speak|writ)ing\ about|discuss(?:es|ing)?)"""
)
_FRAME = rf"""^\W*(?:please\s+)?(?:(?:can|could)\ you\s+)?
    (?:(?:which|what|list|find|show(?:\ me)?|give(?:\ me)?|name|identify
      |how\ (?:many\ times|often|frequently)|how\ many|count|number|in\ how\ many|are\ there
      |is\ there|do|does|any|all|every|each|of|the)\s+)*
    {_PAPERS}\s+(?:(?:here|there|on\ (?:the|this)\ shelf|are\ there|in\ (?:the|this|my)\ (?:collection
      |library))\s+)?(?:(?:that|which|who)\s+)?(?:do\s+|does\s+)?(?:also\s+)?"""
_LISTING = (
    *(
        (weak, re.compile(rf"{_FRAME}{verb}\s+(?P<of>.+?)\W*$", _FLAGS))
        for weak, verb in ((False, _MENTION), (True, _USE))
    ),
    (
        True,
        re.compile(
            rf"{_FRAME}(?:with|ha(?:ve|s|d|ving)|containing)\s+(?P<of>.+?)\s+in\s+(?:them|it)\W*$", _FLAGS
        ),
    ),
)
_PASSIVE = tuple(
    (weak, re.compile(pattern, _FLAGS))
    for weak, pattern in (
        (
            False,
            rf"""^\W*(?:in\ )?(?:which|how\ many|what)\ {_PAPERS}\ (?:is|are)\ (?P<of>.+?)
            \ (?:mentioned|named|cited|referred\ to)(?:\ in)?\W*$""",
        ),
        (
            False,
            r"""^\W*(?:where\ )?(?:is|are)\ (?P<of>.+?)\ (?:mentioned|named|cited)
            (?:\ (?:anywhere|in\ any\ \w+|here|on\ the\ shelf))?\W*$""",
        ),
        (
            False,
            r"""^\W*how\ (?:often|many\ times|frequently)\ (?:is|are|was|were)\ (?P<of>.+?)
            \ (?:mentioned|named|cited|referred\ to)(?:\ (?:here|on\ the\ shelf|in\ (?:the|these)\ \w+))?\W*$""",
        ),
        (
            False,
            rf"""^\W*(?:in\ )?(?:which|how\ many|what)\ {_PAPERS}\ (?:does|do|did|has)\ (?P<of>.+?)
            \ (?:appear|appeared|occur|occurred|come\ up|show\ up|feature|figure)(?:\ in)?\W*$""",
        ),
        (
            False,
            r"""^\W*how\ (?:often|many\ times|frequently)\ (?:does|do|did)\ (?P<of>.+?)
            \ (?:appear|occur|come\ up|show\ up|get\ mentioned)
            (?:\ (?:here|on\ the\ shelf|in\ (?:the|these)\ \w+))?\W*$""",
        ),
        (
            True,
            rf"""^\W*(?:in\ )?(?:which|how\ many|what)\ {_PAPERS}\ (?:is|are)\ (?P<of>.+?)
            \ (?:used|evaluated|tested)(?:\ in)?\W*$""",
        ),
    )
)
_ASKED = (*_LISTING, *_PASSIVE)
_NOT = r"(?:(?:do|does|did|is|are)\ not|(?:do|does|did|is|are)n['’]t|not|never|without|excluding|except(?:\ for)?|no)"
_BUT_NOT = re.compile(
    rf"""^(?P<head>.+?)[,;]?\s+(?:(?:but|and|yet|while|though|although|who|which|that)\s+)*{_NOT}\s+(?:(?:ever|also|any|once)\s+)*
    (?:(?:(?:do|does)\s+)?(?:{_MENTION}|{_USE}|mention\ of)\s+)?(?P<of>.+?)\W*$""",
    _FLAGS,
)
_NONE = re.compile(
    rf"""{_FRAME}(?:(?:do|does|did)\ not|(?:do|does|did)n['’]t|never|make\ no|without(?:\ any)?)\s+
    (?:(?:ever|even|once|also)\s+)*(?:{_MENTION}|mention\ of)\s+(?P<of>.+?)\W*$""",
    _FLAGS,
)
_TRAILING = re.compile(
    r"""\s+(?:anywhere|at\ all|in\ (?:the|their|its)\ (?:titles?|abstracts?|texts?)(?:\ or\ (?:the\ )?(?:titles?
        |abstracts?))?|by\ name|explicitly)$""",
    _FLAGS,
)
_LEADING = re.compile(r"^(?:(?:the|a|an|any|both|either)\s+)+", _FLAGS)
_NOUN = re.compile(
    r"""(?<=\S)\s+(?:data\ ?sets?|benchmarks?|corpus|corpora|models?|method|framework|toolkit|library|test
        |leaderboard|task)$""",
    _FLAGS,
)
_NOT_A_NAME = re.compile(
    r"\b(?:about|regarding|concerning|that|which|who|how|what|why|when|where|with|without|for|to|as|than|from|by|over|on|in|at|not|other|their|its|these|those|different|particular|several|multiple|more|one|some)\b",
    _FLAGS,
)
_PLAIN_WORDS = 4
_YEAR_ONLY = re.compile(r"(?i)(?:,|\b(?:and|or))\s*(?:(?:19|20)\d\d|earlier|later|before|after)\b")
_LETTERED = re.compile(
    r"[^\W\d_]{1,2}[-‐‑][A-Z]\w+|[a-z\d]{2,}-(?:bench|eval|net|vec|coder|instruct)"
)  # "φ-Decoding", "k-NN"
# What names end with, often written apart and small: "SWE bench", "Llama 3 instruct".
_PARTS = frozenset("bench eval net vec former coder instruct chat base".split())


@dataclass(frozen=True, slots=True)
class Named:
    """What is named: ``only`` when papers that name it are asked for; ``weak`` when for what they do with it ("use").

    ``every`` tells that one paper must name all things; ``plain`` that a thing is ordinary words.
    Papers must not name those of ``without``.
    """

    things: tuple[str, ...] = ()
    only: bool = False
    weak: bool = False
    every: bool = False
    plain: bool = False
    without: tuple[str, ...] = ()


def named_things(question: str) -> Named:
    """Return what ``question`` names, in its own spelling."""
    head, without = _excluded(question)
    for weak, pattern in _ASKED:
        if (found := pattern.match(head)) and (named := _object(found["of"], weak)):
            return replace(named, without=without)
    if (found := _NONE.match(question)) and (named := _object(found["of"], weak=False)):
        return Named((), True, without=named.things)
    quoted = [found[1].strip() for found in _QUOTED.finditer(question)]
    bare = _QUOTED.sub(" ", question)
    coined = [found[0] for found in _NAME.finditer(bare) if any(map(str.isalpha, found[0]))]
    return Named(tuple(dict.fromkeys([*quoted, *coined])))


def _excluded(question: str) -> tuple[str, tuple[str, ...]]:
    """Cut "but not GSM8K", "without mentioning GSM8K" off a question, and return both."""
    found = _BUT_NOT.match(question)
    named = _object(found["of"], weak=False) if found else None
    return (found["head"], named.things) if found and named else (question, ())


def _object(text: str, weak: bool) -> Named | None:
    """Read "GSM8K", "the GSM8K benchmark", "BERT or GPT-2"; None when it is more than names."""
    text = _TRAILING.sub("", re.sub(r"[()]", " , ", text).strip(" ?.!,"))
    every = re.search(r"\band\b|&", text) is not None and re.search(r"\bor\b", text) is None
    if _YEAR_ONLY.search(text):  # "word2vec, 2014 or earlier"
        return None
    parts = [_thing(part) for part in re.split(r"(?:\s*(?:,|\band\b|\bor\b|&))+\s*", text) if part.strip()]
    if not parts or any(part is None for part in parts):
        return None
    things = [part for part in parts if part]
    plain = not all(is_name(thing) for thing in things)
    if plain and (weak or any(len(thing.split()) > _PLAIN_WORDS for thing in things)):
        return None
    return Named(tuple(dict.fromkeys(thing.strip('“”"') for thing in things)), True, weak, every, plain)


def _thing(text: str) -> str | None:
    text = _LEADING.sub("", text.strip())
    if _QUOTED.fullmatch(text):
        return text
    text = without_noun(text)
    return None if not text or _NOT_A_NAME.search(text) else text


def without_noun(text: str) -> str:
    """Return "GSM8K" of "GSM8K benchmark"; the text itself where no name is left."""
    without = _NOUN.sub("", text)
    return without if is_name(without) else text


def is_name(text: str) -> bool:
    """Tell whether each word of a thing is coined, begins with a capital or is a number; or it is quoted."""
    if _QUOTED.fullmatch(text):
        return True
    words = text.split()
    return (
        bool(words)
        and words[0][:1].isalnum()
        and all(
            _NAME.fullmatch(word)
            or _LETTERED.fullmatch(word)
            or word[:1].isupper()
            or re.fullmatch(r"[\d.]+\w?", word)
            or (at and word in _PARTS)
            for at, word in enumerate(words)
        )
        and any(any(map(str.isalpha, word)) for word in words)
    )
