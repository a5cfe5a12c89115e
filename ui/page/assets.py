"""Styles and scripts of the page, put into its head."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_STYLES = ("page.css", "tabs.css")
_SCRIPTS = ("page.js", "tabs.js")


def head() -> str:
    """Return the elements for the head of the page.

    Styles go there because Gradio rewrites the selectors of its own css argument and loses media queries.
    """
    styles, scripts = (
        "\n".join((_HERE / name).read_text("utf-8") for name in names) for names in (_STYLES, _SCRIPTS)
    )
    return f"<style>{styles}</style><script>{scripts}</script>"
