"""The sentences of an abstract -> the part that each plays: what others do, or what this paper does and finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Role = Literal["background", "aim", "method", "result", "limitation"]

_SELF = (
    r"(?:(?:this|the\ present|the\ current|our)\ (?:paper|work|study|article|thesis|dissertation|survey|review"
    r"|chapter|report|overview|research|tutorial|position\ paper|shared\ task|system\ paper)|in\ this\ \w+)"
)
_FLAGS = re.IGNORECASE | re.VERBOSE
# The authors speak of themselves.
_PERSON = re.compile(
    rf"\b(?:we|our|ours|us|I|my)\b|\b{_SELF}\b|\b(?:the\ )?proposed\b|\bhere(?:in)?,|\bthis\ task\b", _FLAGS
)
_AIM = re.compile(
    rf"""\b(?:we|I)\ (?:\w+ly\ |also\ |first\ |thus\ |therefore\ |then\ |here\ |further\ )?(?:propos|introduc|present
        |stud(?:y|ied)|investigat|explor|describ|aim|address|tackl|develop|examin|consider|focus|seek|ask|revisit
        |survey|review|releas|offer|argue|devis|put\ forward|attempt|discuss)\w*
    | \b{_SELF}\W+(?:\w+\ ){{0,3}}?(?:propos|introduc|present|stud|investigat|explor|describ|aim|address|tackl
        |develop|examin|consider|focus|seek|review|survey|provid|offer|discuss|report|summari[sz]|show|argue)\w*
    | \b(?:is|are|was|has\ been)\ (?:proposed|introduced|presented)\ (?:here|in\ this)
    | \bour\ (?:goal|aim|objective|focus|contribution)s?\b | \b(?:to\ (?:this|that)\ end|to\ (?:address|fill|bridge|close
        |tackle|overcome|solve|remedy)\ (?:this|these|the)\b)""",
    _FLAGS,
)
_RESULT = re.compile(
    r"""\b(?:results?|experiments?|evaluations?|findings?|analys[ei]s|ablations?)\b.{0,60}?
        \b(?:show|demonstrat|reveal|suggest|indicat|confirm|highlight|prov|validat|verif)\w*
    | \b(?:we|I)\ (?:\w+ly\ |also\ |further\ )?(?:find|found|observ|show|demonstrat|achiev|obtain|conclud|report
        |establish|discover|outperform|reveal|improv)\w*
    | \boutperform\w* | \bstate[-\ ]of[-\ ]the[-\ ]art\ (?:results?|performance) | \bsurpass\w* | \bsuperior\b
    | \b(?:achiev|attain|reach|yield|obtain)\w*\ .{0,60}?(?:%|\d|performance|results?|accuracy|improvements?|gains?)
    | \b(?:improv|increas|reduc|decreas|boost)\w*\ .{0,60}?(?:%|\d) | \bby\ (?:up\ to\ )?\d | \d\s?\\?%
    | \b(?:ranked|placed|won)\b | \bF1\b | \bas\ (?:good|well)\ as\b | \bcompetitive\b | \beffective(?:ness)?\b""",
    _FLAGS,
)
_LIMIT = re.compile(
    r"""\b(?:limitations?|shortcomings?)\b | \bfall(?:s)?\ short\b | \b(?:remain|still)s?\b.{0,40}?\b(?:behind|below|far
        |challeng\w*|weak|struggl\w*|gap|difficult|open) | \b(?:fail|struggl)\w*\b | \bdoes\ not\ (?:improve|help|yet)
    | \bworse\b | \b(?:room\ for|leaves?)\ improvement\b | \bunderperform\w* | \bfuture\ work\b""",
    _FLAGS,
)
_OTHERS = re.compile(
    r"""\b(?:existing|previous|prior|current|traditional|conventional|recent|earlier|most|many|common(?:ly)?|typical(?:ly)?
        |usual(?:ly)?|often|standard|other)\s(?:\w+\s){0,3}?(?:methods?|approaches|works?|models?|stud(?:y|ies)|systems?
        |techniques?|research|literature|efforts|solutions|datasets?|benchmarks?|tokenizers?|metrics)\b
    | ^(?:however|yet|but|unfortunately|despite|although|while|recent(?:ly)?|traditionally|currently)\b
    | \b(?:has|have)\ (?:been|become|shown|emerged|gained|achieved|made|attracted|led|seen)\b
    | \b(?:is|are|remains?)\ (?:a\ |an\ |the\ )?(?:\w+\ )?(?:crucial|essential|important
        |fundamental|challeng\w+|critical
        |task|problem|key|widely|typically|often|usually|ubiquitous|vital|underexplored|unexplored|expensive)\b
    | \b(?:hinder|suffer|overlook|neglect|lack)\w*""",
    _FLAGS,
)


def roles(sentences: Sequence[str]) -> tuple[Role, ...]:
    """Return the role of each sentence of one abstract, in reading order."""
    return _roles(tuple(sentences))


@lru_cache(maxsize=2_000)  # abstracts; each question of a set goes through the same ones
def _roles(sentences: tuple[str, ...]) -> tuple[Role, ...]:
    own = [bool(_PERSON.search(text)) for text in sentences]
    aims = [place for place, text in enumerate(sentences) if own[place] and _AIM.search(text)]
    # Where the paper begins to speak of itself; an abstract that never does speaks of itself throughout.
    begins = aims[0] if aims else next((place for place, is_own in enumerate(own) if is_own), 0)
    found: list[Role] = []
    for place, text in enumerate(sentences):
        found.append(_role(text, own[place], place, begins))
    return tuple(found)


def _role(text: str, own: bool, place: int, begins: int) -> Role:
    if place < begins and not own:
        return "background"
    result = bool(_RESULT.search(text))
    if _LIMIT.search(text) and place > begins and not _AIM.search(text) and not _OTHERS.match(text):
        return "limitation"
    if place > begins and result:
        return "result"
    if own and _AIM.search(text):
        return "aim" if place <= begins + 1 else "method"
    if not own and _OTHERS.search(text):
        return "background"
    return "result" if result and own else "method"
