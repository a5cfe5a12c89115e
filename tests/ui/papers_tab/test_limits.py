"""What a conversation is limited to: a few papers by id, many by the view that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import Assistant, Settings
from tests.support.tiny import paper
from ui.guide.clicks import limited
from ui.opening import AssistantHolder
from ui.page.conversation import PageConversation
from ui.papers_tab.limits import limit_shown, limited_ids, told_limit
from ui.papers_tab.selection import chosen_by, chosen_ids


@pytest.fixture(scope="module")
def holder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssistantHolder]:
    home: Path = tmp_path_factory.mktemp("limits")
    settings = Settings(
        home=home, shelf="mine", create=True, embedding="llama:eval.bench.speed.stand_in.StandIn"
    )
    with Assistant(settings) as assistant:
        assistant.add([paper(number) for number in range(24)])
        yield AssistantHolder(assistant)


def test_a_view_stands_for_the_papers_that_it_lists_now(holder: AssistantHolder) -> None:
    click = SimpleNamespace(view={"query": "birch"}, without=["p13"])
    only = told_limit(chosen_by(click), 1)
    assert limited_ids(holder, only) == ("p1",)
    assert "“birch” but 1" in limit_shown(holder, only)
    back = PageConversation.read(PageConversation().limited(only).stored())
    assert limited_ids(holder, back.only) == ("p1",)
    nothing = told_limit({"view": {"query": "zorblax"}}, 3)
    assert limited(limited_ids(holder, nothing)).within == ()  # asks none, not all


def test_papers_by_id_are_those_on_the_shelf(holder: AssistantHolder) -> None:
    assert chosen_ids(holder.assistant, ["p3", "gone", "p3", "p1"]) == ["p3", "p1"]
    assert chosen_ids(holder.assistant, "p3") == []
    assert limited_ids(holder, []) is None
    assert limited(limited_ids(holder, [])).within is None
    assert "have left the shelf" in limit_shown(holder, ("gone",))
    assert limit_shown(holder, ()) == ""
