"""Reading what a judge replies: only well-formed verdicts on papers that were shown, with a real sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.errors import BadReply
from assistant.index.passages import sentences
from assistant.judging.judge import PaperVerdict, PaperVerdicts, explain_matches, judge_batch, yes_no_gap
from assistant.judging.rubric import Rubric
from assistant.types import Paper
from tests.support.asking import Opener
from tests.support.fakes import FakeOpenAI, Status, Text
from tests.support.scripted import entry, prompt, shown, verdicts

PAPERS = tuple(
    Paper(id=name, title=f"On {name}", abstract=f"We study {name}. It has 7 legs. We find that it runs.")
    for name in ("ants", "bees", "cats")
)
GOOD = [entry(1, sentence=2), entry(2, "partial", 1, "Only in part."), {"paper": 3, "verdict": "no"}]
QUESTION = "Which papers are about insects?"
RUBRIC = Rubric(QUESTION)


def judged(fake: FakeOpenAI, opened: Opener, *replies: Any) -> PaperVerdicts:
    fake.enqueue(*replies)
    return judge_batch(PAPERS, RUBRIC, opened())


def told(verdicts: PaperVerdicts) -> dict[str, tuple[str, str | None]]:
    return {o.paper.id: (o.verdict, o.passage.text if o.passage else None) for o in verdicts.given}


RIGHT = {"ants": ("match", "It has 7 legs."), "bees": ("partial", "We study bees."), "cats": ("no", None)}


def test_verdicts_come_with_their_reason_and_the_sentence_pointed_to(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    found = judged(fake_openai, opened, verdicts(GOOD))
    assert told(found) == RIGHT
    assert found.given[1].reason == "Only in part."
    assert len(fake_openai.chats) == 1


def test_the_judge_sees_every_sentence_under_its_number_and_the_question_last(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    judged(fake_openai, opened, verdicts(GOOD))
    asked = fake_openai.chats[0]
    assert shown(asked)[0].lines == ("1 We study ants.", "2 It has 7 legs.", "3 We find that it runs.")
    assert prompt(asked).index(QUESTION) > prompt(asked).rindex("</paper>")


@pytest.mark.parametrize(
    "reply",
    [
        f"Sure! Here it is:\n```json\n{verdicts(GOOD)}\n```\nHope this helps {{really}}.",
        verdicts([{**each, "paper": str(each["paper"])} for each in GOOD]),
        verdicts([{**GOOD[0], "sentence": "2"}, *GOOD[1:]]),
        verdicts([{**GOOD[0], "verdict": " Match "}, *GOOD[1:]]),
        verdicts(reversed(GOOD)),
        verdicts([*GOOD, entry(1, "no"), entry(3, "match")]),
        verdicts([*GOOD, entry(4), entry(0), entry(-1), "ants", None, 7, ["paper"], {"verdict": "match"}]),
    ],
    ids=["prose", "quoted-number", "quoted-sentence", "case", "order", "duplicates", "extra-entries"],
)
def test_small_slips_are_read_at_once(fake_openai: FakeOpenAI, opened: Opener, reply: str) -> None:
    assert told(judged(fake_openai, opened, reply)) == RIGHT
    assert len(fake_openai.chats) == 1


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps(GOOD),
        "\n".join(map(json.dumps, GOOD)),
        f"```json\n{json.dumps(GOOD, indent=1)}\n```",
        f"First {verdicts([entry(number) for number in (1, 2, 3)])} No, rather: {verdicts(GOOD)}",
    ],
    ids=["a list", "lines", "a fenced list", "corrected"],
)
def test_verdicts_are_read_from_other_shapes_too(fake_openai: FakeOpenAI, opened: Opener, reply: str) -> None:
    assert told(judged(fake_openai, opened, reply)) == RIGHT
    assert len(fake_openai.chats) == 1


@pytest.mark.parametrize(
    ("reply", "quoted"),
    [
        ("I think that ants match.", "not a JSON object"),
        ("{", "not a JSON object"),
        (json.dumps({"verdicts": {"1": "match"}}), "not a JSON object"),
        (json.dumps({"verdicts": "all"}), "not a JSON object"),
        ('{"a":' * 3000 + "1" + "}" * 3000, "not a JSON object"),
        (verdicts(GOOD[:2]), "no entry for paper 3"),
        (verdicts([{**GOOD[0], "sentence": 9}, *GOOD[1:]]), "1 to 3, or 0"),
        (verdicts([{**GOOD[0], "sentence": True}, *GOOD[1:]]), "1 to 3, or 0"),
        (verdicts([{**GOOD[0], "sentence": 1.5}, *GOOD[1:]]), "1 to 3, or 0"),
        (verdicts([{**GOOD[0], "sentence": None}, *GOOD[1:]]), "1 to 3, or 0"),
        (verdicts([{**GOOD[0], "sentence": "9" * 5000}, *GOOD[1:]]), "1 to 3, or 0"),
        (verdicts([{**GOOD[0], "paper": True}, *GOOD[1:]]), "no entry for paper 1"),
        (verdicts([{**GOOD[0], "verdict": "yes"}, *GOOD[1:]]), 'no verdict, one of "match"'),
        (verdicts([{**GOOD[0], "verdict": True}, *GOOD[1:]]), 'no verdict, one of "match"'),
    ],
)
def test_a_reply_that_cannot_be_used_is_asked_for_again_saying_why(
    fake_openai: FakeOpenAI, opened: Opener, reply: str, quoted: str
) -> None:
    assert told(judged(fake_openai, opened, reply, verdicts(GOOD))) == RIGHT
    again = fake_openai.chats[1]["messages"]
    assert again[:2] == fake_openai.chats[0]["messages"]
    assert again[2] == {"role": "assistant", "content": reply}
    assert quoted in again[3]["content"]
    assert len(fake_openai.chats) == 2


def test_the_whole_entries_of_a_reply_that_was_cut_off_are_kept(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    whole = verdicts(GOOD)
    cut = whole[: whole.index("Only in part.") + 4]
    found = judged(fake_openai, opened, cut, Status(400))
    assert told(found) == {"ants": RIGHT["ants"]}
    assert "no entry for paper 2" in fake_openai.chats[1]["messages"][3]["content"]


def test_what_was_right_the_first_time_stays(fake_openai: FakeOpenAI, opened: Opener) -> None:
    worse = verdicts([entry(1, "no"), entry(2, "no"), entry(3, "match")])
    found = judged(fake_openai, opened, verdicts(GOOD[:2]), worse)
    assert told(found) == {**RIGHT, "cats": ("match", "We study cats.")}


def test_a_match_without_a_real_sentence_is_at_best_partial(fake_openai: FakeOpenAI, opened: Opener) -> None:
    wrong = verdicts([entry(1, sentence=99), *GOOD[1:]])
    found = judged(fake_openai, opened, wrong, wrong)
    assert told(found)["ants"] == ("partial", None)


@pytest.mark.parametrize("second", ["nonsense", Status(400), verdicts([])])
def test_a_paper_without_a_verdict_after_the_second_reply_is_left_open(
    fake_openai: FakeOpenAI, opened: Opener, second: Any
) -> None:
    found = judged(fake_openai, opened, verdicts(GOOD[:2]), second)
    assert told(found) == {key: RIGHT[key] for key in ("ants", "bees")}
    assert set(found.problems) == {"cats"}


def test_a_reason_is_one_readable_line_without_markers(fake_openai: FakeOpenAI, opened: Opener) -> None:
    reason = "It\n\nstudies\x1b[31m ants [9][12, 3] \ud800" + "and so on " * 100
    found = judged(fake_openai, opened, verdicts([entry(1, reason=reason), *GOOD[1:]]))
    line = found.given[0].reason
    assert line.startswith("It studies[31m ants and so on")
    assert len(line) <= 300
    assert line.endswith("…")


@pytest.mark.parametrize(
    "reason", [None, 7, ["a"], {"a": 1}, True, "...", "at most 12 words what decides it"]
)
def test_a_reason_that_says_nothing_is_left_out(fake_openai: FakeOpenAI, opened: Opener, reason: Any) -> None:
    assert judged(fake_openai, opened, verdicts([entry(1, reason=reason), *GOOD[1:]])).given[0].reason == ""


def test_the_quote_is_the_papers_own_sentence_with_its_place(fake_openai: FakeOpenAI, opened: Opener) -> None:
    passage = judged(fake_openai, opened, verdicts(GOOD)).given[0].passage
    assert passage == sentences(PAPERS[0])[1]


def test_reasons_that_a_reply_leaves_out_are_not_asked_for_again(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    reply = json.dumps(
        {"reasons": [{"paper": 2, "sentence": 1, "reason": "It hums."}], "summary": "Good [2]."}
    )
    fake_openai.enqueue(reply)
    shown_matches = [(PaperVerdict(paper, "match", ""), sentences(paper)) for paper in PAPERS]
    found = explain_matches(shown_matches, QUESTION, opened(), "one sentence")
    assert [(verdict.paper.id, verdict.reason) for verdict in found.given] == [("bees", "It hums.")]
    assert len(fake_openai.chats) == 1


# One paper, by log-probabilities


@pytest.mark.parametrize(
    ("top", "gap"),
    [
        ({"yes": -0.1, "no": -3.1}, 3.0),
        ({" Yes": -0.1, "yes": -2.0, "NO": -1.1, "maybe": -0.01}, 1.0),
        ({"no": -0.5, "perhaps": -1.0}, -19.5),
    ],
)
def test_the_gap_is_how_much_likelier_yes_is_than_no(
    fake_openai: FakeOpenAI, opened: Opener, top: dict[str, float], gap: float
) -> None:
    fake_openai.enqueue(Text("yes", top=top))
    assert yes_no_gap(PAPERS[0], RUBRIC, opened()) == pytest.approx(gap)


@pytest.mark.parametrize("top", [{"<think>": -0.1, "I": -3.0}, {}])
def test_a_model_that_says_neither_yes_nor_no_has_not_judged(
    fake_openai: FakeOpenAI, opened: Opener, top: dict[str, float]
) -> None:
    fake_openai.enqueue(Text("<think>", top=top))
    with pytest.raises(BadReply):
        yes_no_gap(PAPERS[0], RUBRIC, opened())
