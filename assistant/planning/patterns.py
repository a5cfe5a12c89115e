"""The words by which people ask for sets, comparisons and follow-ups; patterns only, see ``plan`` for their use."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
_PAPERS = r"(?:papers|studies|works|articles|publications|abstracts|preprints)"
_SAID_LAST = (
    r"(?:those|these|them"
    r"|the\ (?:above|ones|same|previous|former|latter|\w+\ (?:above|you\ (?:listed|named|found))))"
)
ORDINALS = {
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "sixth": 5,
    "seventh": 6,
    "eighth": 7,
    "ninth": 8,
    "tenth": 9,
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "4th": 3,
    "5th": 4,
    "last": -1,
    "former": 0,
    "latter": -1,
}
_ORDINAL = rf"(?:{'|'.join(ORDINALS)})"

_ASK = (
    r"^\W*(?:please\ |(?:can|could|would)\ you\ (?:please\ )?|i(?:['’]d|\ would)\ like\ (?:you\ )?(?:to\ )?"
    r"|i\ (?:want|need)\ (?:to\ )?)*"
)
# What begins so compares, whatever else it says.
COMPARE_FIRST = re.compile(
    rf"""{_ASK}(?:compare|contrast)\b
    | {_ASK}(?:an?\ )?comparison\ (?:of|between)\ (?:the\ )?(?:two|three|four|these|those)\b
    | ^\W*(?:what\ (?:is|are)\ )?the\ (?:\w+\ )?(?:differences?|similarit(?:y|ies))\b
    | ^\W*(?:differences?|similarit(?:y|ies))\ (?:between|of)\b""",
    _FLAGS,
)
# Of a paper that is named; "sparse versus dense retrieval" may be what papers are about.
COMPARE_VERSUS = re.compile(
    r"""^\W*(?!(?:any\ |the\ |some\ )?(?:papers|studies|works?|research|literature|articles|surveys
      |evidence|references)\b)
      \S+(?:\ \S+){0,2}\ (?:versus|vs\.?)\ """,
    _FLAGS,
)
# A comparison of papers that the shelf has; a "comparison of encoders" is what a paper may hold.
COMPARE_OF = re.compile(rf"{_ASK}(?:an?\ |the\ )?(?:\w+\ )?comparisons?\ (?:of|between)\b", _FLAGS)
COMPARE = re.compile(
    r"""^\W*what\ distinguishes\b | \bcomparison\ (?:of|between)\b
    | \b(?:versus|vs|differ)\b | \bdifferences?\ (?:between|in|of)\b | \bsimilarit(?:y|ies)\ (?:between|of)\b
    | \bhave\ in\ common\b""",
    _FLAGS,
)
# Said of two papers that are named, these compare them too.
COMPARE_NAMED = re.compile(
    r"\b(?:compare[sd]?|apart\ from|differ\w*|each|both|or|than|similar|alike)\b", _FLAGS
)
# "The paper that reads text as pictures: what did it find?" asks of one paper.
OF_ONE = re.compile(
    r"^\W*(?:in\ |from\ )?the\ (?:paper|study|article|thesis|survey|work)\ (?:that|which|on|about|from|with)\b"
    r"[^:?!.]+[:,]"
    r"\ *(?:what|how|why|when|who|does|do|did|is|was|were)\b",
    _FLAGS,
)
# Counts the papers that do something with what it names, be these papers, too.
HOW_MANY = re.compile(
    r"""^\W*how\ many\ (?:\w+\ )?(?:papers|studies|works|articles|abstracts|publications|preprints)\s
    (?:(?:in|from|since)\ \d{4}\ )?(?:also\ |that\ )?
    (?:mention|name|cite|use|employ|evaluate|test|train|compare|report|discuss|study|address|rely|build)\b""",
    _FLAGS,
)
# Asks for whom or for what was said, whatever papers it may speak of.
OF_FACT = re.compile(
    r"""^(?:who\s+(?:first\s+|originally\s+)?(?:proposed|introduced|invented|coined|discovered|pioneered)\b
      (?!.*\band\ who\b)
    |whose\s+(?:\w+\s+){1,2}(?:was|were)\b
    |what\s+(?:do|does|did)\s+(?:the|these|those)\s+(?:papers|studies|authors|abstracts)\s+say\b)""",
    _FLAGS,
)
# Two papers set against each other, whatever else is asked.
COMPARE_BOTH = re.compile(
    r"""\b(?:same\ thing|the\ same\ or|same\ or\ (?:not|different)|vs|versus|side\ by\ side|stacks?\ up\ against
    |(?:better|worse|cheaper|faster|simpler)\ than)\b | ^\W*[\w+-]+\ or\ [\w+-]+""",
    _FLAGS,
)

# "Of those, ...", "which of them ...": the papers that the last answer showed.
NARROW = re.compile(
    rf"""^\W*(?:(?:and|but|so)\s+)?(?:of|among|from|out\ of|in|for|within)\s+(?:all\s+)?{_SAID_LAST}
        (?:\s+(?:\w+\s+)?(?:papers?|ones|studies|works|results|matches))?\b[\s,:]*
    | ^\W*(?:(?:and|but|now)\s+)?(?:only|just|keep(?:\s+only)?)\s+(?:those|these|the\s+ones|papers)\b
        (?=\s+(?:that|which|on|about|with|from)\b)
    | \b(?:which|what|how\ many|any|all|some|one|each|either|none)\s+of\s+(?:those|these|them)\b(?:\s+papers)?""",
    _FLAGS,
)
# Asked of the papers that were compared: "which one is better?".
WHICH_BETTER = re.compile(
    r"""^\W*(?:(?:and|but|so|ok|then)\s+)?(?:which|what)
    (?:\ (?:one|paper|method|model|approach|of\ (?:them|those|these|the\ two)))?\s+
    (?:is|was|works|performs|does|would\ be|should\ (?:i|we|one)\ (?:use|choose|pick|take|prefer))
    (?:\ the)?(?:\ (?:more|most|less|least)\ [a-z-]+|\ (?:[a-z]{2,}(?:er|est)|worse|worst|preferable|best))?\W*$""",
    _FLAGS,
)
# Asked among several papers shown before, of these.
WHICH_ONE = re.compile(r"^\W*(?:(?:and|but|so)\s+)?which\s+ones?\b", _FLAGS)
# Not "the second largest dataset": a bare ordinal ends what it belongs to, or a verb or preposition follows.
ORDINAL = re.compile(
    rf"""\b(?:the|and|or)\s+({_ORDINAL})(?:\s+(?:one|paper|of\ (?:them|those|these)|study|work)\b
        |(?=\s*[,;:?.!)]|\W*$|\s+(?:and|or|with|to|from|than|versus|vs|is|are|was|does|do|did|has|have|uses?|used
        |trains?|trained|reports?|says?|works?|in|on)\b))""",
    _FLAGS,
)
ONLY_ORDINAL = re.compile(
    rf"^\W*(?:and|what\ about|how\ about|and\ what\ about)?\s*the\s+{_ORDINAL}(?:\s+(?:one|paper))?\W*$",
    _FLAGS,
)
# What may open a follow-up before it says anything.
POLITE = re.compile(r"[\s,]*\bplease\b[\s,.!?]*$", _FLAGS)
# What is left before a verb where "do any of those" loses its papers; and before what papers are about.
DO = re.compile(r"^\W*(?:do|does|did)\b\s*(?!not\b)", _FLAGS)
PREPOSITION = re.compile(r"^\W*(?:about|on|with|without|from|by|for|in|of)\b", _FLAGS)
_BEGUN = re.compile(r"^(?:are|is|was|were|can|could|has|have|had|will|would|should)\b", _FLAGS)
OPENING = re.compile(r"^\W*(?:and|but|so|what\ about|how\ about)\b[\s,]*", _FLAGS)
# "What about images?", "and in Chinese?": what is asked of them has to be taken from the question before.
ELLIPTIC = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:what|how)\ about|(?:and|but|so))\b(?!.*\b(?:it|its|they|their|them|he|she)\b)"
    r"(?!\s+(?:what|which|who|how|why|when|where|do|does|did|is|are|was|were|can)\b)",
    _FLAGS,
)
# A word that stands for one paper, not for several.
SINGULAR = re.compile(
    r"\b(?:it|its|(?:this|that|the)\ (?:paper|work|method|model|approach|study|one))\b", _FLAGS
)
# Words that lean on what was said before.
LEANING = re.compile(
    r"""\b(?:it|its|they|their|them|those|these|both|he|she|his|her
        |(?:this|that|the)\ (?:paper|work|method|model|approach|study|one|authors|dataset|same))\b
    | ^\W*(?:and|but|so|what\ about|how\ about|why)\b
    | ^\W*(?:please\ )?(?:define|explain|describe)\ (?!(?:all|every|each|which)\b)""",
    _FLAGS,
)

NEGATION = re.compile(
    r"""\b(?:avoid(?:s|ing|ed)?|without|do(?:es)?\ not|don't|doesn't|not|no|never|instead\ of|rather\ than|free\ of
    |remov(?:e|es|ing)|get(?:s|ting)?\ rid\ of|replac(?:e|es|ing)|eliminat(?:e|es|ing)|lack(?:s|ing)?|other\ than
    |except|drop(?:s)?)\b""",
    _FLAGS,
)


def inner_verb(text: str) -> str:
    """Return "are benchmarks" for the "Are benchmarks" that is left of "Are any of them benchmarks"."""
    return f"{text[0].lower()}{text[1:]}" if _BEGUN.match(text) else text
