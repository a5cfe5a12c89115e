"""A DOI, an arXiv id, a PubMed id, a list of them, or the address of a file -> papers, looked up on the net."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from urllib.parse import unquote, urlsplit

from assistant.errors import PapersError, SettingsError
from assistant.fetching.addresses import host_of
from assistant.fetching.client import Client
from assistant.fetching.exchange import Bounds, NoAnswer, Request
from assistant.fetching.look_up import Outcome, look_up
from assistant.fetching.references import Reference, references
from assistant.fetching.services import CHAINS, SERVICES, Access, access
from assistant.papers import Import, on_shelf, read_bytes
from assistant.papers.assemble import assemble
from assistant.papers.limits import Limits
from assistant.settings import Settings
from assistant.text.wording import papers_count
from assistant.types import Paper

_LIMITS = Limits()
_UNKNOWN = (
    "it is no DOI, arXiv id, PubMed id (PMID:12345678) or address. Write it as the paper's page does, for example "
    "10.1000/182, 2401.01234 or https://example.org/papers.bib"
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """What one reference gave: the papers' ids, the service (or host) that gave the record, and the abstract."""

    reference: str
    papers: tuple[str, ...]
    record_from: str
    abstract_from: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """A reference that gave no paper, and why."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What looking up gave: ``papers``, each once; ``found`` and ``not_found`` by reference; ``notes`` for a reader.

    ``imports`` is the same for ``on_shelf``, which names the papers as a shelf that has some of them does.
    """

    papers: tuple[Paper, ...]
    found: tuple[FoundPaper, ...]
    not_found: tuple[NotFound, ...]
    notes: tuple[str, ...]
    imports: tuple[Import, ...] = field(default=(), repr=False)


def fetch(
    given: str | Iterable[str],
    settings: Settings | None = None,
    *,
    allowed: bool | None = None,
    progress: Progress | None = None,
) -> Fetched:
    """Look up DOIs, arXiv ids, PubMed ids and addresses of files, given as a text or as texts.

    Asks Crossref, arXiv or PubMed, and where these do not know the paper or its abstract Semantic Scholar, then
    OpenAlex. ``allowed`` says whether that may be done, in place of the setting ASSISTANT_ONLINE; ``progress`` is
    told how many references are done, of how many. Raises SettingsError when it is not allowed, or too much is
    asked; a service that does not answer is told in ``not_found`` or ``notes``.
    """
    settings = settings or Settings()
    asked = references(given)
    hosts = hosts_of(asked, settings)
    if hosts and not (settings.online if allowed is None else allowed):
        raise SettingsError(
            f"Looking up {_count(asked)} asks {_listed(hosts)} over the net, which is not allowed. "
            "Set ASSISTANT_ONLINE=1 in the environment or in .env to allow it."
        )
    places = {service.name: access(service, settings) for service in SERVICES}
    client = Client(
        agent(settings),
        settings.home / "lookups",
        tuple(place.base for place in places.values()),
        Bounds(total_s=settings.timeout_s, retries=settings.retries),
    )
    try:
        return _fetched(asked, client, places, progress or (lambda done, total: None))
    finally:
        client.close()


def fetch_hosts(given: str | Iterable[str], settings: Settings | None = None) -> tuple[str, ...]:
    """Return the hosts that ``fetch`` may ask for these references; nothing is asked. Raises like ``fetch``."""
    return hosts_of(references(given), settings or Settings())


def hosts_of(asked: Iterable[Reference], settings: Settings) -> tuple[str, ...]:
    """Return the hosts that may be asked for references, those first that are asked first."""
    asked = tuple(asked)
    kinds = [kind for kind in CHAINS if any(reference.kind == kind for reference in asked)]
    chains = [CHAINS[kind] for kind in kinds]
    first = [chain[0] for chain in chains]
    later = [service for chain in chains for service in chain[1:]]
    files = [host_of(reference.value) for reference in asked if reference.kind == "file"]
    return tuple(
        dict.fromkeys(
            [*(host_of(access(reference, settings).base) for reference in (*first, *later)), *files]
        )
    )


def agent(settings: Settings) -> str:
    """Return what the services are told that we are."""
    try:
        version = metadata.version("paper-assistant")
    except metadata.PackageNotFoundError:
        version = "0"
    mail = f" (mailto:{settings.online_mailto})" if settings.online_mailto else ""
    return f"paper-assistant/{version}{mail}"


def _fetched(
    asked: tuple[Reference, ...], client: Client, places: dict[str, Access], progress: Progress
) -> Fetched:
    looked = look_up([reference for reference in asked if reference.kind in CHAINS], client, places, progress)
    imports: list[Import] = []
    gave: list[tuple[Reference, Outcome]] = []
    lost: list[NotFound] = []
    for reference in asked:
        outcome = looked.get(reference, Outcome())
        try:
            read = _file(reference, client) if reference.kind == "file" else _paper(reference, outcome)
        except (PapersError, NoAnswer) as error:
            lost.append(NotFound(reference.written, str(error)))
            continue
        imports.append(read)
        gave.append((reference, outcome))
    arrivals = on_shelf(imports)
    named = iter(arrivals.ids)
    found = tuple(
        FoundPaper(
            reference.written,
            tuple(next(named) for _ in read.papers),
            outcome.record_from or host_of(reference.value),
            outcome.abstract_from or ("" if outcome.record else host_of(reference.value)),
        )
        for (reference, outcome), read in zip(gave, imports, strict=True)
    )
    return Fetched(arrivals.papers, found, tuple(lost), _notes(gave, imports), tuple(imports))


def _paper(each: Reference, outcome: Outcome) -> Import:
    """Raises NoAnswer, saying what each service said, where no record was found."""
    if outcome.record is None:
        raise NoAnswer(outcome.why or _UNKNOWN)
    read = assemble([outcome.record], source=each.written, format=outcome.record_from, limits=_LIMITS)
    if read.rejected:
        raise NoAnswer(f"what {outcome.record_from} has of it cannot be used: {read.rejected[0].reason}")
    return read


def _file(each: Reference, client: Client) -> Import:
    """Read the file at an address, as any file is read."""
    path = unquote(urlsplit(each.value).path)
    name = path.rstrip("/").rpartition("/")[2][:100] or host_of(each.value)
    body = client.get(Request(each.value, fresh_s=0.0)).body
    return read_bytes(body, name, limits=_LIMITS)


def _notes(gave: Sequence[tuple[Reference, Outcome]], imports: Sequence[Import]) -> tuple[str, ...]:
    bare = [
        (reference, outcome) for reference, outcome in gave if outcome.record and not outcome.abstract_from
    ]
    notes = [
        note
        for (reference, _), read in zip(gave, imports, strict=True)
        if reference.kind == "file"
        for note in read.notes
    ]
    if bare:
        reference, outcome = bare[0]
        why = f" ({reference.written}: {outcome.why})" if outcome.reasons else ""
        notes.append(
            f"{papers_count(len(bare))} found without an abstract: only the title can be asked about{why}."
        )
    return tuple(notes)


def _count(asked: tuple[Reference, ...]) -> str:
    return f"{len(asked):,} reference" + ("" if len(asked) == 1 else "s")


def _listed(hosts: tuple[str, ...]) -> str:
    return hosts[0] if len(hosts) == 1 else f"{', '.join(hosts[:-1])} and {hosts[-1]}"
