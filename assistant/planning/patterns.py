"""The words by which people ask for sets, comparisons and follow-ups; patterns only, see ``plan`` for their use."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
_PAPERS = r"(?:papers|studies|works|articles|publications|abstracts|preprints)"
_METHODS = (
    r"(?:models|methods|approaches|techniques|architectures|systems|entries|frameworks"
    r"|benchmarks|datasets|resources|ones)"
)
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

# A greeting, thanks, or "what can you do?" and nothing else.
CHAT = re.compile(
    r"""\W*(?:
    hi | hello | hey | greetings | good\ (?:morning|afternoon|evening|day)
    | thanks? (?:\ you)? (?:\ (?:very\ much|a\ lot))? | thx | cheers | bye | goodbye | great | ok(?:ay)? | cool
    | (?:who|what)\ are\ you | help | how\ are\ you (?:\ (?:doing|today))*
    | what\ (?:can|do)\ (?:you|i|we)\ (?:do|ask|help) (?:\ (?:with|you|me|here|about))*
    | how\ (?:can|do)\ (?:you|i|we)\ (?:help|use|work|do) (?:\ (?:with|me|you|this|it))*
    ) (?:[\s,!.]+ (?:there|all|everyone|again|so\ much|assistant|friend|please|for\ that|can\ you\ help\ me
    |good\ (?:morning|afternoon|evening|day)
    |(?:that|this|it)\ (?:helps|helped|was\ helpful|is\ helpful|is\ great)))* \W*""",
    _FLAGS,
)

SET = re.compile(
    rf"""
    \b(?:which|what|list|name|find|show(?:\ me)?|give(?:\ me)?|identify|enumerate|tell\ me|are\ there|any|all|every
        |how\ many|count|number\ of)\b (?:(?!\ in\ )[^?.,;:]){{0,60}}? \b(?:{_PAPERS}|surveys)\b
    | \b(?:every|each|any)\ (?:\w+\ )?(?:paper|study|work|article|publication|survey)\b
    | \blooking\ for\ (?:\w+\ ){{0,2}}{_PAPERS}\b
    | ^\W*{_PAPERS}\ (?:that|which|on|about|with|using|without|proposing)\b
    | \bwhich\ (?:of\ )?(?:these|those|them|ones)\b
    """,
    _FLAGS,
)
# Asked of methods rather than of papers, or of whatever there is, these are sets unless a paper is named ("which
# models does X compare", "show me the training data of X").
SET_OF_METHODS = re.compile(
    rf"""^\W*(?:which|what)\ (?:\w+\ )?{_METHODS}\ (?!did\b|does\b|do\ the\b|was\b|were\b)
    | ^\W*(?:list|name|find|show|give|enumerate|identify)\ (?:me\ )?(?:all|every|each|the|everything)\b""",
    _FLAGS,
)
IN_A_PAPER = re.compile(
    r"\b(?:in|by|from|of)\ (?:the\ )?\S+(?:\ paper)?\W*$", _FLAGS
)  # "... are compared in DefSent+?"
COUNT = re.compile(rf"\b(?:how\ many|count|number\ of)\b [^?.,;]{{0,30}}? \b(?:{_PAPERS}|surveys)\b", _FLAGS)
# "What do the papers say about X" asks for a fact.
ABOUT = re.compile(
    r"^\W*what\ (?:do|does|did|can)\ (?:(?:the|these|those|any|your)\ )?(?:papers|studies|abstracts|authors)\b",
    _FLAGS,
)

COMPARE = re.compile(
    r"""^\W*(?:please\ |(?:can|could)\ you\ )?(?:compare|contrast)\b
    | ^\W*what\ (?:is|are)\ the\ (?:\w+\ )?(?:differences?|similarit(?:y|ies))\b | \bcomparison\ (?:of|between)\b
    | \b(?:versus|vs|differ)\b | \bdifferences?\ (?:between|in|of)\b | \bsimilarit(?:y|ies)\ (?:between|of)\b
    | \bhave\ in\ common\b""",
    _FLAGS,
)
# Said of two papers that are named, these compare them too.
COMPARE_NAMED = re.compile(
    r"\b(?:compared?\ (?:with|to|against)|differ\w*|each|both|or|than|similar|alike)\b", _FLAGS
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
OPENING = re.compile(r"^\W*(?:and|but|so|what\ about|how\ about)\b[\s,]*", _FLAGS)
# "What about images?", "and in Chinese?": what is asked of them has to be taken from the question before.
ELLIPTIC = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:what|how)\ about|(?:and|but|so))\b(?!.*\b(?:it|its|they|their|them|he|she)\b)"
    r"(?!\s+(?:what|which|who|how|why|when|where|do|does|did|is|are|was|were|can)\b)",
    _FLAGS,
)
# How a question of its own begins, however short.
ASKS = re.compile(
    r"^\W*(?:what|which|who|whom|whose|how|why|when|where|do|does|did|is|are|was|were|can|could|should|has|have"
    r"|compare|contrast|list|name|find|show|give|tell|explain|describe|define|summari[sz]e)\b",
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
    | ^\W*(?:and|but|so|what\ about|how\ about|why)\b""",
    _FLAGS,
)

# What frames a set question: "Please list all papers here that are about ...".
FRAME = re.compile(
    rf"""^\W*(?:please\s+)?(?:(?:can|could)\ you\s+)?(?:(?:i\ am\ |i['’]m\ )?looking\ for\ )?
    (?:(?:list|name|find|show|give|identify|enumerate|tell|count)\s+(?:me\s+)?(?:about\s+)?
        |(?:are|is)\ there\s+|do\s+|which\s+|what\s+|how\ many\s+|in\ (?:which|how\ many)\s+)*
    (?:(?:of|all|any|everything|every|each|the|these|those|them|ones?|some|number)\s+)*(?:{_PAPERS}|paper)?\s*
    (?:(?:here|there|on\ (?:the|this|your|my)\ shelf|in\ (?:the|this|your|my)\ (?:collection|library|shelf))\s+)?
    (?:(?:that|which|who|are|is|do|does|about|on|of|with)\s+)*""",
    _FLAGS,
)
NEGATION = re.compile(
    r"""\b(?:avoid(?:s|ing|ed)?|without|do(?:es)?\ not|don't|doesn't|not|no|never|instead\ of|rather\ than|free\ of
    |remov(?:e|es|ing)|get(?:s|ting)?\ rid\ of|replac(?:e|es|ing)|eliminat(?:e|es|ing)|lack(?:s|ing)?|other\ than
    |except|drop(?:s)?)\b""",
    _FLAGS,
)
