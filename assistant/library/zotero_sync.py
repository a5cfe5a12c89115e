"""Bring a shelf up to what the running Zotero holds: what changed is read, what has left is told, or taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from assistant.errors import IndexUnavailable, SettingsError
from assistant.fetching.client import Client
from assistant.fetching.exchange import Bounds
from assistant.fetching.fetch import agent
from assistant.fetching.zotero import Item, Listing, Selection, Zotero
from assistant.library.library import Added, Library
from assistant.library.zotero_state import Chosen, State, StateFile, Taken, name_of
from assistant.papers import Import, on_shelf
from assistant.papers.record import Record
from assistant.settings import Settings
from assistant.text.wording import papers_count

_TOLD = 5  # papers named in a note


@dataclass(frozen=True, slots=True)
class ZoteroSync:
    """What a sync did: ``items`` are in the selection, ``read`` of them had changed; ``gone`` are ids of papers
    whose items have left it, and which ``added.removed`` names when they were taken off the shelf.
    """

    added: Added
    items: int
    read: int
    gone: tuple[str, ...]
    rejected: tuple[str, ...]
    notes: tuple[str, ...]


def sync_zotero(
    library: Library, settings: Settings, wanted: Selection, *, prune: bool = False, full: bool = False
) -> ZoteroSync:
    """Read what has changed in a selection of Zotero's library since the last time, and put it on the shelf.

    ``full`` reads everything again; ``prune`` takes papers off the shelf whose items have left the selection and are
    in no other that was synced. Raises PapersError when Zotero cannot be read, SettingsError when its address leads
    over the net and that is not allowed, IndexUnavailable.
    """
    client = _client(settings)
    memory = StateFile(settings.shelf_folder)
    try:
        zotero = Zotero(client, settings.zotero_url)
        listing = zotero.listing(wanted)
        before = _still_true(memory.read(), listing)
        name = name_of(wanted.collection, wanted.tag)
        chosen = before.selections.get(name, Chosen())
        left = [key for key in chosen.keys if key not in listing.versions]
        asked = list(listing.versions) if full else _changed(zotero, listing, before, chosen)
        # Those that left the selection may be in the library still: their labels have changed, then.
        items = [*zotero.items([*asked, *left], listing.collections)]
    finally:
        client.close()
    arrivals = on_shelf((_as_known(item, before.items) for item in items), library.papers)
    names = iter(arrivals.ids)
    taken = {
        item.key: Taken(version=item.version, paper=next(names) if item.read.papers else "") for item in items
    }
    state = _after(before, listing, name, chosen, taken, asked, items)
    gone = _gone(before, state, left)
    removed = set(gone) if prune else set()
    added = library.add([paper for paper in arrivals.papers if paper.id not in removed], remove=removed)
    _remember(memory, state)
    rejected = tuple(f"{bad.where}: {bad.reason}" for item in items for bad in item.read.rejected)
    notes = _notes(library, items, gone, wanted, pruned=prune)
    return ZoteroSync(added, len(listing.versions), len(items), gone, rejected, (*added.notes, *notes))


def _client(settings: Settings) -> Client:
    host = urlsplit(settings.zotero_url).hostname or ""
    if settings.zotero_url.startswith("https://") and not settings.online:  # http is for this machine alone
        raise SettingsError(
            f"ASSISTANT_ZOTERO_URL leads to {host}, over the net, which is not allowed. "
            "Set ASSISTANT_ONLINE=1 to allow it."
        )
    bounds = Bounds(total_s=settings.timeout_s, retries=0, most_bytes=64 * 1024 * 1024)
    return Client(agent(settings), None, (settings.zotero_url,), bounds)


def _remember(memory: StateFile, state: State) -> None:
    try:
        memory.write(state)
    except OSError as error:
        raise IndexUnavailable(
            f"The papers were added, but {memory.folder} cannot be written ({error.strerror}), so that the next sync "
            "reads everything again. Make it writable."
        ) from error


def _still_true(state: State, listing: Listing) -> State:
    """Return what is remembered, without the versions of items where these say nothing any more.

    That is so when another library answers (its version is lower), or a collection has another name.
    """
    renamed = any(listing.collections.get(key, path) != path for key, path in state.collections.items())
    if listing.version >= state.version and not renamed:
        return state
    unread = {key: Taken(version=-1, paper=item.paper) for key, item in state.items.items()}
    return state.model_copy(update={"items": unread})


def _changed(zotero: Zotero, listing: Listing, before: State, chosen: Chosen) -> list[str]:
    """Return the keys to read: of another version than was read, never synced, or changed here since."""
    recent = set(zotero.modified_since(chosen.newest)) if chosen.newest else set()
    known = before.items
    return [
        key
        for key, version in listing.versions.items()
        if version == 0 or key in recent or key not in known or known[key].version != version
    ]


def _as_known(item: Item, known: Mapping[str, Taken]) -> Import:
    """Let an item that is on the shelf already keep its paper's id, though its title may have changed."""
    paper_id = known[item.key].paper if item.key in known else ""
    if not paper_id or not item.read.papers:
        return item.read
    (record,), (paper,) = item.read.records, item.read.papers
    named: Record = replace(record, own_id=paper_id)
    return replace(item.read, records=(named,), papers=(paper.model_copy(update={"id": paper_id}),))


def _after(
    before: State,
    listing: Listing,
    name: str,
    chosen: Chosen,
    taken: Mapping[str, Taken],
    asked: list[str],
    items: list[Item],
) -> State:
    # Notes and attachments are no items of ours: remembered, so that they are not asked for again.
    passed = {key: Taken(version=listing.versions[key]) for key in asked if key not in taken}
    now = Chosen(
        keys=tuple(listing.versions),
        newest=max([chosen.newest, *(item.modified for item in items)], default=""),
    )
    held = {**before.items, **passed, **taken}
    selections = {**before.selections, name: now}
    alive = {key for selection in selections.values() for key in selection.keys}
    return State(
        version=listing.version,
        items={key: item for key, item in held.items() if key in alive},
        selections=selections,
        collections=listing.collections,
    )


def _gone(before: State, after: State, left: list[str]) -> tuple[str, ...]:
    """Return the papers of items that left, unless another item that stays is the same paper."""
    stay = {item.paper for item in after.items.values()}
    papers = (before.items[key].paper for key in left if key in before.items and key not in after.items)
    return tuple(dict.fromkeys(paper for paper in papers if paper and paper not in stay))


def _notes(
    library: Library, items: list[Item], gone: tuple[str, ...], wanted: Selection, *, pruned: bool
) -> tuple[str, ...]:
    notes = []
    if bare := sum(item.read.without_abstract for item in items):
        notes.append(
            f"{papers_count(bare)} of Zotero without an abstract: only the title can be asked about."
        )
    still_here = (
        [] if pruned else [paper_id for paper_id in gone if paper_id in library.papers.get([paper_id])]
    )
    if still_here:
        named = ", ".join(still_here[:_TOLD]) + (
            f" and {len(still_here) - _TOLD} more" if len(still_here) > _TOLD else ""
        )
        notes.append(
            f"No longer in {wanted.in_words} of Zotero, and still on the shelf: {named}. Take them off with --prune, "
            "or: paper-assistant papers --remove ID"
        )
    return tuple(notes)
