from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Settings
from eval.scoring.validity import faults
from tests.support.canned import Text
from tests.support.eval_fakes import BY_ID, PAPERS
from tests.support.fakes import FakeOpenAI


@pytest.fixture
def settings(fake_openai: FakeOpenAI, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, openai_base_url=fake_openai.url, openai_api_key="none")


def test_cited_sources_become_papers_and_invalid_markers_stay(
    fake_openai: FakeOpenAI, settings: Settings
) -> None:
    from eval.peer import CitationPeer

    peer = CitationPeer(PAPERS, settings)
    fake_openai.enqueue(Text("It reads bytes [1, 2] and more [9]."))
    got = peer.ask("Which paper reads bytes?")
    top = [hit.paper.id for hit in peer.search("Which paper reads bytes?", 2)]
    assert [citation.paper_id for citation in got.citations] == top
    assert got.status == "answered"
    assert got.text == "It reads bytes [1][2] and more [9]."
    assert faults(got, BY_ID) == ("[9] has no citation",)
    assert got.usage.requests == 1
    assert got.usage.prompt_tokens > 0


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("None of the sources mention a price.", "no_evidence"),
        ("Empty Response", "no_evidence"),
        ("The provided sources do not contain this [1].", "no_evidence"),
        ("It reads bytes [1]. The speed is not mentioned.", "answered"),
        ("Source 1", "answered"),
    ],
)
def test_abstention_is_told_by_the_opening(
    fake_openai: FakeOpenAI, settings: Settings, reply: str, status: str
) -> None:
    from eval.peer import CitationPeer

    fake_openai.enqueue(Text(reply))
    got = CitationPeer(PAPERS, settings).ask("Which paper reads bytes?")
    assert got.status == status
    assert bool(got.citations) is (status == "answered")
    assert faults(got, BY_ID) == ()
