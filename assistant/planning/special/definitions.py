"""Questions that ask what a named thing is: "What is xCOMET?", "Explain ELECTRA in simple words"."""

from __future__ import annotations

import re

from assistant.planning.named_things import is_name, without_noun

_FLAGS = re.IGNORECASE | re.VERBOSE
_ASKED = re.compile(
    r"""^\W*(?:please\s+)?(?:(?:can|could|would)\ you\s+)?(?:please\s+)?(?:
    (?:what|who)(?:\ is|\ are|\ was|['’]s)\s+(?:meant\ by\s+)?(?P<is>.+?)
      (?:\s+(?:all\ )?about|\s+(?:used\ |good\ )?for)?
    |what\ (?:does|do|can)\s+(?P<does>.+?)\s+(?:do|mean|stand\ for)
    |how\ (?:does|do)\s+(?P<works>.+?)\s+work
    |(?:explain|describe|define|introduce)(?:\s+(?:to\ me|me))?\s+(?:what\s+)?(?P<explain>.+?)(?:\s+(?:is|does|to\ me))?
    |tell\ me\s+(?:something\s+|more\s+)?about\s+(?P<about>.+?)
    |was\ (?:ist|sind)\s+(?:eigentlich\s+)?(?P<de>.+?)
    |qu['’]?est[\s-]ce\ que?\s*(?:c['’]est\ que\s+|['’]\s*)?(?P<fr>.+?)
    |¿?\s*qu[ée]\ (?:es|son)\s+(?P<es>.+?)
    |什么是\s*(?P<zh1>.+?)|(?P<zh2>.+?)\s*是什么
    )
    (?:,?\s+(?:(?:in|with|using)\s+(?:very\s+|a\s+few\s+)?(?:simple|plain|easy|short|few
        |lay(?:man['’]?s)?|other|your\ own)?\s*(?:words?|terms?|english|language|sentences?)
      |and\s+(?:how\s+does\s+it\s+work|what\s+(?:does|can)\s+it\s+do|what\s+is\s+it\s+(?:good\s+|used\s+)?for)
      |simply|briefly|shortly|exactly|(?:to|for)\s+(?:a|an)\s+
        (?:child|layperson|beginner|outsider)|like\ i['’ a]*m\ five|please))*
    [\s?.!？。]*$""",
    _FLAGS,
)
_LEADING = re.compile(
    r"^(?:the|an?|der|die|das|l['’]|le|la|el|los)\s+(?:term\s+|name\s+|paper\s+)?", re.IGNORECASE
)


def definition_asked(question: str) -> str:
    """Return the name that ``question`` asks to have explained, "" when it asks for something else."""
    found = _ASKED.match(question)
    if not found:
        return ""
    wanted = next(text for text in found.groupdict().values() if text)
    name = without_noun(_LEADING.sub("", wanted.strip()))
    return name.strip('“”"') if is_name(name) else ""
