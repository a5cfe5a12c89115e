"""The lexer sees citation markers in all their forms, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.markers import MARKER_LENGTH, Lexer, marker_ranges, without_markers
from tests.support.each_row import each_row

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "[1]",
                "[",
                "]",
                "[1, 2",
                "【1†source】",
                "`",
                "``",
                "```\n",
                "$",
                "$$",
                "\\",
                "\\(",
                "\\)",
                "\\[",
                "\\]",
                "\n",
                "\n\n",
                " ",
                "~~~",
                "(",
                "http://x)",
                "Source 1",
                "works",
                "5",
                "^",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=25,
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [
        (token.kind, token.text)
        for token in Lexer().feed(text, final=True)
        if token.kind not in ("text", "space")
    ]


@each_row(
    ("inner", "ranges"),
    [
        ("1", ((1, 1),)),
        (" 1 ", ((1, 1),)),
        ("1, 2", ((1, 1), (2, 2))),
        ("1; 2 and 3", ((1, 1), (2, 2), (3, 3))),
        ("1 2", ((1, 1), (2, 2))),
        ("1-3", ((1, 3),)),
        ("1–3", ((1, 3),)),
        ("1 to 3, 5", ((1, 3), (5, 5))),
        ("3-1", ((3, 3), (1, 1))),
        ("^1", ((1, 1),)),
        ("#4", ((4, 4),)),
        ("Source 1", ((1, 1),)),
        ("source 1, source 2", ((1, 1), (2, 2))),
        ("Ref. 2", ((2, 2),)),
        ("1†source", ((1, 1),)),
        ("4:0†source", ((4, 4),)),
        ("1-999999999999", ((1, 999999999999),)),
        ("CLS", ()),
        ("3.5", ()),
        ("3D", ()),
        ("-1", ()),
        ("1-", ()),
        ("1,", ()),
        ("†source", ()),
        ("", ()),
        ("models 1", ()),
    ],
)
def test_what_stands_between_brackets(inner: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert marker_ranges(inner) == ranges


@each_row("text", ["`x[1]`", "``a ` [1]``", "$a[1]$", "$$\na[1]\n$$", "\\(x[1]\\)", "\\[x[1] + 1\\]"])
def test_code_and_maths_are_left_alone(text: str) -> None:
    assert [kind for kind, _ in kinds(f"so {text} holds [2]")][1:] == ["marker"]
    assert kinds(f"so {text} holds [2]")[0][1] == text


@each_row("fence", ["```", "~~~~"])
def test_a_fence_ends_only_at_its_own_fence(fence: str) -> None:
    block = f"{fence}python\nx[1]\n`` [2]\n\n[3]\n{fence}"
    assert [text for kind, text in kinds(f"See\n{block}\n[4]") if kind == "marker"] == ["[4]"]
    assert "".join(text for kind, text in kinds(block) if kind == "code") == block


@each_row(
    "text",
    [
        "costs $5 and [1] and $6",
        "a $ sign [1]$",
        "$x\n\n[1] y$",
        "a ` tick [1]",
        "``x [1]`",
        "\\[ open [1]",
        "\\$x [1]$",
    ],
)
def test_stray_delimiters_do_not_hide_a_marker(text: str) -> None:
    assert ("marker", "[1]") in kinds(text)


def test_a_link_target_goes_with_its_marker_and_other_links_stay() -> None:
    assert kinds('[1](https://x.y/z "title") [text](https://x.y) [2] (so)') == [
        ("marker", '[1](https://x.y/z "title")'),
        ("marker", "[2]"),
    ]


def test_a_number_too_long_for_a_marker_does_not_look_like_one() -> None:
    text = "[" + "1" * (MARKER_LENGTH + 1) + "]"
    assert "".join(token.text for token in Lexer().feed(text, final=True)) == "[ " + text[1:]


def test_text_without_markers_goes_through_at_once() -> None:
    lexer = Lexer()
    assert [token.text for token in lexer.feed("Hel")] == ["Hel"]
    assert [token.text for token in lexer.feed("lo [CLS")] == ["lo", " "]
    assert "".join(token.text for token in lexer.feed("] x")) == "[CLS] x"


@given(PIECES)
def test_tokens_join_up_to_the_text_however_it_was_cut(pieces: list[str]) -> None:
    text = "".join(pieces)

    def read(parts: list[str]) -> list[tuple[str, str]]:
        lexer = Lexer()
        tokens = [token for part in parts for token in lexer.feed(part)] + lexer.feed("", final=True)
        merged: list[tuple[str, str]] = []
        for token in tokens:
            if merged and merged[-1][0] == token.kind != "marker":
                merged[-1] = (token.kind, merged[-1][1] + token.text)
            else:
                merged.append((token.kind, token.text))
        return merged

    assert "".join(part for _, part in read([text])) == text
    assert read(pieces) == read([text]) == read(list(text))


@each_row("text", ["[" * 100_000, "[1," * 33_000, "[" + "1" * 100_000 + "]", "$a " * 33_000, "\\[" * 50_000])
def test_hostile_text_is_read_in_bounded_steps(text: str) -> None:
    assert "".join(token.text for token in Lexer().feed(text, final=True)).replace(" ", "") == text.replace(
        " ", ""
    )


def test_reference_numbers_of_a_paper_are_taken_out() -> None:
    assert without_markers("LLaVA [29] beats [CLS], see `x[1]`.") == "LLaVA beats [CLS], see `x[1]`."
