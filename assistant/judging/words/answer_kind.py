"""A question for a fact and the papers' sentences -> whether what is asked for is there in kind.

No number, no answer to "how many"; no year, no answer to "when"; no word of a learning rate, no answer to what it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.index.passages import sentences
from assistant.index.words.bm25 import stems
from assistant.retrieval.word_groups import related
from assistant.text.numbers import figures
from assistant.types import Paper

_FLAGS = re.IGNORECASE | re.VERBOSE
_NUMBER = re.compile(
    r"(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|half|third|quarter|twice|double|single|both|no)\b"
)
_COUNTED = re.compile(
    r"(?i)\bhow many\s+(?P<what>(?:[\w/-]+\s+){0,3}?[\w/-]+)(?=\s+(?:\w+ed\b|in|of|for|from|on|and"
    r"|do|does|did|was|were|is|are|can|has|have|had|there|must|need|needs|come|comes|make|makes|go|goes)\b|\W*$)"
)
# What a question asks for, and what a text holds that answers; a sentence that holds it tells it.
_STATED = (
    (
        r"\bdollars?\b|\beuros?\b|\bprice\b|\bhow\ much\ (?:money|(?:did|does|do)\b.*\bcost)\b",
        r"[$€£]|\b(?:dollars?|USD|euros?)\b",
    ),
    (
        r"\b(?:which|what)\s+(?:hospitals?|clinics?)\b",
        r"\b(?:hospitals?|clinics?|medical\ cent(?:er|re)s?)\b",
    ),
    (
        r"\b(?:which|what)\s+(?:universit\w+|institutions?|institutes?)\b|\baffiliat\w+\b",
        r"\b(?:universit\w+|institut\w+)\b",
    ),
    (
        r"\b(?:which|what|kind\ of|type\ of)\s+(?:\w+\s)?(?:GPUs?|TPUs?|CPUs?|hardware|machines?|graphics\ cards?|accelerators?)\b",
        r"\b(?:GPUs?|TPUs?|CPUs?|NVIDIA|RTX|(?:V|A|H|P|T)\d{1,3}0{0,2}s?|FPGAs?|graphics\ cards?|hardware|smartphones?|Raspberry)\b",
    ),
)
_HOW_LONG = r"\bhow\ (?:long|many\ (?:hours|days|weeks))\s.{0,40}\b(?:train\w*|take|took|last\w*)\b"
_TELLING = (
    *_STATED,
    (
        _HOW_LONG,
        r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|an?))[\s-]+(?:GPU[\s-]+)?"
        r"(?:seconds?|minutes?|hours?|days?|weeks?|months?)\b",
    ),
)
# The same where a text that holds such a thing need not tell what is asked.
_KINDS = (
    *_STATED,
    (
        _HOW_LONG,
        r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|epochs?|steps)\b",
    ),
    (
        r"\bwho\s+(?:wrote|authored|published|is\ the\ (?:\w+\ )?author|are\ the\ (?:\w+\ )?authors)\b|\bauthors?\ of\b"
        r"|\bauthors?['’]?\s+(?:names?|affiliations?)\b",
        r"(?!)",
    ),
    (
        r"^\W*who\s+(?:won|wins)\b|\bwinners?\ of\b",
        r"\b(?:w[io]n|win(?:s|ning|ners?)|champions?|first\ (?:place|prize))\b",
    ),
    (
        r"^\W*who\s+(?:first\s+|originally\s+)?(?:introduced|proposed|invented|coined|discovered|pioneered)\b",
        r"\bet\ al\b|\b(?:introduced|proposed|invented|coined|discovered|pioneered)\ by\b",
    ),
    (
        r"^\W*when\s+(?:was|were|did|is)\b|\b(?:what|which|in\ what)\s+(?:year|date|month)\b",
        r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b",
    ),
    (
        r"\b(?:which|what)\s+(?:conference|journal|venue|workshop)\b",
        r"\b(?:conference|journal|proceedings|workshop|SemEval)\b",
    ),
    (
        r"\b(?:which|what)\s+(?:deep\ learning\ |software\ |machine\ learning\ )?(?:frameworks?|librar(?:y|ies))\s+(?:\w+\s){0,4}"
        r"(?:implement|use|written|built|train)\w*",
        r"\b(?:PyTorch|TensorFlow|JAX|Keras|librar(?:y|ies)|toolkit|framework|Transformers|scikit-learn)\b",
    ),
)
_IN_KIND, _TELLS_KIND = (
    tuple((re.compile(asks, _FLAGS), re.compile(states, _FLAGS)) for asks, states in kinds)
    for kinds in (_KINDS, _TELLING)
)
# Settings and measures that a text has to name before it can state them.
_NAMED = re.compile(
    r"""\b(?:learning\ rates?|batch\ sizes?|optimi[sz]ers?|dropout|epochs?|attention\ heads|hidden\ (?:sizes?|dimensions?|units)
    |temperatures?|(?:random\ )?seeds?(?=\ (?:was|were|is|did))|warm-?up|weight\ decay|training\ steps|CO2|carbon|mean\ age|ages?
    |BLEU|ROUGE|METEOR|chrF|perplexit\w+|F1|accuracy|precision|recall|latency|kappa|p-values?|licen[cs]es?|e-?mail\ address\w*
    |funding|grants?)\b""",
    _FLAGS,
)
_MEASURE = (
    r"F1|BLEU|ROUGE|METEOR|chrF|perplexity|accuracy|precision|recall|latency|kappa|AUC|mAP|score|speed-?up|error\ rate"
    r"|percentage|percent|fraction|share|number|size|vocabulary\ size"
)
_WANTS_NUMBER = re.compile(
    rf"""\bhow\ (?:many|much|large|big|long|often|fast)\b|\bnumber\ of\b|\bby\ how\b
    |\b(?:what|which)\s+(?:(?:is|was|are|were)\ the\s+)?(?:[\w-]+\s+){{0,2}}?(?:{_MEASURE})\b""",
    _FLAGS,
)
# What its authors do with the work itself goes without saying.
_WHO_DID = re.compile(
    r"""^\W*who\s+(?!(?:first\s+)?(?:propos|introduc|develop|present|creat|design|releas|publish|author|describ|us|work|suggest|studi)ed\b)
    (?P<did>\w{3,}ed)\b""",
    _FLAGS,
)
_PLURAL = re.compile(r"\b([A-Z]+)s\b")  # a stemmer leaves "GPUs" as it is
_PROPER = re.compile(r"\b(?:\w*[A-Z]\w*[A-Z]\w*|[A-Z]\w*\d\w*)\b")


def in_kind(question: str, papers: Sequence[Paper]) -> bool:
    """Tell whether one of ``papers`` holds what ``question`` asks for in kind; only those that it names, if any."""
    named = [paper for paper in papers if _speaks_of(question, paper)]
    return any(_holds(question, paper) for paper in named or papers)


def tells_kind(question: str, text: str) -> bool:
    """Tell whether ``text`` holds a thing of the kind that ``question`` asks for, and that of itself is an answer."""
    asked = [states for asks, states in _TELLS_KIND if asks.search(question)]
    return bool(asked) and all(states.search(text) for states in asked)


def wants_number(question: str) -> bool:
    """Tell whether ``question`` asks for a number, or for the value of a measure."""
    return bool(_WANTS_NUMBER.search(question))


def holds_number(text: str) -> bool:
    """Tell whether ``text`` holds a number, in digits or words; digits within a name are none."""
    return any(not figure.in_name for figure in figures(text)) or bool(
        re.search(r"(?i)\bhalf|twice|double\b", text)
    )


def _speaks_of(question: str, paper: Paper) -> bool:
    text = f"{paper.title} {paper.abstract}"
    # "Which GPU" asks for a kind of thing, and names none.
    rest = question
    for asks, _ in _IN_KIND:
        rest = asks.sub(" ", rest)
    names = [name for name in _PROPER.findall(rest) if not _NAMED.fullmatch(name)]
    return any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names)


def _holds(question: str, paper: Paper) -> bool:
    text = f"{paper.title}. {paper.abstract}"
    if any(asks.search(question) and not states.search(text) for asks, states in _IN_KIND):
        return False
    wanted = {found.lower() for found in _NAMED.findall(question)}
    if wanted and not any(_mentions(text, phrase) for phrase in wanted):
        return False
    if (did := _WHO_DID.match(question)) and not _tells_of(did["did"], text):
        return False
    counted = _COUNTED.search(question)
    return counted is None or _counts(counted["what"], paper)


def _tells_of(did: str, text: str) -> bool:
    """Tell whether ``text`` speaks of doing that: "Who annotated the data?" asks for those who annotate."""
    wanted = set(stems(did))
    return not wanted.union(*(related().get(stem, frozenset()) for stem in wanted)).isdisjoint(stems(text))


def _mentions(text: str, phrase: str) -> bool:
    return bool(re.search(rf"\b{re.escape(phrase.rstrip('s'))}", text, re.IGNORECASE))


def _counts(what: str, paper: Paper) -> bool:
    """Tell whether a sentence with a number in it speaks of ``what`` is counted (or of something like it)."""
    wanted = {*stems(what), *stems(_PLURAL.sub(r"\1", what))}
    alike = wanted.union(*(related().get(stem, frozenset()) for stem in wanted))
    texts = [paper.title, *(passage.text for passage in sentences(paper))]
    return not wanted or any(_NUMBER.search(text) and alike.intersection(stems(text)) for text in texts)
