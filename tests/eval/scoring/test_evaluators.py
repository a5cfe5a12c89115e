from __future__ import annotations

from typing import Any

import pytest

from assistant import Answer
from eval.dataset.cases import Case
from eval.report.summary import summed_up
from eval.report.tables import METRICS, score_cases
from eval.run import Result
from eval.scoring.context import Context, Score
from eval.scoring.evaluators import EVALUATORS
from tests.support.eval_fakes import BY_ID, PAPERS, answer, citation, lists, usage, verdict


def case(**values: Any) -> Case:
    return Case(**({"id": "c", "kind": "set", "turns": ("?",)} | values))


def score(name: str, of: Case, got: Answer) -> Score:
    assert EVALUATORS[name].applies(of)
    return EVALUATORS[name].evaluate(Context(of, got, BY_ID))


def test_the_answer_set_is_the_matches_and_without_a_judge_the_cited() -> None:
    wanted = case(required=("bytes", "chars"))
    judged = lists("bytes", "words", verdicts=(verdict("bytes", "match"), verdict("words", "partial")))
    assert score("set_precision", wanted, judged).value == 1.0
    assert score("set_recall", wanted, judged).value == 0.5
    assert score("set_precision", wanted, lists("bytes", "words")).value == 0.5
    unjudged = lists("bytes", "chars", verdicts=(verdict("words", "unjudged"),))
    assert score("set_exact", wanted, unjudged).value == 1.0


def test_all_judged_and_none_a_match_is_an_empty_set() -> None:
    none = lists("words", verdicts=(verdict("words", "no"),))
    assert score("set_f1", case(expect="no_evidence"), none).value == 1.0


def test_the_reason_names_the_papers() -> None:
    reason = score("set_f1", case(required=("bytes",)), lists("words")).reason
    assert "missing “Models of Bytes”" in reason
    assert "wrong “Models of Words”" in reason


def test_answer_strings_ignore_case_markers_and_markdown() -> None:
    got = answer("It has **25,578**  Points [3].")
    assert score("answer_strings", case(answer=("25,578 points", "/POINTS?/")), got).value == 1.0
    missed = score("answer_strings", case(answer=("25,578", "/^3$/")), got)
    assert missed.value == 0.0
    assert "/^3$/" in missed.reason
    assert "25,578" not in missed.reason


def test_a_citation_number_is_no_count() -> None:
    assert score("answer_strings", case(answer=(r"/\b3\b/",)), answer("Some of them [3].")).value == 0.0


def test_cited_first_passes_over_allowed_papers() -> None:
    wanted = case(kind="lookup", required=("bytes",), allowed=("pixels",))
    assert score("cited_first", wanted, lists("pixels", "bytes")).value == 1.0
    assert score("cited_first", wanted, lists("words", "bytes")).value == 0.0
    assert score("cited_first", wanted, answer("nothing")).value == 0.0


def test_abstention_both_ways() -> None:
    silent, talking = answer("", status="off_topic"), answer("x")
    assert score("abstention_recall", case(expect="no_evidence"), silent).value == 1.0
    assert score("abstention_recall", case(expect="no_evidence"), talking).value == 0.0
    assert score("wrongly_declined", case(), silent).value == 1.0
    assert not EVALUATORS["wrongly_declined"].applies(case(expect="off_topic"))
    assert not EVALUATORS["abstention_recall"].applies(case())


def test_right_needs_papers_strings_and_status() -> None:
    wanted = case(kind="lookup", required=("bytes",), answer=("25,578",))
    good = answer("25,578 [1]", citation(1, "bytes", "25,578"))
    assert score("right", wanted, good).value == 1.0
    assert score("right", wanted, answer("25,578")).value == 0.0
    assert score("right", wanted, good.model_copy(update={"status": "no_evidence"})).value == 0.0
    assert score("right", case(kind="chat"), lists("bytes")).value == 0.0


def test_follow_up_applies_to_conversations_only() -> None:
    assert EVALUATORS["follow_up"].applies(case(turns=("a", "b")))
    assert not EVALUATORS["follow_up"].applies(case())


def scored(*pairs: tuple[Case, Answer | str], ranking: tuple[str, ...] = ()) -> Any:
    cases = [each for each, _ in pairs]
    results = [
        Result(id=each.id, error=got) if isinstance(got, str) else
        Result(id=each.id, answers=(got,), seconds=(2.0,), ranking=ranking)
        for each, got in pairs
    ]  # fmt: skip
    return score_cases(cases, results, PAPERS)


def test_a_failure_is_the_worst_value_of_every_score_that_applies() -> None:
    whole, failed = case(id="a", required=("bytes",)), case(id="b", required=("bytes",))
    reports = scored((whole, lists("bytes")), (failed, "out of order"), ranking=("bytes",))
    assert reports[0].scores.keys() == reports[1].scores.keys()
    for name, each in reports[1].scores.items():
        assert each.value == float(EVALUATORS[name].lower)
        assert "out of order" in each.reason
    means = summed_up(reports)["all"]
    assert (means["set_f1"].value, means["set_f1"].n) == (0.5, 2)
    assert means["map"].value == 0.5


def test_abstention_precision_counts_what_was_declined() -> None:
    silent, talking = answer("", status="no_evidence"), answer("x")
    reports = scored(
        (case(id="a", expect="no_evidence"), silent),
        (case(id="b", expect="no_evidence"), talking),
        (case(id="c"), silent),
        (case(id="d", expect="off_topic"), "failed"),
    )
    means = summed_up(reports)["all"]
    assert (means["abstention_precision"].value, means["abstention_precision"].n) == (0.5, 2)
    assert means["abstention_recall"].value == pytest.approx(1 / 3)
    talked = summed_up(scored((case(expect="no_evidence"), talking)))["all"]
    assert talked["abstention_precision"].value == 0.0


def test_groups_latency_and_cost() -> None:
    reports = scored(
        (case(id="a", tags=("held",)), lists("bytes", usage=usage(3, 500))),
        (case(id="b", kind="chat", tags=("tune",)), answer("Hello.", kind="chat")),
    )
    groups = summed_up(reports)
    assert set(groups) == {"all", "set", "chat", "held", "tune"}
    assert (groups["all"]["tokens"].value, groups["all"]["requests"].value) == (250, 1.5)
    assert groups["all"]["latency_p95"].value == 2.0
    assert set(groups["all"]) <= set(METRICS)


def test_no_gold_at_all_has_no_ranking_scores() -> None:
    assert (
        "map" not in summed_up(scored((case(expect="no_evidence"), answer("", status="no_evidence"))))["all"]
    )
