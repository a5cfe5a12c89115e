"""The services that are asked: what for, at which pace, and which reader reads their answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from assistant.errors import PapersError, SettingsError
from assistant.fetching.exchange import NoAnswer, Request
from assistant.fetching.references import Kind, Reference
from assistant.papers import detect
from assistant.papers.cleaning import clean
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected
from assistant.papers.xml_formats import xml_entries
from assistant.settings import Settings

_LIMITS = Limits()
_S2_FIELDS = "title,abstract,authors,year,venue,publicationVenue,journal,externalIds,url,publicationDate"
_OPENALEX_FIELDS = (
    "id,doi,title,display_name,publication_year,publication_date,authorships,abstract_inverted_index,"
    "primary_location"
)
_KEYS = ("pubmed", "semantic_scholar", "openalex")

Found = dict[Reference, Record]


@dataclass(frozen=True, slots=True)
class Access:
    """What the settings say of one service: its address, our address, and its key, if there is one."""

    base: str
    mail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service: ``batch`` references are asked for at once, ``pace_s`` seconds lie between two requests."""

    name: str
    setting: str
    batch: int
    pace_s: float
    ask: Callable[[Access, Sequence[Reference]], Request]
    read: Callable[[bytes, Sequence[Reference]], Found]


def access(service: Service, settings: Settings) -> Access:
    """Return where and as whom ``service`` is asked. Raises SettingsError when a key is given to no service."""
    keys = _keys(settings)
    base = str(getattr(settings, service.setting)).rstrip("/")
    return Access(base, settings.online_mailto or "", keys.get(service.setting.removesuffix("_url"), ""))


def request(service: Service, at: Access, asked: Sequence[Reference]) -> Request:
    """Return the request for some references, at the pace of the service."""
    return replace(service.ask(at, asked), pace_s=service.pace_s)


def _keys(settings: Settings) -> Mapping[str, str]:
    keys = settings.online_keys.get_secret_value() if settings.online_keys else ""
    pairs = [pair.strip().partition("=") for pair in keys.split(",") if pair.strip()]
    if any(
        name not in _KEYS or not key.isascii() or not key.isprintable() or not key for name, _, key in pairs
    ):
        raise SettingsError(
            f"Expected ASSISTANT_ONLINE_KEYS to be NAME=KEY, with commas between, where NAME is {', '.join(_KEYS)}. "
            "Correct it where you set it."
        )
    return {name: key for name, _, key in pairs}


def _crossref(at: Access, asked: Sequence[Reference]) -> Request:
    mail = (("mailto", at.mail),) if at.mail else ()
    return Request(f"{at.base}/works/{quote(asked[0].value, safe='')}", mail)


def _arxiv(at: Access, asked: Sequence[Reference]) -> Request:
    named = ",".join(reference.value for reference in asked)
    return Request(f"{at.base}/query", (("id_list", named), ("max_results", str(len(asked)))))


def _pubmed(at: Access, asked: Sequence[Reference]) -> Request:
    named = ",".join(each.value for each in asked)
    mail = (("email", at.mail),) if at.mail else ()
    key = (("api_key", at.key),) if at.key else ()
    params = (("db", "pubmed"), ("id", named), ("retmode", "xml"), ("tool", "paper-assistant"), *mail)
    return Request(f"{at.base}/efetch.fcgi", params, key)


def _semantic_scholar(at: Access, asked: Sequence[Reference]) -> Request:
    names: dict[Kind, str] = {"doi": "DOI", "arxiv": "ARXIV", "pubmed": "PMID"}
    body = {"ids": [f"{names[reference.kind]}:{reference.value}" for reference in asked]}
    key = (("x-api-key", at.key),) if at.key else ()
    return Request(f"{at.base}/paper/batch", (("fields", _S2_FIELDS),), headers=key, json=body)


def _openalex(at: Access, asked: Sequence[Reference]) -> Request:
    each = asked[0]
    value = f"10.48550/arxiv.{each.value}" if each.kind == "arxiv" else each.value
    name = "pmid" if each.kind == "pubmed" else "doi"
    mail = (("mailto", at.mail),) if at.mail else ()
    key = (("api_key", at.key),) if at.key else ()
    return Request(
        f"{at.base}/works/{name}:{quote(value, safe='/')}", (("select", _OPENALEX_FIELDS), *mail), key
    )


def _parsed(data: bytes, *formats: str) -> list[Record | Rejected]:
    """Read an answer with the reader of its format. Raises NoAnswer when it is in another one, or broken."""
    try:
        known_as, entries = detect.parse(data, "the answer", _LIMITS)
        if known_as in formats:
            return list(entries)
        what = known_as
    except PapersError as error:
        what = str(error)
    raise NoAnswer(f"its answer is not of its kind ({what[:200]})", 502)


def _one(*formats: str) -> Callable[[bytes, Sequence[Reference]], Found]:
    def read(data: bytes, asked: Sequence[Reference]) -> Found:
        entry = next(iter(_parsed(data, *formats)), None)
        if isinstance(entry, Rejected):
            raise NoAnswer(f"what it has of it cannot be used: {entry.reason}", 404)
        return {asked[0]: _known_by(asked[0], entry)} if entry else {}

    return read


def _in_order(data: bytes, asked: Sequence[Reference]) -> Found:
    """Read Semantic Scholar's list: a paper, or null, for each that was asked for."""
    entries = _parsed(data, "Semantic Scholar", "JSON")
    if not data.lstrip().startswith(b"[") or len(entries) != len(asked):
        raise NoAnswer("its answer is not the list that was asked for", 502)
    pairs = zip(asked, entries, strict=True)
    return {reference: _known_by(reference, entry) for reference, entry in pairs if isinstance(entry, Record)}


def _by_arxiv(data: bytes, asked: Sequence[Reference]) -> Found:
    entries = _parsed(data, "arXiv Atom")
    found = {entry.arxiv: entry for entry in entries if isinstance(entry, Record)}
    bad = [entry.reason for entry in entries if isinstance(entry, Rejected)]
    if bad and not found:
        raise NoAnswer(bad[0], 400)
    return {reference: found[reference.value] for reference in asked if reference.value in found}


def _by_pubmed(data: bytes, asked: Sequence[Reference]) -> Found:
    if b"<PubmedArticleSet" in data and b"<PubmedArticle>" not in data and b"<PubmedArticle " not in data:
        return {}
    entries = _parsed(data, "PubMed")
    elements = xml_entries.entries(data, "the answer", _LIMITS, {"PubmedArticle"})
    numbers = [
        "" if isinstance(element, Rejected) else xml_entries.text_of(element.find("MedlineCitation/PMID"))
        for element in elements
    ]
    found = {
        number: entry for number, entry in zip(numbers, entries, strict=False) if isinstance(entry, Record)
    }
    return {
        reference: _placed(found[reference.value], reference.value)
        for reference in asked
        if reference.value in found
    }


def _placed(record: Record, number: str) -> Record:
    known = record.url or record.doi
    return record if known else replace(record, url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/")


def _known_by(each: Reference, record: Record) -> Record:
    """Let a record know the id that it was found by, if the service told none."""
    if each.kind == "doi" and not record.doi:
        return replace(record, doi=each.value)
    return replace(record, arxiv=each.value) if each.kind == "arxiv" and not record.arxiv else record


CROSSREF = Service("Crossref", "crossref_url", 1, 0.2, _crossref, _one("Crossref"))
ARXIV = Service("arXiv", "arxiv_url", 50, 3.0, _arxiv, _by_arxiv)
PUBMED = Service("PubMed", "pubmed_url", 100, 0.34, _pubmed, _by_pubmed)
SEMANTIC_SCHOLAR = Service("Semantic Scholar", "semantic_scholar_url", 100, 1.0, _semantic_scholar, _in_order)
OPENALEX = Service("OpenAlex", "openalex_url", 1, 0.1, _openalex, _one("OpenAlex"))
SERVICES = (CROSSREF, ARXIV, PUBMED, SEMANTIC_SCHOLAR, OPENALEX)

# Whom to ask, one after the other, until there is a record with an abstract.
CHAINS: Mapping[Kind, tuple[Service, ...]] = {
    "doi": (CROSSREF, SEMANTIC_SCHOLAR, OPENALEX),
    "arxiv": (ARXIV, SEMANTIC_SCHOLAR, OPENALEX),
    "pubmed": (PUBMED, SEMANTIC_SCHOLAR, OPENALEX),
}


def abstract_of(record: Record) -> str:
    """Return the abstract as it will stand on the shelf; "" for what only stands in its place."""
    return clean.abstract(record.abstract)
