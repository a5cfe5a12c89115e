"""What may open a question and says nothing of what it asks: "In plain words, what is X?", "One more thing: ..."."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
_OPENER = r"""(?:
    in\ (?:plain|simpler?|other|layman['’]?s|easy|a\ few|short|your\ own|one|two)\ (?:words?|terms?|sentences?|lines?)
    |(?:just\ )?(?:out\ of\ (?:pure\ )?curiosity|(?:to\ be|so\ i['’]?m)\ (?:sure|clear|safe|precise)
      |(?:so|to\ see\ if)\ i\ (?:have\ )?(?:understand|understood|got)(?:\ (?:it|this|that|you))?(?:\ right)?
      |curious|checking|wondering|quickly|as\ an\ aside)
    |(?:for|as)\ (?:my|the|a)\ (?:notes|slides|records?|understanding|class|students|boss|beginners?|layman|start)
    |for\ (?:beginners|dummies)
    |(?:just\ )?(?:one\ (?:more|last|final|other)|another|an?\ (?:quick|short|small|stupid|silly|dumb|simple|different)
      |quick|last|next|final|stupid|silly|dumb|simple)\ (?:thing|question|point|check|q|one)
    |by\ the\ way|btw|incidentally|actually|honestly|seriously|frankly|basically|anyway
    |(?:roughly|broadly|generally|strictly)(?:\ speaking)?|in\ (?:general|short|brief)|briefly|once\ (?:more|again)
    |sorry(?:\ (?:to\ (?:ask|bother\ you)|for\ (?:asking|bothering\ you)|again))?|excuse\ me|pardon(?:\ me)?
    |(?:correct\ me|sorry)\ if\ i['’]?\ ?a?m\ wrong|as\ far\ as\ i\ (?:know|understand|remember|can\ see)
    |if\ i\ (?:understood|understand|got|remember|recall)(?:\ (?:it|this|that|you))?\ (?:correctly|right|rightly|well)
    |(?:hm+|um+|uh+|erm?|ah|oh|hey|right|alright|no|yes|yeah|well|listen|look|say)(?=[\s,.…—–-])
    )"""
# Set apart by a mark, as often as one follows another.
_OPENS = re.compile(rf"""^\W*(?:{_OPENER}(?:\s*(?:[,:;…—–]|\.{{2,}}|\s-\s)\s*(?=\w)))+""", _FLAGS)
_ALONE = re.compile(rf"""\W*{_OPENER}\W*""", _FLAGS)


def without_opener(text: str) -> str:
    """Return ``text`` without what opens it and says nothing; all of it where nothing else is said."""
    return _OPENS.sub("", text, count=1) or text


def only_opens(sentence: str) -> bool:
    """Tell whether a sentence says nothing beside what may open a question."""
    return bool(_ALONE.fullmatch(sentence))
