"""What the page says before anything is asked: who answers, and how to change that."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

OPENING = '<p class="pa-empty" role="status">Opening the shelf</p>'


def composer_html(
    composer: str,
    papers: int,
    notes: Sequence[str] = (),
    *,
    offer: str = "",
    ready: bool = True,
    shelves: str = "",
) -> str:
    """Render the header line: how many papers, who writes the answers, and how to change that.

    ``offer`` is the HTML of a model that can be had with a click, ``ready`` false while the composer is made so;
    ``shelves`` the HTML of the menu of shelves.
    """
    if composer == "extractive":
        who = "Answers are the papers’ own sentences: <strong>no language model is configured</strong>"
        fold, judges = "Set a model", ""
    else:
        who = f"Answers are written by <strong>{escape(composer)}</strong> from the papers’ sentences"
        if not ready:
            who = f"Answers are the papers’ own sentences <strong>until {escape(composer)} is ready</strong>"
        fold, judges = "Change it", " data-judges"
    noted = "".join(f'<p class="pa-note">{escape(note)}</p>' for note in notes)
    return (
        f'<header class="pa-head"{judges}><h1>Paper Assistant</h1>{shelves}'
        f'<p class="pa-who">{papers:,} papers · {who}</p>'
        f'{offer}<details class="pa-menu"><summary>{fold}</summary><div class="pa-pop">{_HOW_TO_SET}</div></details>'
        f"</header>{noted}"
    )


_HOW_TO_SET = (
    "<p>Set these in the environment or in a file named <code>.env</code> in the home folder, "
    "then start the page again.</p><dl>"
    "<dt>OpenAI</dt><dd><code>OPENAI_API_KEY=…</code></dd>"
    "<dt>Ollama, llama.cpp, vLLM, or any server that speaks OpenAI’s wire</dt>"
    "<dd><code>OPENAI_BASE_URL=http://localhost:11434/v1</code></dd>"
    "<dt>A model run on this machine, fetched once (or a file of your own)</dt>"
    "<dd><code>ASSISTANT_LOCAL_MODEL=small</code></dd>"
    "<dt>Which model, when there are several</dt><dd><code>ASSISTANT_MODEL=…</code></dd></dl>"
    "<p>Without these no request leaves this machine.</p>"
)
