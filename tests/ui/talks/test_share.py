"""Shared files and copied texts: nothing in them runs, loads or is lost; a reader's verdicts are told as theirs."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from assistant import Answer, Judged, Paper, Turn, Verdict, read_bytes
from tests.support.each_row import each_row
from tests.support.rendering import HOSTILE, PAPER, Page, answered, cite
from ui.talks.copies import plain_text, rich_html
from ui.talks.files import made
from ui.talks.overrule import overruled
from ui.talks.references import author_year, name_parts
from ui.talks.share import shared_html

EVIL = Paper(
    id="evil",
    title=HOSTILE,
    abstract=f"{HOSTILE} The end.",
    authors=(HOSTILE, "\u202eevil"),
    venue=HOSTILE,
    url="javascript:alert(1)",
)
FETCHES = frozenset("script img iframe object embed link base form audio video source input button".split())


def hostile_turn() -> Turn:
    verdicts = tuple(
        Verdict(paper_id=key, title=HOSTILE, verdict="match", reason=HOSTILE, quote=HOSTILE)
        for key in ("evil", '"><script>')
    )
    answer = answered(
        f"{HOSTILE} [1]\n\n- {HOSTILE} [1]\n\n{HOSTILE}",
        cite(1, "The end.", EVIL),
        kind="set",
        verdicts=verdicts,
        judged=Judged(papers=2, of=2),
        warnings=(HOSTILE,),
        standalone=HOSTILE,
        fingerprint=HOSTILE,
    )
    return Turn(question=f"{HOSTILE}\u202e\x1b[2J</title></style>", answer=answer)


def judged_answer() -> Answer:
    labels = ("match", "no", "partial")
    verdicts = tuple(
        Verdict(paper_id=key, title=f"Paper {key}", verdict=label, reason=f"Why {key}.")
        for key, label in zip("abc", labels, strict=True)
    )
    return answered("So.", kind="set", verdicts=verdicts, judged=Judged(papers=3, of=40))


def test_a_shared_file_runs_and_loads_nothing_and_forbids_it_too() -> None:
    html = shared_html([hostile_turn(), hostile_turn()], {"evil": EVIL})
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & FETCHES
    for _tag, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")
        ]
        assert re.match(r"#|https?://|$", attributes.get("href") or "")
    assert "<script>alert(1)</script>" in page.text
    assert not set("\x1b\u202e") & set(html)
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = [a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_a_shared_answer_has_its_sources_and_its_verdicts_with_the_denominator() -> None:
    answer = answered("It was [1].", cite(1, "25,578 exams"), judged=Judged(papers=3, of=40), kind="set")
    answer = answer.model_copy(update={"verdicts": judged_answer().verdicts})
    html = shared_html([Turn(question="How many?", answer=answer)], {"pet-ct": PAPER}, first=4)
    page = Page(html)
    assert re.findall(r'<mark id="source-4-1"[^>]*>(.*?)</mark>', html) == ["25,578 exams"]
    assert 'href="#source-4-1"' in html
    assert "1 match · 1 partly · 1 not of 3 judged papers (40 on the shelf)" in page.text
    assert "Ng, A., Li, B. (2024). PET/CT & more." in page.text
    assert "Results were good [29]." in page.text  # the whole abstract
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_what_nobody_judged_is_headed_so() -> None:
    found = Verdict(paper_id="a", title="A", verdict="unjudged", reason="", quote="q", given_by="cut")
    answer = answered("Two speak of it.", kind="set", verdicts=(found,), judged=Judged(of=9))
    assert "Papers that mention this (not checked)" in shared_html([Turn(question="?", answer=answer)], {})


def test_a_readers_verdict_is_told_as_theirs_everywhere() -> None:
    answer = overruled(judged_answer(), {"b": "match", "c": "partial", "a": "unjudged", "gone": "no"})
    told = {each.paper_id: (each.verdict, each.given_by) for each in answer.verdicts}
    assert told == {"a": ("match", "model"), "b": ("match", "reader"), "c": ("partial", "model")}
    assert json.loads(answer.model_dump_json())["verdicts"][1]["given_by"] == "reader"
    assert "It was “not”: Why b." in answer.verdicts[1].reason
    turn = Turn(question="Which?", answer=answer)
    changed = "The reader changed 1 verdict: “Paper b” from not to match."
    for kind in ("html", "md", "copy-md", "copy-txt"):
        assert changed.replace("“", "").split("Paper")[0] in made(kind, [turn], {}, 1)["text"]
    assert ",reader\r\n" in made("csv", [turn], {}, 1)["text"]
    assert "by the reader" in made("html", [turn], {}, 1)["text"]
    assert overruled(judged_answer(), {}) == judged_answer()


def test_references_read_back_and_name_each_paper_once() -> None:
    turns = [Turn(question="?", answer=answered("", cite(1, "good"), cite(2, "The end.", EVIL)))] * 2
    papers = {"pet-ct": PAPER, "evil": EVIL}
    for kind, name in (("ris", "cited.ris"), ("csl", "cited.json"), ("bib", "cited.bib")):
        file = made(kind, turns, papers)
        assert file["name"] == name
        read = read_bytes(file["text"].encode(), name)
        assert not read.rejected
        first, evil = read.papers
        assert (first.title, first.year, first.authors[0].replace(",", "")) in (
            ("PET/CT & more", 2024, "A. Ng"),
            ("PET/CT & more", 2024, "Ng A."),
        )
        assert evil.url is None
        assert not set("\x1b\u202e") & set(file["text"])


@each_row(
    ("name", "parts"),
    [
        ("Ada King Lovelace", ("Lovelace", "Ada King")),
        ("Lovelace, Ada", ("Lovelace", "Ada")),
        ("Ludwig van der Berg", ("van der Berg", "Ludwig")),
        ("OpenAI", ("OpenAI", "")),
    ],
)
def test_names_are_parted(name: str, parts: tuple[str, str]) -> None:
    assert name_parts(name) == parts


def test_a_reference_leaves_out_what_is_not_known() -> None:
    assert author_year(Paper(id="a", title="Amber.")) == "Amber."
    paper = Paper(id="a", title="Amber", authors=tuple(f"A. N{n}" for n in range(9)), url="https://a.org/x")
    assert author_year(paper).endswith("N5, A., et al. (n.d.). Amber. https://a.org/x")


def test_rich_text_is_inert_and_plain_text_has_no_markup() -> None:
    html = rich_html(hostile_turn(), {"evil": EVIL})
    assert Page(html).dangers() == []
    table = answered("**Bold**\n\n| a | b |\n|---|---|\n| x | y [1] |\n\n- one\n- two", cite(1, "good"))
    text = plain_text(rich_html(Turn(question="?", answer=table), {"pet-ct": PAPER}))
    assert "Bold\n\na | b\nx | y [1]\n" in text
    assert "- one\n- two\n" in text
    assert text.endswith("- Ng, A., Li, B. (2024). PET/CT & more.\n")


def test_a_file_is_named_after_its_question_in_plain_letters() -> None:
    turn = Turn(question="../../Größe <b> & 数?", answer=answered())
    assert re.fullmatch(r"[a-z0-9-]+\.html", made("html", [turn], {})["name"])
    assert made("html", [Turn(question="数?", answer=answered())], {})["name"] == "conversation.html"
