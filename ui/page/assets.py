"""How the page looks: styles and scripts put into its head, colours and the system's own fonts."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

_HERE = Path(__file__).parent
_STYLES = (
    "page.css",
    "tabs.css",
    "../papers_tab/papers.css",
    "../map/map.css",
    "../shelf_choice/shelves.css",
    "../talks/talks.css",
    "../matrix/matrix.css",
    "../guide/guide.css",
    "../model/model.css",
    "../adding/adding.css",
)
# Conversations come first: what follows builds on the one that is open.
_SCRIPTS = (
    *(
        "page.js",
        "../talks/talks.js",
        "../talks/verdicts.js",
        "alive.js",
        "tabs.js",
        "../papers_tab/papers.js",
        "../map/map.js",
    ),
    *("../shelf_choice/shelves.js", "../matrix/matrix.js", "../matrix/grid.js", "../matrix/table_clicks.js"),
    "../guide/guide.js",
    "../model/model.js",
    "../adding/adding.js",
)
# A sheet of paper with a highlighted line, drawn here so that nothing is fetched.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect x='2' y='1' width='12' height='14' rx='2' fill='%231a56b8'/%3E"
    "%3Cpath d='M5 5h6M5 11h4' stroke='%23fff'/%3E%3Cpath d='M5 8h6' stroke='%23ffd95e' stroke-width='2'/%3E%3C/svg%3E"
)


def head() -> str:
    """Return the elements for the head of the page.

    Styles go there because Gradio rewrites the selectors of its own css argument and loses media queries.
    """
    styles, scripts = (
        "\n".join((_HERE / name).read_text("utf-8") for name in names) for names in (_STYLES, _SCRIPTS)
    )
    return f'<link rel="icon" href="{_ICON}"><style>{styles}</style><script>{scripts}</script>'


def theme() -> gr.themes.Base:
    """Return the page's theme."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_sm,
        spacing_size=gr.themes.sizes.spacing_sm,
        text_size=gr.themes.sizes.text_md,
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
    )
