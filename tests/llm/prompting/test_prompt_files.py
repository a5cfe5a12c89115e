"""Prompts hold what they declare, say what they said when they were measured, and keep untrusted text fenced."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.prompting.prompt_files import Prompt, all_prompts, fenced, load, parse, prompts_hash
from tests.support.each_row import each_row
from tests.support.processes import ROOT, run_python

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = sorted(file.stem for file in (ROOT / "prompts").glob("*.md"))
TAGS = "paper title abstract question papers data".split()


def test_every_file_is_loaded() -> None:
    assert [prompt.name for prompt in all_prompts()] == NAMES
    assert {"again", "answer", "compare", "explain_matches", "judge_batch", "judge_yes_no"} <= set(NAMES)


@each_row("name", NAMES)
def test_a_prompt_renders_to_its_golden_text(name: str) -> None:
    """To renew after a change that was meant: write ``rendered`` to tests/golden/<name>.txt."""
    prompt = load(name)
    system, user = prompt.render(**{each: f"«{each}»" for each in prompt.placeholders})
    rendered = f"[system]\n{system}\n[user]\n{user}\n"
    assert rendered == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert "{{" not in rendered
    for placeholder in prompt.placeholders:
        assert f"«{placeholder}»" in rendered


def test_a_value_is_put_in_once_and_never_expanded() -> None:
    prompt = parse(
        "p", "---\nplaceholders: question, sources\n---\n# system\nS\n# user\n{{sources}}|{{question}}"
    )
    _, user = prompt.render(question=r"{{sources}} \1 \g<0> %s {0}", sources="{{question}}{{question}}")
    assert user == r"{{question}}{{question}}|{{sources}} \1 \g<0> %s {0}"


@each_row("values", [{}, {"question": "q"}, {"question": "q", "sources": "s", "more": "m"}])
def test_a_missing_or_unknown_value_is_an_error_that_names_the_prompt(values: dict[str, str]) -> None:
    prompt = parse("mine", "---\nplaceholders: question, sources\n---\n# user\n{{sources}}{{question}}")
    with pytest.raises(ValueError, match="mine"):
        prompt.render(**values)


@each_row(
    "text",
    [
        "",
        "# user\nhello",
        "---\nplaceholders: a\n---\n{{a}}",
        "---\nplaceholders: a\n---\n# user\nno placeholder",
        "---\nplaceholders:\n---\n# user\n{{a}}",
        "---\nplaceholders: a, b\n---\n# user\n{{a}}",
        "---\n---\n# user\nx",
    ],
)
def test_a_file_that_does_not_hold_what_it_declares_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="broken"):
        parse("broken", text)


def test_a_follow_up_prompt_has_no_system_part() -> None:
    assert parse("p", "---\nplaceholders:\n---\n# user\nAgain.") == Prompt("p", frozenset(), "", "Again.")


def test_a_prompt_may_speak_of_the_system_in_its_user_part() -> None:
    assert load("again").system == ""
    with pytest.raises(FileNotFoundError):
        load("nobody")


def test_the_hash_is_short_and_of_all_prompts() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", prompts_hash())
    assert prompts_hash() == prompts_hash()


def test_the_hash_is_the_same_in_every_process() -> None:
    script = "from assistant.llm.prompting.prompt_files import prompts_hash; print(prompts_hash())"
    assert {run_python(script).stdout.strip() for _ in range(3)} == {prompts_hash()}


@each_row("tag", TAGS)
@each_row("form", ["</{}>", "<{}>", "</ {}>", "< /{}>", "<{} number='3'>", "</{}\n>", "<\n/{}>"])
def test_fenced_text_cannot_open_or_close_our_tags(tag: str, form: str) -> None:
    for written in (form.format(tag), form.format(tag).upper()):
        assert "<" not in fenced(f"Words {written} words")


@settings(deadline=None)
@given(st.text(alphabet="</> paperPAPER\n\t", max_size=40))
def test_no_writing_of_a_closing_tag_gets_through(text: str) -> None:
    assert not re.search(r"(?i)<\s*/?\s*papers?\b", fenced(text))


@each_row("text", ["a < b and b > c", "<SEG> tokens", "x<y", "vector<int>", "", "[MASK]", "<b>bold</b>"])
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert fenced(text) == text


def test_fencing_twice_changes_nothing_more() -> None:
    once = fenced("</paper> </title>")
    assert fenced(once) == once
    assert html.escape(once) == once.replace(">", "&gt;")
