"""What the clicks of the library do: list, choose, ask only some, edit, label, merge, remove."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import gradio as gr

from assistant import Added, Assistant, AssistantError, Facets, PapersPage

from ..opening import AssistantHolder
from ..page.conversation import PageConversation
from ..page.layout import Parts
from ..render.progress import error_html
from .changed import apart_html, changed_html, fields_of, lines, offered_html
from .doubles_html import doubles_html
from .forms_html import edit_html, labels_html
from .limits import limit_shown, told_limit
from .list_html import list_html
from .narrow_html import narrow_html
from .reports_html import removed_html
from .selection import MOST_NAMED, chosen_by, chosen_ids, listed
from .view import PAGE, View

Shown = dict[Any, Any]
_MOST_APART = 100  # papers told apart at once, each from each
Change = Callable[[str, Callable[[], str], Any], AsyncIterator[Shown]]


class LibraryActions:
    """The handlers of the list of papers of one page.

    ``change`` does work in a thread, one change after the other, and yields what is shown meanwhile and after it.
    """

    def __init__(self, holder: AssistantHolder, parts: Parts, change: Change) -> None:
        self._holder = holder
        self._on = parts
        self._change = change

    def find(self, state: Any) -> str:
        """Return the page of the list that the browser asks for."""
        if not self._holder.ready:
            return list_html(PapersPage((), 0, 0), View())
        assistant, view = self._holder.assistant, View.read(state)
        try:
            if view.doubles:
                return doubles_html(assistant.duplicates(), assistant.kept_apart)
            page = assistant.browse(view.spec, offset=(view.page - 1) * PAGE, limit=PAGE)
            if not page.papers and page.found:  # fewer pages than there were
                page = assistant.browse(view.spec, offset=(page.found - 1) // PAGE * PAGE, limit=PAGE)
            undated = 0
            if not page.found and (view.year_from is not None or view.year_to is not None):
                facets = assistant.facets()
                undated = facets.total - sum(facets.years.values())
            return list_html(page, view, undated)
        except AssistantError as error:
            return error_html("", str(error))

    def listed(self, state: Any = None) -> Shown:
        """Show the shelf as it is now."""
        facets = self._facets()
        return {self._on.narrow: narrow_html(facets, View.read(state)), self._on.shelf: self.find(state)}

    def pick(self, state: Any) -> dict[str, Any]:
        """Return all papers of the list for the browser to choose: by name, or by the view where they are many."""
        view = View.read(state)
        ids = self._assistant.select(view.spec)
        if len(ids) > MOST_NAMED:
            return {"count": len(ids), "view": view.model_dump(), "told": view.summary}
        return {"count": len(ids), "papers": [[each.id, each.title] for each in self._assistant.papers(ids)]}

    def limit(self, kept: Any, event: gr.EventData) -> Shown:
        """Ask only the chosen papers from now on, in this conversation."""
        chosen = chosen_by(event)
        ids = chosen_ids(self._assistant, chosen)
        return self._limited(kept, ids if len(ids) <= MOST_NAMED else told_limit(chosen, len(ids)))

    def unlimit(self, kept: Any) -> Shown:
        """Ask all papers again."""
        return self._limited(kept, [])

    def _limited(self, kept: Any, only: Any) -> Shown:
        talk = PageConversation.read(kept).limited(only)
        return {
            self._on.only: only,
            self._on.limit: limit_shown(self._holder, only),
            self._on.talk: talk.stored(),
        }

    def open(self, state: Any, event: gr.EventData) -> str:
        """Return the form that a click asks for; a comment makes it another one each time, so that it opens again."""
        return f"{self._form(event)}<!-- {uuid4().hex} -->"

    def _form(self, event: Any) -> str:
        if event.do == "edit":
            found = self._assistant.papers([str(event.paper)])
            return edit_html(found[0]) if found else error_html("", "This paper is no longer on the shelf.")
        return labels_html(len(chosen_ids(self._assistant, chosen_by(event))), self._facets())

    async def alter(self, state: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Save a record, give or take labels, or merge papers."""
        yield {self._on.panel: ""}
        work = self._work(event)
        if work is None:
            return
        doing, report = work
        async for shown in self._change(doing, report, state):
            yield shown

    def _work(self, event: Any) -> tuple[str, Callable[[], str]] | None:
        """Return what is being done, and what does it and tells of it; None for nothing to do."""
        assistant, does = self._assistant, str(event.do)
        if does == "apart":
            papers, others = (
                [str(each) for each in listed(getattr(event, name, ()))[:_MOST_APART]]
                for name in ("papers", "others")
            )
            return "Noting", lambda: apart_html(assistant.keep_apart(papers, others))
        if does == "offer":
            return "Noting", lambda: offered_html(assistant.offer_again())
        if (change := self._record_change(event)) is None:
            return None
        doing, of = change
        return doing, lambda: changed_html(doing, of())

    def _record_change(self, event: Any) -> tuple[str, Callable[[], Added]] | None:
        assistant, does = self._assistant, str(event.do)
        fields = event.fields if isinstance(getattr(event, "fields", None), dict) else {}
        if does == "save":
            return "Saving", lambda: assistant.edit(str(event.paper), **fields_of(fields))
        if does == "merge":
            papers = [str(each) for each in event.papers]
            return "Merging", lambda: assistant.merge(papers)
        collections, tags = lines(fields.get("collection")), lines(fields.get("tag"))
        if does not in ("label", "unlabel") or not (collections or tags):
            return None
        chosen, away = chosen_by(event), does == "unlabel"
        return ("Taking labels away" if away else "Labelling"), lambda: assistant.label(
            chosen_ids(assistant, chosen), collections=collections, tags=tags, remove=away
        )

    async def remove(self, state: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Take the chosen papers off the shelf."""
        assistant, chosen = self._assistant, chosen_by(event)

        def work() -> str:
            return removed_html(assistant.remove(chosen_ids(assistant, chosen)))

        async for shown in self._change("Removing", work, state):
            yield shown

    @property
    def _assistant(self) -> Assistant:
        return self._holder.assistant

    def _facets(self) -> Facets:
        return self._assistant.facets() if self._holder.ready else Facets({}, {}, {}, {}, {}, 0, 0, 0)
