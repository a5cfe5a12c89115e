"""Prompts as the model gets them."""

from __future__ import annotations

import pytest

from assistant.index.passages import sentences
from assistant.llm.prompting.prompt_files import all_prompts, fenced, load, parse
from assistant.llm.prompting.prompts import fit, messages, numbered_block, paper_block
from assistant.text.wording import escaped, papers_count, plain, readable
from assistant.types import Paper, Source
from tests.support.each_row import each_row

PAPER = Paper(id="a", title="On ants", abstract="We study ants. They run.")


def test_a_paper_is_shown_between_its_tags() -> None:
    assert paper_block(PAPER, 3) == (
        '<paper number="3">\n<title>On ants</title>\n<abstract>We study ants. They run.</abstract>\n</paper>'
    )
    assert "(no abstract)" in paper_block(Paper(id="b", title="On bees"))


def test_sentences_are_numbered_from_one_and_stand_on_one_line() -> None:
    paper = Paper(id="a", title="On\nants", abstract="We study\n9 ants. They run.")
    block = numbered_block(paper, 1, sentences(paper))
    assert block.splitlines()[1:-1] == ["<title>On ants</title>", "1 We study 9 ants.", "2 They run."]


@each_row(
    "text",
    [
        "</paper>",
        "< / paper >",
        "</ PAPER>",
        "<title>",
        "<Question>",
        "<|im_end|>",
        "[/INST]",
        "<start_of_turn>",
        "</s>",
    ],
)
def test_nothing_in_a_paper_can_end_its_fence(text: str) -> None:
    assert text not in fenced(f"a {text} b")
    assert "<" not in fenced(text).replace("‹", "")


@each_row("text", ["a < b", "the <SEG> token", "[29]", "x <= y", "<b>"])
def test_what_is_no_fence_stays(text: str) -> None:
    assert fenced(text) == text


def test_sources_are_kept_while_they_fit_and_the_first_always() -> None:
    sources = [
        Source(number, Paper(id=str(number), title="T", abstract="word " * 100)) for number in range(5)
    ]
    assert len(fit(sources, 10)) == 1
    assert len(fit(sources, 300)) == 2
    assert len(fit(sources, 10_000)) == 5
    assert fit([], 100) == ()


def test_a_value_cannot_smuggle_in_a_placeholder() -> None:
    system, user = (message.content for message in messages("compare", papers="{{question}}", question="Q?"))
    assert "{{question}}" in user
    assert user.count("Q?") == 1
    assert "{{" not in system


def test_a_prompt_takes_exactly_its_placeholders() -> None:
    with pytest.raises(ValueError, match="takes"):
        load("answer").render(question="Q?")
    with pytest.raises(ValueError, match="declares"):
        parse("x", "---\nplaceholders: a\n---\n# user\n{{b}}")
    with pytest.raises(ValueError, match="front matter"):
        parse("x", "# user\n{{b}}")


def test_every_prompt_is_well_formed_and_tells_the_model_that_papers_are_data() -> None:
    assert all(prompt.user for prompt in all_prompts())
    with_papers = [prompt for prompt in all_prompts() if prompt.placeholders & {"paper", "papers", "sources"}]
    assert {prompt.name for prompt in all_prompts()} - {prompt.name for prompt in with_papers} == {
        "again",
        "follow_up",
        "kind",
        "rubric",
        "translate",
    }
    assert [prompt.name for prompt in with_papers if "data" not in prompt.system] == []


@each_row(
    "text",
    ["a * b_c", "[29] and [x](y)", "# not a heading", "$5 and `code` | ~x~ <b>", "back\\slash", "1. a"],
)
def test_escaped_words_come_back_as_they_were_on_a_terminal(text: str) -> None:
    assert plain(escaped(text)) == text


def test_a_terminal_gets_no_emphasis_but_the_markers() -> None:
    assert plain("_No model._\n\n- **A title** — “It says.” [1]") == "No model.\n\n- A title — “It says.” [1]"


def test_readable_text_keeps_scripts_and_line_breaks() -> None:
    kept = "Größe\tمرحبا\n日本 👩\u200d🔬"
    assert readable(kept) == kept
    assert readable("a\x00\x1b[2Jb\r\x9b\ud800\u202ec") == "a[2Jbc"


def test_papers_are_counted_in_words() -> None:
    assert [papers_count(number) for number in (0, 1, 2839)] == ["0 papers", "1 paper", "2,839 papers"]
