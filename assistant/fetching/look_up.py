"""References and services in, a record for each out, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.fetching.client import Client
from assistant.fetching.exchange import NoAnswer
from assistant.fetching.references import Reference
from assistant.fetching.services import CHAINS, Access, Found, Service, abstract_of, request
from assistant.papers.merge import title_key
from assistant.papers.record import Record

# A service that failed so often in a row, or still had too much to do after the last try, is left alone.
_GIVEN_UP = 2
_SAME_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a reference: its record, which service gave it and its abstract, and what the others said."""

    record: Record | None = None
    record_from: str = ""
    abstract_from: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reasons in words, those of one wording together."""
        names: dict[str, list[str]] = {}
        for reason in self.reasons:
            name, _, words = reason.partition(": ")
            names.setdefault(words, []).append(name)
        return "; ".join(f"{', '.join(each)}: {words}" for words, each in names.items())

    @property
    def whole(self) -> bool:
        """Whether nobody else has to be asked."""
        return self.record is not None and bool(self.abstract_from)


@dataclass
class _Troubles:
    """Failures of each service in a row, and why the last one was."""

    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def gone(self, service: Service) -> str:
        return self.reasons[service.name] if self.counts.get(service.name, 0) >= _GIVEN_UP else ""

    def note(self, service: Service, why: NoAnswer | None) -> None:
        bad = why is not None and why.status not in (400, 404, 410)
        more = _GIVEN_UP if why is not None and why.status == 429 else 1
        self.counts[service.name] = self.counts.get(service.name, 0) + more if bad else 0
        if why is not None and bad:
            self.reasons[service.name] = str(why)


def look_up(
    asked: Sequence[Reference],
    client: Client,
    places: Mapping[str, Access],
    progress: Callable[[int, int], None],
) -> dict[Reference, Outcome]:
    """Ask the services for every reference in turn; ``places`` are by a service's name.

    ``progress`` is told how many references are done, of how many.
    """
    known = {reference: Outcome() for reference in asked}
    troubles = _Troubles()
    for kind, chain in CHAINS.items():
        of_kind = [reference for reference in asked if reference.kind == kind]
        for service in chain:
            wanted = [reference for reference in of_kind if not known[reference].whole]
            for start in range(0, len(wanted), service.batch):
                batch = wanted[start : start + service.batch]
                found, why = _answers(batch, service, client, places[service.name], troubles)
                known |= {
                    reference: _with(known[reference], service, found.get(reference), why.get(reference, ""))
                    for reference in batch
                }
                progress(sum(reference.record is not None for reference in known.values()), len(known))
    return known


def _answers(
    batch: Sequence[Reference], service: Service, client: Client, at: Access, troubles: _Troubles
) -> tuple[Found, dict[Reference, str]]:
    """Ask for some references; where the service finds fault with one, in parts."""
    if gone := troubles.gone(service):
        return {}, dict.fromkeys(batch, f"{service.name}: not asked again, since {gone}")
    try:
        found = service.read(client.get(request(service, at, batch)).body, batch)
        troubles.note(service, None)
        return found, {
            reference: f"{service.name}: it does not know it" for reference in batch if reference not in found
        }
    except NoAnswer as error:
        if error.status == 400 and len(batch) > 1:
            half = len(batch) // 2
            first = _answers(batch[:half], service, client, at, troubles)
            second = _answers(batch[half:], service, client, at, troubles)
            return {**first[0], **second[0]}, {**first[1], **second[1]}
        troubles.note(service, error)
        return {}, dict.fromkeys(batch, f"{service.name}: {error}")


def _with(known: Outcome, service: Service, found: Record | None, why: str) -> Outcome:
    """Return what is known of a reference after one more service was asked."""
    if found is None:
        return replace(known, reasons=(*known.reasons, why))
    abstract = abstract_of(found)
    source = service.name if abstract else ""
    if known.record is None:
        return replace(known, record=found, record_from=service.name, abstract_from=source)
    if not _alike(known.record, found):
        why = f"{service.name}: it knows another paper by this id, “{found.title[:80]}”"
        return replace(known, reasons=(*known.reasons, why))
    if not abstract:
        return replace(known, reasons=(*known.reasons, f"{service.name}: it has no abstract either"))
    return replace(known, record=replace(known.record, abstract=found.abstract), abstract_from=source)


def _alike(one: Record, other: Record) -> bool:
    """Tell whether two records of one id are of one paper: an abstract is never put below a stranger's title."""
    if title_key(one.title) == title_key(other.title):
        return True
    ours, theirs = set(one.title.casefold().split()), set(other.title.casefold().split())
    return len(ours & theirs) >= _SAME_WORDS * min(len(ours), len(theirs))
