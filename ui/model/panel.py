"""The form by which a language model is chosen; a key that is kept is never part of it."""

from __future__ import annotations

from html import escape
from typing import Any

from assistant import Assistant, ModelState

from .head_html import who_html

# Where these servers listen unless told otherwise; all on this machine.
PRESETS = (
    ("Ollama", "http://localhost:11434/v1"),
    ("LM Studio", "http://localhost:1234/v1"),
    ("llama.cpp", "http://localhost:8080/v1"),
    ("vLLM", "http://localhost:8000/v1"),
)
_HOW_TO_SET = (
    '<details class="pa-model-env"><summary>Set it without this page</summary>'
    "<p>In the environment, or in a file named <code>.env</code> in the home folder, before the start:</p><dl>"
    "<dt>OpenAI</dt><dd><code>OPENAI_API_KEY=…</code></dd>"
    "<dt>A server with OpenAI’s interface</dt><dd><code>OPENAI_BASE_URL=http://localhost:11434/v1</code></dd>"
    "<dt>A model run on this machine</dt><dd><code>ASSISTANT_LOCAL_MODEL=small</code></dd>"
    "<dt>Which model, when there are several</dt><dd><code>ASSISTANT_MODEL=…</code></dd></dl>"
    "<p>What was set last is in force: a choice made here, until one of these is set anew.</p></details>"
)


def panel_html(assistant: Assistant, refusal: str) -> str:
    """Render the form, or ``refusal``: why there is none for who looks at it."""
    state = assistant.model_state
    origin = f" ({escape(state.origin)})" if state.origin and state.status != "none" and not refusal else ""
    head = (
        '<div class="pa-model-top"><h2 id="pa-model-title">Model</h2>'
        '<button type="button" class="pa-act" data-model-close aria-label="Close">✕</button></div>'
        f'<p class="pa-model-now">{who_html(state)}{origin}.</p>'
    )
    if refusal:
        return f'{head}<p class="pa-model-refused">{escape(refusal)}</p>{_HOW_TO_SET}'
    why = f'<p class="pa-model-why">{escape(state.why)}</p>' if state.why else ""
    return (
        f"{head}{why}{_server_html(assistant, state)}{_local_html(assistant, state)}{_none_html(state)}"
        '<p class="pa-model-said" role="status" data-model-said></p>'
        "<p class='pa-model-note'>A choice holds at once for everyone on this page, and after a restart: it is kept in "
        f"the home folder, in a file that its owner alone can read.</p>{_HOW_TO_SET}"
    )


def _server_html(assistant: Assistant, state: ModelState) -> str:
    presets = "".join(
        f'<button type="button" class="pa-act" data-model-preset="{url}">{name}</button>'
        for name, url in PRESETS
    )
    key = "A key is kept for this server" if state.has_key else "Only where the server wants one"
    name = assistant.settings.model or "" if state.address else ""
    return (
        '<form class="pa-model-form" data-model-form autocomplete="off"><h3>A model server</h3>'
        "<p class='pa-model-note'>OpenAI’s, or any with the same interface. Questions and papers are sent there.</p>"
        '<label>Address<input name="address" type="text" inputmode="url" spellcheck="false" maxlength="2000"'
        f' placeholder="https://api.openai.com/v1" value="{escape(state.address, quote=True)}"></label>'
        f'<div class="pa-presets" role="group" aria-label="Servers on this machine">On this machine: {presets}</div>'
        '<label>Key<input name="key" type="password" autocomplete="new-password" maxlength="2000"'
        f' placeholder="{key}"></label>'
        '<label>Model<span class="pa-model-row"><input name="name" type="text" spellcheck="false" maxlength="300"'
        f' placeholder="The first that answers" value="{escape(name, quote=True)}">'
        '<button type="button" class="pa-act" data-model-do="find">Find models</button></span></label>'
        '<div class="pa-model-found" role="group" aria-label="Models of this server" data-model-found hidden></div>'
        '<div class="pa-model-acts"><button type="button" class="pa-act" data-model-do="test">Test</button>'
        '<button type="submit" class="pa-act pa-main-act" data-model-do="use">Use this</button></div></form>'
    )


def _local_html(assistant: Assistant, state: ModelState) -> str:
    blocks = "".join(_known(model, here, state, assistant) for model, here in assistant.local_models)
    return f"<section class='pa-model-local'><h3>A small one, run on this machine</h3>{blocks}</section>"


def _known(model: Any, here: bool, state: ModelState, assistant: Assistant) -> str:
    rows = {
        "Size": f"{model.size_text}, fetched already" if here else f"{model.size_text}, fetched once",
        "Licence": model.licence,
        "Memory": f"{model.memory_gb:.1f} GB, and 12 MB of disk for each paper that it has read",
        "Time": model.pace,
        "Quality": model.quality,
    }
    entries = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    about = (
        f"<p class='pa-model-note'>{escape(model.file)}: no question and no paper leaves this machine.</p>"
    )
    return f"{about}<dl>{entries}</dl>{_act_of(model, here, state, assistant)}"


def _act_of(model: Any, here: bool, state: ModelState, assistant: Assistant) -> str:
    if state.local == model.name and state.status == "preparing":
        return (
            f'<div class="pa-model-acts"><span class="pa-model-progress" data-model-progress>'
            f"{escape(assistant.model_note)}</span>"
            '<button type="button" class="pa-act" data-model-do="cancel">Cancel</button></div>'
        )
    if state.local == model.name and state.status != "fails":
        return '<p class="pa-model-note"><strong>In use.</strong></p>'
    click = "Use it" if here else f"Fetch {escape(model.size_text)} and use it"
    name = escape(model.name, quote=True)
    return (
        f'<div class="pa-model-acts"><button type="button" class="pa-act" data-model-do="local"'
        f' data-name="{name}">{click}</button></div>'
    )


def _none_html(state: ModelState) -> str:
    in_use = state.status == "none"  # the top of the form says so, and what it means
    said = "" if in_use else "<p class='pa-model-note'>Answers are the papers’ own sentences.</p>"
    none = (
        '<button type="button" class="pa-act" data-model-do="none">Use none</button>'
        if not in_use
        else "<strong>In use.</strong>"
    )
    back = (
        '<button type="button" class="pa-act" data-model-do="settings">Back to the environment’s</button>'
        if state.chosen and state.settings_name_one
        else ""
    )
    acts = f"<div class='pa-model-acts'>{none}{back}</div>"
    return f"<section class='pa-model-none'><h3>No model</h3>{said}{acts}</section>"
