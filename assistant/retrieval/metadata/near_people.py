"""Authors whose names are spelled almost like one that nobody bears."""

from __future__ import annotations

from assistant.retrieval.metadata.people import folded, name_of, words_of
from assistant.retrieval.metadata.records import Records
from assistant.text.slips import slips

_LEAST = 5  # letters of a name: shorter ones are one slip from too many others


def near_people(asked: str, records: Records) -> tuple[str, ...]:
    """Return the recorded names one slip from ``asked``, those of most papers first; () where somebody bears it."""
    words = words_of(asked)
    strange = [word for word in words if len(word) >= _LEAST and not records.is_of_name(word)]
    if len(strange) != 1:
        return ()
    close = (each for each in slips(strange[0]) if records.is_of_name(each))
    people = (
        records.people(" ".join(each if word == strange[0] else word for word in words)) for each in close
    )
    found = dict.fromkeys(name for names in people for name in names)
    return tuple(sorted(found, key=lambda name: (-records.authors[name], name)))


def meant_family(word: str, records: Records) -> str:
    """Return the family name that ``word`` is a slip from; "" where it is one, or is like none or several."""
    if records.people(word):
        return ""
    near = {folded(family) for name in near_people(word, records) for family in name_of(name).family}
    close = sorted(near & set(slips(folded(word))))
    return close[0] if len(close) == 1 else ""
