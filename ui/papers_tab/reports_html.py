"""What a change of the shelf did, as it is told on the Papers tab."""

from __future__ import annotations

from html import escape

from assistant import Added


def removed_html(added: Added) -> str:
    """Render how many papers left the shelf."""
    return (
        f'<div class="pa-report" role="status"><p><strong>{len(added.removed):,} removed</strong></p></div>'
    )


def working_html(text: str) -> str:
    """Render that papers are being added."""
    return f'<div class="pa-report pa-live" role="status"><p class="pa-progress">{escape(text)}</p></div>'


def refused_html(message: str) -> str:
    """Render why nothing was changed."""
    return f'<div class="pa-report"><p class="pa-error" role="alert">{escape(message)}</p></div>'
