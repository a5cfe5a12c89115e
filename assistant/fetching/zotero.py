"""The library of the Zotero that runs on this machine, through its local API; nothing is ever written to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from assistant.errors import PapersError
from assistant.fetching.client import Client
from assistant.fetching.exchange import NoAnswer, Request
from assistant.papers import Import
from assistant.papers.assemble import assemble
from assistant.papers.cleaning import clean
from assistant.papers.json_formats import json_services
from assistant.papers.json_formats.json_entries import JsonEntry
from assistant.papers.limits import Limits
from assistant.papers.record import Rejected

_LIMITS = Limits()
_AT_ONCE = 50  # items of one request, as Zotero's own API has it
_PAGE = 100
_PAGES = 5000
_NO_PAPERS = frozenset({"attachment", "note", "annotation"})
_LABELS, _LABEL_CHARS = 200, 200  # of one item; of one label
_ALLOW = "Settings, Advanced, “Allow other applications on this computer to communicate with Zotero”"


@dataclass(frozen=True, slots=True)
class Selection:
    """What of the library is wanted: a collection with those inside it, by name, path or key; a tag; both; all."""

    collection: str = ""
    tag: str = ""

    @property
    def in_words(self) -> str:
        """The selection in words."""
        parts = [f"the collection {self.collection}" if self.collection else "the library"]
        return " ".join([*parts, f"tagged {self.tag}"] if self.tag else parts)


@dataclass(frozen=True, slots=True)
class Listing:
    """The library's version, the version of each item of a selection by its key, and collections: key -> path."""

    version: int
    versions: Mapping[str, int]
    collections: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: when it was last changed, and the paper that it is, or the reason why it is none."""

    key: str
    version: int
    modified: str
    read: Import


class Zotero:
    """Reads one library; ``base`` is the address of the API."""

    def __init__(self, client: Client, base: str) -> None:
        self._client = client
        self._base = base.rstrip("/")

    def listing(self, wanted: Selection) -> Listing:
        """Return what a selection holds now. Raises PapersError when Zotero cannot be read or lacks the collection."""
        collections = _paths(self._pages("collections"))
        tag = (
            (("tag", f"\\{wanted.tag}" if wanted.tag.startswith("-") else wanted.tag),) if wanted.tag else ()
        )
        params = (("format", "versions"), *tag)
        versions: dict[str, int] = {}
        version = 0
        for path in _chosen(wanted.collection, collections):
            payload, headers = self._get(path, params)
            if not isinstance(payload, dict) or not all(isinstance(each, int) for each in payload.values()):
                raise self._strange()
            versions |= payload
            version = max(version, _number(headers.get("last-modified-version", "")))
        return Listing(version, versions, collections)

    def modified_since(self, moment: str) -> Iterator[str]:
        """Yield the keys of items changed at ``moment`` (as Zotero writes it) or later, the newest first.

        An item that was changed here keeps its version number until Zotero syncs.
        """
        newest = (("sort", "dateModified"), ("direction", "desc"))
        for value in self._pages("items/top", newest):
            data = value.get("data")
            if not isinstance(data, dict) or str(data.get("dateModified", "")) < moment:
                return
            yield str(value.get("key", ""))

    def items(self, keys: Collection[str], collections: Mapping[str, str]) -> Iterator[Item]:
        """Yield the papers among the items of ``keys``; those that are gone, notes and attachments are left out."""
        wanted = [key for key in keys if key.isalnum()]
        for start in range(0, len(wanted), _AT_ONCE):
            batch = wanted[start : start + _AT_ONCE]
            payload, _ = self._get("items/top", (("itemKey", ",".join(batch)), ("limit", str(_AT_ONCE))))
            for value in self._listed(payload):
                data = value.get("data")
                if (
                    isinstance(data, dict)
                    and value.get("key") in batch
                    and str(data.get("itemType")) not in _NO_PAPERS
                    and not data.get("deleted")
                ):
                    yield _item(value, data, collections)

    def _pages(self, path: str, params: tuple[tuple[str, str], ...] = ()) -> Iterator[dict[str, Any]]:
        start = 0
        for _ in range(_PAGES):
            payload, headers = self._get(path, (*params, ("limit", str(_PAGE)), ("start", str(start))))
            listed = self._listed(payload)
            yield from listed
            start += len(listed)
            if not listed or start >= _number(headers.get("total-results", "")):
                return

    def _listed(self, payload: object) -> list[dict[str, Any]]:
        if not isinstance(payload, list) or not all(isinstance(entry, dict) for entry in payload):
            raise self._strange()
        return payload

    def _get(self, path: str, params: tuple[tuple[str, str], ...]) -> tuple[object, Mapping[str, str]]:
        address = f"{self._base}/users/0/{path}"
        try:
            answer = self._client.get(Request(address, params, headers=(("Zotero-API-Version", "3"),)))
        except NoAnswer as error:
            raise self._refused(error) from error
        if "zotero-api-version" not in answer.headers:
            raise self._strange()
        try:
            return json.loads(answer.body), answer.headers
        except (ValueError, RecursionError) as error:
            raise self._strange() from error

    def _refused(self, error: NoAnswer) -> PapersError:
        if error.status == 403:
            return PapersError(f"Zotero runs, but lets no other program read its library. Turn on {_ALLOW}.")
        if error.status in (404, 501):
            return PapersError(
                f"What answers at {self._base} has no local API of version 3. Update Zotero to version 7 or later."
            )
        if error.status:
            return PapersError(f"Zotero could not give its library: {error}. Start it again, and try again.")
        return PapersError(
            f"Zotero does not answer at {self._base} ({error}). Start Zotero (version 7 or later), "
            f"and turn on {_ALLOW}."
        )

    def _strange(self) -> PapersError:
        return PapersError(
            f"What answers at {self._base} does not answer as Zotero does. Check ASSISTANT_ZOTERO_URL, and that no "
            "other program uses Zotero's port."
        )


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 16 else 0


def _paths(values: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return key -> "Thesis / Chapter 2" of the collections, those above first."""
    names: dict[str, tuple[str, str]] = {}
    for value in values:
        data = value.get("data")
        if isinstance(data, dict) and isinstance(data.get("name"), str):
            above = data.get("parentCollection")
            name = clean.text(data["name"])[:_LABEL_CHARS]
            names[str(value.get("key", ""))] = name, above if isinstance(above, str) else ""
    return {key: " / ".join(_upwards(key, names)) for key in names}


def _upwards(key: str, names: Mapping[str, tuple[str, str]]) -> list[str]:
    path: list[str] = []
    seen: set[str] = set()
    while key in names and key not in seen:
        seen.add(key)
        name, key = names[key]
        path.insert(0, name)
    return path


def _chosen(asked: str, collections: Mapping[str, str]) -> list[str]:
    """Return the paths of the API that list a collection and those inside it, or the whole library."""
    if not asked:
        return ["items/top"]
    low = asked.casefold()
    found = [path for key, path in collections.items() if asked == key or low == path.casefold()]
    found = found or [path for path in collections.values() if path.casefold().split(" / ")[-1] == low]
    if not found:
        known = ", ".join(sorted(collections.values())[:20]) or "none at all"
        raise PapersError(f"Zotero has no collection {asked}. Its collections are: {known}.")
    keys = [
        key
        for key, path in collections.items()
        if any(path == selection or path.startswith(f"{selection} / ") for selection in found)
    ]
    return [f"collections/{quote(key, safe='')}/items/top" for key in keys]


def _item(value: Mapping[str, Any], data: Mapping[str, Any], collections: Mapping[str, str]) -> Item:
    key, where = str(value.get("key", "")), f"item {str(value.get('key', ''))[:20]}"
    service = json_services.service_of({"data": data, "library": {}})
    assert service is not None, "such an entry is one of Zotero's"
    entry = next(json_services.read(iter([JsonEntry(where, {"data": data})]), service))
    if not isinstance(entry, Rejected):
        held = [collections[key] for key in _strings(data.get("collections")) if key in collections]
        recorded = data.get("tags")
        listed = recorded if isinstance(recorded, list) else []
        tags = [clean.text(each.get("tag")) for each in listed if isinstance(each, dict)]
        entry = replace(entry, collections=_labels(held), tags=_labels(tags))
    read = assemble([entry], source="Zotero", format="Zotero", limits=_LIMITS)
    version = value.get("version")
    modified = str(data.get("dateModified", ""))
    return Item(
        key, version if isinstance(version, int) else 0, modified if modified[:1].isdigit() else "", read
    )


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _labels(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name[:_LABEL_CHARS] for name in names if name))[:_LABELS]
