"""Lists of references: by author and year, and in the styles that the extra "styles" brings."""

from __future__ import annotations

import pytest

from assistant import Answer, Citation, Paper, SettingsError, Turn
from tests.support.browsing import HOSTILE
from ui.render.answer import exchange_html
from ui.talks import styled as styles
from ui.talks.files import made
from ui.talks.styled import STYLES, reference, styled

KELP = Paper(
    id="k",
    title="Kelp forests of Svalbard",
    authors=("Ann Q. Kim", "Jan van der Berg"),
    year=2021,
    venue="Shores",
    url="https://example.org/k",
)
DRIFT = Paper(id="D", title=f"Counting driftwood {HOSTILE}")


def cites(*papers: Paper) -> Turn:
    told = tuple(
        Citation(
            number=n, paper_id=each.id, title=each.title, field="title", quote=each.title[:4], start=0, end=4
        )
        for n, each in enumerate(papers, 1)
    )
    answer = Answer(
        question="?", standalone="?", kind="lookup", status="answered", text="Yes.", citations=told
    )
    return Turn(question="?", answer=answer)


def test_a_title_that_is_put_first_stands_once() -> None:
    line = "“No Author (nor Year)”. n.d. “No Author (nor Year)”. Preprint."
    assert reference(line, "No author (nor year)").text == "“No Author (nor Year)”. n.d. Preprint."
    assert (
        reference("\ue000A & b\ue001. (2020). \ue000A & b\ue001. X.", "A & b").html
        == "<i>A &amp; b</i>. (2020). X."
    )
    assert reference("[2]A. Kim, “Kelp”, 2021.", "Kelp").text == "[2] A. Kim, “Kelp”, 2021."


def test_without_the_extra_only_our_own_list_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "find_spec", lambda name: None)
    styles.offered_styles.cache_clear()
    turn = cites(DRIFT, KELP)
    shown = exchange_html(turn, 1)
    assert "References by author and year" in shown
    assert "APA" not in shown
    copied = made("copy-in-author-year", [turn], {"k": KELP, "D": DRIFT}, 1)
    assert copied["text"].splitlines()[1].startswith("Kim, Ann Q., van der Berg, Jan (2021). Kelp forests")
    assert "<script>" not in copied["html"]
    with pytest.raises(SettingsError, match=r"paper-assistant\[styles\]"):
        made("copy-in-apa", [turn], {}, 1)
    styles.offered_styles.cache_clear()


WANTED = {
    "apa": "Kim, A. Q., & van der Berg, J. (2021). Kelp forests of Svalbard. Shores. https://example.org/k",
    "ieee": "[2] A. Q. Kim and J. van der Berg, “Kelp forests of Svalbard”, in Shores, 2021.",
    "chicago-author-date": "Kim, Ann Q., and Jan van der Berg. 2021. “Kelp Forests of Svalbard”.",
    "modern-language-association": "Kim, Ann Q., and Jan van der Berg. “Kelp Forests of Svalbard”. Shores, 2021,",
}


@pytest.mark.parametrize("style", STYLES)
def test_papers_in_a_style(style: str) -> None:
    pytest.importorskip("citeproc", reason="the extra styles is not installed")
    found = styled(style, [DRIFT, KELP])
    [kelp] = [each for each in found if "Kelp" in each.text]
    assert kelp.text.startswith(WANTED[style])
    assert "<i>Shores" in kelp.html
    [drift] = [each for each in found if "driftwood" in each.text.lower()]
    assert drift.text.lower().count("counting driftwood") == 1
    assert "<script>" not in drift.html.lower()
