from __future__ import annotations

from assistant.papers.cleaning import clean
from tests.support.each_row import each_row


@each_row(
    ("source", "plain"),
    [
        (r"The $(k,\ell)$-pebble \emph{game of} life", "The (k,ℓ)-pebble game of life"),
        (r"10\% of 98% at \$5, from $5 to $10", "10% of 98% at $5, from $5 to $10"),
        (r"\method{} wins, \our too", "\\method wins, \\our too"),
        (r"see \href{http://x.org}{the site} and \url{http://a_b}", "see the site and http://a_b"),
        (r"{\'e} \'{e} \o{} \v{c}", "é é ø č"),
        (r"$O(n \log n)$ in $\mathbb{R}^d$ with $\mathcal{L}$", "O(n log n) in R^d with L"),
        (
            "``quoted'' --- and 1--2, ~900K, Fig.~1, run --help",
            "“quoted” — and 1–2, ~900K, Fig. 1, run --help",
        ),
        ("the set {0, 1} & a_b # c", "the set {0, 1} & a_b # c"),
        (r"https://x.org/~me--a stays", "https://x.org/~me--a stays"),
        (r"\frac and \sqrt[ unfinished", r"\frac and \sqrt[ unfinished"),
    ],
)
def test_latex_becomes_unicode_and_other_text_stays(source: str, plain: str) -> None:
    assert clean.text(source, latex=True) == plain


def test_bare_braces_are_latex_in_bibtex_only() -> None:
    assert clean.text("{BERT} or {GPT}", bibtex=True) == "BERT or GPT"
    assert clean.text("{BERT} or {GPT}", latex=True) == "{BERT} or {GPT}"


@each_row(
    ("source", "plain"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        ("CO<sub>2</sub> at 10<sup>-3</sup>", "CO2 at 10⁻³"),
        ("<i>in vivo</i> AT&amp;T &amp;lt;b&amp;gt; &#233; &copy=1", "in vivo AT&T <b> é &copy=1"),
        ("the <SEG> token, <s> and </s>, a < b > c", "the <SEG> token, <s> and </s>, a < b > c"),
        ("one <p> alone", "one <p> alone"),
    ],
)
def test_known_markup_goes_and_the_authors_own_angle_brackets_stay(source: str, plain: str) -> None:
    assert clean.text(source) == plain


def test_space_invisible_characters_and_unicode_form_are_made_one() -> None:
    assert clean.text(" a\u00a0\n b\u200bc\u00ad\x07 e\u0301 \ud800") == "a bc é \ufffd"


@each_row(
    ("value", "year"),
    [
        (2001, 2001),
        ("2019/10//", 2019),
        ([["2016", 1]], 2016),
        ("10 15", None),
        ("12019", None),
        (None, None),
    ],
)
def test_years_are_found_in_what_sources_write(value: object, year: int | None) -> None:
    assert clean.year(value) == year


@each_row("value", ["javascript:alert(1)", "https://a b", 'http://a"onclick=', "ftp://x.org", "", 7])
def test_only_web_addresses_count_as_addresses(value: object) -> None:
    assert clean.address(value) is None


@each_row(
    "nothing",
    [
        "NA",
        "n/a",
        "N. A.",
        "Not available",
        "[No abstract]",
        "No abstract available.",
        "Abstract not available",
        "null",
        "None",
        "nan",
        "-",
        "...",
        "x",
        "t",
        "[not available]",
        "(No abstract is available)",
        "unavailable",
        "",
    ],
)
def test_what_stands_for_a_missing_abstract_is_none(nothing: str) -> None:
    assert clean.abstract(nothing) == ""


@each_row(
    ("given", "kept"),
    [
        ("Abstract: Kelp grows.", "Kelp grows."),
        ("ABSTRACT Kelp grows.", "Kelp grows."),
        ("Abstract—Kelp grows.", "Kelp grows."),
        ("Abstract meaning representation is hard.", "Abstract meaning representation is hard."),
        ("Kelp grows. © 2021 Elsevier B.V. All rights reserved.", "Kelp grows."),
        ("Kelp grows. Copyright © 2019 John Wiley & Sons, Ltd.", "Kelp grows."),
        ("Kelp grows.(c) 2020 The Author(s)", "Kelp grows."),
        ("Kelp grew. Copyright law of 1976 changed. Much followed from it.",) * 2,
        ("None of the methods work.",) * 2,
    ],
)
def test_what_stands_around_an_abstract_goes(given: str, kept: str) -> None:
    assert clean.abstract(given) == kept


@each_row(
    ("given", "meant"),
    [
        ("MÃ¼ller â€“ a naÃ¯ve test", "Müller – a naïve test"),
        ("Ã…ngstrÃ¶m", "Ångström"),
        ("São Paulo, Ångström",) * 2,
    ],
)
def test_text_in_the_wrong_encoding_is_mended(given: str, meant: str) -> None:
    assert clean.text(given) == meant
