"""The panel that papers are added in, which lies over whichever tab is open, and the box on the first screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

# The events of the two parts, see ui/page/layout.py.
_FORM = "/* 'files' 'addtext' */ paperAssistant.listen(element, trigger); paperAssistant.adding.use(trigger);"
_REPORT = "/* 'allow' 'limit' 'switch' */ paperAssistant.listen(element, trigger); paperAssistant.adding.hear(trigger);"
_KINDS = "PDF, BibTeX, RIS, Zotero, EndNote, CSV …"
_PASTE = "A DOI, arXiv id, web address, BibTeX, or a list of them"

_PANEL = (
    '<section class="pa-add" aria-label="Add papers"><div class="pa-add-top"><h2>Add papers</h2>'
    '<label>to <select data-target aria-label="Shelf that papers are added to"></select></label>'
    '<button type="button" class="pa-act" data-act="closeadd" aria-label="Close">✕</button></div>'
    f'<form data-add-papers><textarea data-paste rows="3" aria-label="Papers to add" placeholder="{_PASTE}"></textarea>'
    '<div class="pa-add-row"><button type="submit" class="pa-act pa-go">Add</button>'
    '<button type="button" class="pa-act" data-act="choosefiles">Choose files</button>'
    f"<span>or drop them anywhere: {_KINDS}</span></div></form>"
    '<input type="file" data-files multiple hidden tabindex="-1" aria-label="Files of papers">'
    '<ul class="pa-uploads" data-rows aria-live="polite"></ul></section>'
)

OPEN_BUTTON = '<button type="button" class="pa-act pa-add-open" data-act="addpapers">Add papers</button>'


@dataclass(frozen=True, slots=True)
class AddParts:
    """The panel's form and report; ``file_in`` and ``told`` carry uploads and what goes with them, unseen.

    ``tally`` is the report so far, of a drop that comes in several batches, ``pasted`` the text that was last to be
    looked up.
    """

    form: gr.HTML
    report: gr.HTML
    file_in: gr.UploadButton
    batch: gr.JSON
    tally: gr.State
    pasted: gr.State


def lay_out_adding() -> AddParts:
    """Make the panel, within an open ``gr.Blocks``."""
    html: dict[str, Any] = {"elem_classes": "pa", "apply_default_css": False}
    with gr.Column(elem_id="pa-adding"):
        form = gr.HTML(_PANEL, elem_id="pa-add-form", js_on_load=_FORM, **html)
        report = gr.HTML("", elem_id="pa-add-report", js_on_load=_REPORT, **html)
    return AddParts(
        form=form,
        report=report,
        file_in=gr.UploadButton(file_count="multiple", visible=False),
        batch=gr.JSON(None, visible=False),
        tally=gr.State(None),
        pasted=gr.State(""),
    )


def first_screen_html(papers: int) -> str:
    """Render the box for one's own papers that stands below the examples, or in their place on an empty shelf."""
    title = "Add your papers" if papers else "Add papers to this shelf"
    return (
        f'<form class="pa-add-here" data-add-here><h3>{title}</h3><div class="pa-add-row">'
        f'<textarea rows="1" aria-label="Your papers" placeholder="{_PASTE}"></textarea>'
        '<button type="submit" class="pa-act pa-go">Add</button></div>'
        '<p>Or <button type="button" class="pa-act" data-act="choosefiles">choose files</button>, or drop them '
        f"anywhere on this page: {_KINDS}</p></form>"
    )
