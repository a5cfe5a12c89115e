"""A question -> whether it asks for a set of papers, sentence by sentence; the rest are facts, or comparisons elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.planning.requests.grammar import Request, request_of, sentences
from assistant.planning.requests.noun_phrase import NounPhrase
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import FACTS, NOT_DOERS, ONE, STOPS

_FLAGS = re.IGNORECASE | re.VERBOSE
# "What datasets did they use": a question on somebody's choice, however the noun reads.
_INVERTED = re.compile(
    r"""^(?:(?:do|does|did)\b(?!\s+(?:not\b|n['’]t|without\b|well\b|better\b|so\b|badly\b|away\b|worse\b|this\b))
    |(?:the|they|it|he|she|we)\b
    |(?-i:[A-Z])\S+\s+(?:was|were|is|did|has|uses?|used|needs?|compares?|reports?|reached|evaluates?)\b
    |(?:was|were|is|are|has|have|had|can|could|should|will|would)\s+(?:the|these|those|this|that|they|it|he|she|we|i|its|their)\b)""",
    _FLAGS,
)
_LATER_INVERTED = re.compile(r"^(?:of|for|in|to)\ .*\b(?:did|does|do)\ (?:the|they|these|it|he|she|we)\b", _FLAGS)
# Of what was done once, and of what came out best, there is one answer.
_ONCE = re.compile(
    r"""^(?:was|were|had)\b(?!\s+(?:\w+ly\s+)?(?:produced|collected|created|built|made|proposed|introduced|released|designed
      |developed|constructed|annotated|published|written|suggested))
    | ^(?:came|turned|scored|won|reached|achieved|performed|got|gained|took|ranked|improved|ran|gave|works?\ best|has\ the
      |have\ the|is\ (?:the\ )?(?:best|worst|most|least)|are\ (?:used|compared|the\ (?:best|worst)))\b
    | \bis\ the\ (?:\w+est|most\ \w+|least\ \w+)\b | \b(?:best|worst|highest|lowest|fastest|largest|smallest|most\ accurate)\W*$
    | ,?\ and\ (?:how|by\ how|what|which|why|where|when|with\ how|with\ what)\b""",
    _FLAGS,
)
_PERFECT = re.compile(
    r"^(?:has|have)\s+(?:\w+\s+)?(?:been\b|people|researchers|others|anyone|authors|studies)|^(?:exist|are\ (?:there|available|known))",
    _FLAGS,
)
# "The latest methods", "what has been done on", "what should I cite": asked of the field, not of one paper.
_FIELD = re.compile(
    r"""\b(?:latest|recent|newest|current|cutting[- ]edge|state[- ]of[- ]the[- ]art|existing|effective|promising|known|best|main)\s+
      (?:\w+\s+){0,2}?(?:methods|approaches|techniques|research|work|advances|advancements|progress|developments|solutions
      |technologies|breakthroughs|literature|papers|studies|models|systems|algorithms)\b
    | ^what\ (?:have|has|are|do|did)\ (?:others|people|researchers|scholars|practitioners|we\ know)\b
    | ^what\ (?:has|have)\ the\ (?:field|community|literature|research)\b | ^what\ .{3,40}\ are\ there\ (?:for|on|to|against)\b
    | ^how\ (?:is|are|do|does)\b.*\b(?:usually|typically|commonly|generally|often)\b | ^in\ what\ ways?\b
    | ^(?:is|are|was|were)\ (?!(?:the|it|they|this|that|these|those|its|their)\b)(?!(?-i:\w*[A-Z]\w*[A-Z]))[^,]*
      \b(?:discussed|addressed|studied|considered|covered|explored|investigated)\W*$
    | ^(?:has|have)\ (?!(?-i:\w*[A-Z]\w*[A-Z]))(?!(?:the|this|that)\ (?:\w+\ )?(?:model|paper|system|code|data|method|weights|study)\b).*\bbeen\ (?:\w+ly\ )?(?:investigated
      |studied|explored|examined|addressed|considered|tried|measured|compared|used|applied|proposed|published|shown|done|tested|tackled)
    | ^what\ (?:else\ )?(?:is|exists)\ (?:there\ |known\ |out\ there\ )?(?:on|about)\b | ^is\ (?!the\b|it\b).*\banywhere\b
    | ^what\ (?:else\ )?(?:has|have)\ (?:\w+\ )?been\ (?:done|written|published|proposed|said|tried|reported|found|learned)\b
    | ^(?:what|which\ \w+|where)\s+(?:should|can|could|to|do)\b (?:\s+(?:i|we|one|you))? \s+(?:read|cite|refer\ to|start\ with)\b
    | \bwhat\ (?:should|can|could)\ i\ (?:read|cite)\b | \bfrom\ (?:multiple|several|different)\ perspectives\b""",
    _FLAGS,
)
_WITH_PAPERS = re.compile(
    r"\b(?:with|and|including|from|supporting|provide|give|cite)\b.{0,60}\b(?:papers|references|citations|studies|publications)\b",
    _FLAGS,
)
_RESEARCHERS = r"(?:researchers|people|others|scholars|authors\ in|practitioners|(?:\w+\ )?(?:work|works|research|studies|papers))"
_HOW = re.compile(
    rf"""^how\ (?:have|has|do|did)\ (?:{_RESEARCHERS})\b(?<!these\ papers)(?<!the\ papers)
    | ^how\ (?:can|could|might|to)\b(?!\ (?:you|i|it|this|that|they)\b)
    | ^how\ (?:does|do|is|are)\b (?!\ (?:the|these|those|this|that|they|it|its|their|you)\b) .*?
      \b(?:improv|enhanc|optimi[sz]|help|benefit|appl(?:y|ied)|impact|influenc|reduc|driv|handle|contribut|affect|address|mitigat)""",
    _FLAGS,
)
_WHO = re.compile(r"^(?:else\s+|here\s+)*(?:(?:has|have|is|are)\s+(?:\w+(?:ed|ing|n)\b|done\b|built\b)|(?!is\b|was\b|has\b|does\b|as\b)[a-z]+s\b)", _FLAGS)
_WHERE = re.compile(r"^(?:can|could|do|would|might|should)\ (?:i|we|one)\ (?:find|read|see|learn|look)\b|^(?:has|have)\ .+\ been\b", _FLAGS)
_ANYBODY = re.compile(r"^(?:(?:any|some|other)(?:one|body|thing)?|people|researchers)\b", _FLAGS)
# Papers that are not those spoken of already, wherever they stand in the sentence.
_SOME_PAPERS = re.compile(
    r"""(?<!\bthe\ )(?<!\bthese\ )(?<!\bthose\ )(?<!\btheir\ )(?<!\byour\ )(?<!\btwo\ )(?<!\bboth\ )\b
    (?:papers|studies|publications|articles|references|citations|literature|pointers|surveys|preprints)\b""",
    _FLAGS,
)
# "In the distillation paper": one that is known.
_ONE_PAPER = re.compile(r"\b(?:in|of|by|from|did|does|was)\ (?:the|this|that)\ (?:[\w-]+\ ){0,3}(?:paper|study|article|thesis)\b|\bof\ the\ two\b", _FLAGS)
_OF_THE = re.compile(r"\b(?:of|in)\ (?:the|its|their|this|these)\b", _FLAGS)
_YES_NO = re.compile(r"^(?:do|does|did|has|have|is|are|can|could)\b(?!\ (?:you|it|they|the|this|that|these|those)\b)", _FLAGS)
_ANYTHING = re.compile(r"^(?:any|some|every)thing\b", _FLAGS)
_SAY = re.compile(r"^what\ (?:do|does|did|can)\b", _FLAGS)
_SAME_PAPERS = re.compile(r"\b(?:these|those|the)\ (?:papers|studies|authors|works)\b", _FLAGS)
_COINED_END = re.compile(r"\b(?:in|by|from|of|for)\ (?:the\ )?(?-i:\S*[A-Z0-9]\S*)(?:\s(?:paper|study|experiments))?\W*$", _FLAGS)
_EXCEPT_DIFFERENCE = re.compile(r"^(?:a|an|any)?\s*(?:differences?|reason|need|way\ to\ (?:use|run))\b", _FLAGS)
_MOST_BARE_NAMED = 3  # words: a longer noun phrase that also names a paper is about more than the paper


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether papers are asked for, and whether the rules are sure of it."""

    papers: bool
    sure: bool = True


def asked_for(question: str, named: int = 0) -> Asked:
    """Tell whether ``question``, which names so many papers of the shelf, asks for a set of papers."""
    parts = [mended(part) for part in sentences(question)]
    told = [_of(request_of(part), named, alone=len(parts) == 1) for part in parts]
    papers = [asked for asked in told if asked.papers]
    if papers:
        return Asked(True, any(asked.sure for asked in papers))
    return Asked(False, all(asked.sure for asked in told))


def is_scrap(question: str) -> bool:
    """Tell whether a follow-up is no question of its own: "multilingual ones?", "and in Chinese?"."""
    parts = sentences(question)
    if len(parts) != 1:
        return False
    request = request_of(mended(parts[0]))
    asks = request.phrase and request.phrase.noun not in ONE and request.phrase.group in ("paper", "work", "offer")
    return request.lead == "bare" and not asks


def _of(request: Request, named: int, alone: bool) -> Asked:
    said = request.said
    if not named and (_FIELD.search(said) or (request.lead in ("tell", "other") and _WITH_PAPERS.search(said))):
        return Asked(True)
    if request.lead not in ("tell", "need", "bare") and _ONE_PAPER.search(said):
        return Asked(False)
    if not named and request.lead in ("other", "who", "where", "how", "which") and _SOME_PAPERS.search(said):
        return Asked(not _SAY.match(said), sure=False)
    rule = {
        "which": _which,
        "count": _count,
        "exists": _exists,
        "any": _any,
        "tell": _told,
        "need": _told,
        "bare": _bare,
    }.get(request.lead)
    if request.lead == "bare" and not alone:
        thing = _ANYTHING.match(request.quantifier)
        whole = thing or (request.phrase and (request.phrase.plural or request.phrase.group == "told"))
        return _told(request, named) if whole else Asked(False)
    if rule:
        return rule(request, named)
    if request.lead == "how":
        return Asked(not named and bool(_HOW.match(said)) and not _SAME_PAPERS.search(said), sure=False)
    if request.lead in ("who", "where"):
        found = (_WHO if request.lead == "who" else _WHERE).match(request.rest)
        return Asked(bool(found) and not named, sure=not found)
    return Asked(False, sure=bool(named) or not _YES_NO.match(said))


def _which(request: Request, named: int) -> Asked:
    phrase, rest = request.phrase, request.rest
    if phrase is None:
        them = bool(re.match(r"of (?:them|these|those)\b", request.quantifier))
        return Asked(them or (not named and not request.prep and _does(rest)), sure=them)
    if phrase.group in ("paper", "work"):
        definite = request.prep in ("is", "was") and request.quantifier.startswith("the")
        return Asked(phrase.plural or not (definite or named))
    if phrase.group == "people":
        return Asked(not _INVERTED.match(rest) and not _ONCE.search(rest) and request.prep == "")
    if not request.prep and re.match(r"(?:an?|the)\b", request.quantifier):
        return Asked(False)  # "what a lexinvariant model is"
    if request.prep in ("is", "are", "was", "were"):
        return Asked(phrase.plural and not named and not request.quantifier.startswith("the"), sure=False)
    if _INVERTED.match(rest) or _LATER_INVERTED.search(rest) or (named and _COINED_END.search(rest)) or (request.prep and not phrase.plural):
        return Asked(False)
    if _PERFECT.match(rest):
        return Asked(not named)
    if _ONCE.search(rest) or request.prep:
        return Asked(False)
    if phrase.plural:
        return Asked(True)
    definite_object = re.match(r"(?!never\b|do|no\b)\w+(?:\s+best)?\s+(?:the|his|her|their)\s", rest)
    return Asked(bool(rest) and not definite_object and not named, sure=False)


def _count(request: Request, named: int) -> Asked:
    phrase = request.phrase
    if phrase is None or (phrase.group not in ("paper", "work", "people") and not phrase.plural):
        return Asked(False)
    if phrase.group in ("paper", "work"):
        return Asked(not _INVERTED.match(request.rest) and not re.match(r"(?:was|were)\b", request.rest))
    if (named and _COINED_END.search(request.rest)) or _INVERTED.match(request.rest) or _ONCE.search(request.rest) or request.rest.startswith("of "):
        return Asked(False)
    return Asked(phrase.group == "offer")


def _exists(request: Request, named: int) -> Asked:
    if request.phrase and request.phrase.group in ("paper", "work"):
        return Asked(True)
    if _EXCEPT_DIFFERENCE.match(request.rest):
        return Asked(False)
    thing = request.phrase is not None or re.match(r"(?:any|some|every)thing\b", request.quantifier)
    return Asked(bool(thing) and not named, sure=bool(thing))


def _any(request: Request, named: int) -> Asked:
    told = request.phrase or _ANYBODY.match(request.quantifier)
    return Asked(True) if told else Asked(False, sure=False)


def _told(request: Request, named: int) -> Asked:
    phrase = request.phrase
    if phrase and phrase.group in ("paper", "work"):
        one_named = named and not phrase.plural
        return Asked(not one_named)
    thing = re.search(r"\b(?:every|any|some)thing\b|\bstuff\b", request.quantifier, re.IGNORECASE)
    if named or _is_fact(request.rest if not phrase else f"{phrase.attributes} {phrase.noun}"):
        return Asked(bool(thing) and not named)
    if phrase and (phrase.plural or phrase.group == "told"):
        return Asked(not (phrase.group == "offer" and _COINED_END.search(request.rest) and "the" in request.quantifier))
    if thing or request.quantifier.startswith(("all", "every", "each")):
        return Asked(True)
    how_to = re.match(r"(?i)how to\b", request.rest)
    return Asked(bool(how_to) or request.lead == "need", sure=False)


def _bare(request: Request, named: int) -> Asked:
    phrase = request.phrase
    if phrase and phrase.group in ("paper", "work", "told", "people"):
        return Asked(True)
    if named:
        about_it = len(request.said.split()) <= _MOST_BARE_NAMED or _COINED_END.search(request.said)
        return Asked(not about_it and not _is_fact(request.said), sure=False)
    if not phrase and _is_fact(request.rest) and (request.quantifier.startswith("the") or _OF_THE.search(request.rest)):
        return Asked(False)
    return Asked(bool(re.search(r"[^\W\d]{2}", request.said)))


def _does(rest: str) -> bool:
    """Tell whether "which" is followed by a plural noun and what they do: "training objectives | avoid negatives"."""
    found = re.match(r"(?:[\w-]+\s+){0,3}?([a-z-]{4,}s)\s+([a-z]+)\b", rest)
    if not found or found[1].endswith("ss"):
        return False
    noun, verb = found[1], found[2]
    return noun not in FACTS | NOT_DOERS | {"languages"} and verb not in STOPS and not verb.endswith(("s", "ed", "ly"))


def _is_fact(text: str) -> bool:
    """Tell whether the head of a noun phrase is a figure or a part of a paper: "the learning rate of ..."."""
    head: list[str] = []
    for word in re.findall(r"[\w-]+", text.lower()):
        if word in ("of", "in", "on", "for", "that", "which", "used", "by", "with", "from", "does", "did"):
            break
        head.append(word)
    return bool(head) and head[-1] in FACTS
