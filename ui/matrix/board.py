"""The Table tab before anything is in it: what can be done there; the browser fills in papers and cells (grid.js)."""

from __future__ import annotations

from html import escape

from .suggestions import SUGGESTED, TYPES

_EXPORTS = {"csv": "CSV", "xlsx": "Excel", "md": "Markdown", "latex": "LaTeX", "json": "JSON"}


def board_html() -> str:
    """Render the empty table with its bar; which of its parts show is decided in the browser."""
    return (
        '<section class="pa-matrix" data-matrix aria-label="Table of papers">'
        f'<nav class="pa-bar" aria-label="Table">{_add_html()}{_export_html()}'
        '<details class="pa-menu" data-tables><summary>Tables</summary><div class="pa-pop"></div></details></nav>'
        f"{_nothing_html()}{_top_html()}{_grid_html()}</section>"
    )


def _add_html() -> str:
    chips = "".join(
        '<button type="button" class="pa-act" data-do="suggest"'
        f' data-name="{escape(each.name, quote=True)}" data-question="{escape(each.question, quote=True)}"'
        f' data-type="{each.type}" title="{escape(each.question, quote=True)}">{escape(each.name)}</button>'
        for each in SUGGESTED
    )
    types = "".join(f'<option value="{value}">{label}</option>' for value, label in TYPES.items())
    return (
        '<details class="pa-menu pa-add-column" data-add data-some hidden><summary>Add a column</summary>'
        f'<div class="pa-pop"><div class="pa-suggested" role="group" aria-label="Suggested columns">{chips}</div>'
        "<form data-column><label>Or ask in your own words"
        '<input type="text" name="question" maxlength="500" placeholder="How many participants were there?"></label>'
        f'<div><label>Answer <select name="type">{types}</select></label>'
        '<button type="submit" class="pa-act">Add</button></div>'
        "<label data-choices hidden>Categories, with commas between"
        '<input type="text" name="choices" maxlength="800" placeholder="text, images, speech"></label></form>'
        "</div></details>"
    )


def _export_html() -> str:
    kinds = "".join(
        f'<button type="button" class="pa-act" data-do="export" data-kind="{kind}">{label}</button>'
        for kind, label in _EXPORTS.items()
    )
    return (
        '<details class="pa-menu" data-some hidden><summary>Export</summary>'
        f'<div class="pa-pop">{kinds}<p class="pa-note">Each value with its quote, as sorted and filtered.</p></div>'
        "</details>"
    )


def _nothing_html() -> str:
    return (
        '<div class="pa-start" data-none hidden><h2>One question, asked of many papers</h2>'
        "<p>Each paper is a row, each question a column: data set, sample size, or one of your own. A click on a "
        "cell shows the sentence that it stands on. “Add a column” also stands in set answers and comparisons.</p>"
        '<button type="button" class="pa-example" data-do="whole">Tabulate the whole shelf</button>'
        '<button type="button" class="pa-example" data-do="choose">Choose papers</button></div>'
    )


def _top_html() -> str:
    return (
        '<header class="pa-matrix-top" data-some hidden><h2 data-title></h2>'
        '<div><p class="pa-note" data-progress role="status"></p><progress hidden aria-label="Papers read"></progress>'
        '<button type="button" class="pa-act" data-do="halt" hidden>Stop</button>'
        '<button type="button" class="pa-act" data-do="resume" hidden>Resume</button>'
        '<input type="search" data-filter-rows placeholder="Filter" aria-label="Filter the rows"></div>'
        '<p class="pa-error" data-error role="alert" hidden></p>'
        '<p class="pa-note" data-notes role="note" hidden></p></header>'
    )


def _grid_html() -> str:
    return (
        '<div class="pa-grid" data-grid data-some hidden><table role="grid" aria-label="Papers and what they say.'
        ' Arrow keys move, Enter shows the sentence."><thead role="rowgroup"></thead>'
        '<tbody role="rowgroup"></tbody></table>'
        '<p class="pa-empty" data-nothing hidden>No row holds these words.</p></div>'
        '<nav class="pa-pages" data-pages aria-label="Pages of the table" hidden>'
        '<button type="button" class="pa-act" data-do="back">Back</button><span></span>'
        '<button type="button" class="pa-act" data-do="next">Next</button></nav>'
    )
