"""BM25 finds papers by the words people type, the same before and after it was saved."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path

import bm25s
import pytest
from Stemmer import Stemmer

from assistant.errors import IndexUnavailable
from assistant.index.words.bm25 import KeywordIndex, stems
from assistant.index.words.stemming import stemmed, stems_of
from tests.support.each_row import each_row

TEXTS = {
    "a": "Subword tokenizers split rare words.",
    "b": "Sub-word units without a tokenizer.",
    "c": "We pretrain on 7.4M Python files.",
    "d": "Pre-training of encoders, pre-training again.",
    "e": "Byte-level models.",
    "f": "The of and is it.",
}


@pytest.fixture(scope="module")
def index() -> KeywordIndex:
    return KeywordIndex.build(list(TEXTS), list(TEXTS.values()))


def ids(index: KeywordIndex, query: str, k: int = 10) -> list[str]:
    return [identifier for identifier, _ in index.search(query, k)]


@each_row(
    ("query", "expected"),
    [
        ("subword", {"a", "b"}),
        ("sub-word", {"a", "b"}),
        ("SUBWORD!", {"a", "b"}),
        ("pre-training", {"c", "d"}),
        ("pretrained", {"c", "d"}),
        ("byte level", {"e"}),
        ("bytelevel", {"e"}),
        ("python", {"c"}),
        ("zebra", set()),
        ("the of and", set()),
        ("", set()),
        ("?!", set()),
    ],
)
def test_words_are_found_however_they_are_hyphenated_or_inflected(
    index: KeywordIndex, query: str, expected: set[str]
) -> None:
    assert set(ids(index, query)) == expected


def test_scores_are_bm25_as_lucene_computes_it() -> None:
    texts = ["amber birch", "amber amber cedar dune", "ember", "fjord grove heath"]
    index = KeywordIndex.build(list("abcd"), texts)
    length = {text: len(text.split()) for text in texts}
    mean = sum(length.values()) / len(texts)

    def bm25(text: str) -> float:
        df = sum("amber" in each for each in texts)
        tf = Counter(text.split())["amber"]
        idf = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        return idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * length[text] / mean))

    assert dict(index.search("amber", 10)) == pytest.approx(
        {"a": bm25(texts[0]), "b": bm25(texts[1])}, rel=1e-5
    )
    assert index.rarity("amber") == pytest.approx(math.log(1 + 2.5 / 2.5))
    assert index.rarity("zebra") == pytest.approx(math.log(1 + 4.5 / 0.5))


def test_ties_keep_the_order_of_the_papers_and_k_is_kept_to() -> None:
    index = KeywordIndex.build([f"p{n}" for n in range(50)], ["amber grove"] * 50)
    assert ids(index, "amber", 5) == ["p0", "p1", "p2", "p3", "p4"]
    assert ids(index, "amber", 500) == [f"p{n}" for n in range(50)]


def test_a_search_among_some_papers_finds_no_others() -> None:
    index = KeywordIndex.build([f"p{n}" for n in range(50)], ["amber grove"] * 49 + ["grove"])
    found = index.search("amber", 10, among={"p40", "p49", "p7"})
    assert [identifier for identifier, _ in found] == ["p7", "p40"]
    assert dict(found)["p7"] == dict(index.search("amber", 50))["p7"]
    assert [identifier for identifier, _ in index.search("amber", 2)] == ["p0", "p1"]


@pytest.mark.parametrize("texts", [[], [""], ["the of and", "is it"], ["a b c"]])
def test_a_shelf_without_words_finds_nothing_also_when_reopened(texts: list[str], tmp_path: Path) -> None:
    index = KeywordIndex.build([f"p{n}" for n in range(len(texts))], texts)
    index.save(tmp_path / "bm25")
    for each in (index, KeywordIndex.open(tmp_path / "bm25")):
        assert each.search("the words", 5) == []
        assert each.frequency("word") == 0


def test_a_saved_index_finds_the_same(index: KeywordIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "bm25")
    reopened = KeywordIndex.open(tmp_path / "bm25")
    for query in ("subword", "pre-training", "python files", "zebra", "tokenizer words"):
        assert reopened.search(query, 10) == index.search(query, 10)
    assert reopened.rarity("tokenize") == index.rarity("tokenize")


def test_ids_of_any_script_survive_saving(tmp_path: Path) -> None:
    KeywordIndex.build(["表#s:a:0-5", "naïve"], ["amber", "birch"]).save(tmp_path / "bm25")
    assert ids(KeywordIndex.open(tmp_path / "bm25"), "amber") == ["表#s:a:0-5"]


@pytest.mark.parametrize("damage", ["missing", "empty", "half", "nonsense", "7"])
def test_damage_to_any_of_its_files_is_a_clear_error(
    index: KeywordIndex, tmp_path: Path, damage: str
) -> None:
    index.save(tmp_path / "whole")
    names = sorted(file.name for file in (tmp_path / "whole").iterdir())
    assert {"ids.txt", "terms.txt", "rows.npy"} < set(names)
    for name in names:
        folder = tmp_path / f"damaged-{name}"
        shutil.copytree(tmp_path / "whole", folder)
        file = folder / name
        if damage == "missing":
            file.unlink()
        elif damage == "half":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
        else:
            file.write_bytes({"empty": b"", "nonsense": b"\xff\x00\xfe" * 40}.get(damage, damage.encode()))
        with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
            KeywordIndex.open(folder)
        assert str(folder) in str(caught.value)


@pytest.mark.parametrize("name", ["rows.npy", "ids.txt"])
def test_damage_that_only_a_search_meets_is_a_clear_error_too(
    index: KeywordIndex, tmp_path: Path, name: str
) -> None:
    index.save(tmp_path / "bm25")
    file = tmp_path / "bm25" / name
    head, body = file.read_bytes()[:128], file.read_bytes()[128:]
    file.write_bytes(head + b"\x7f" * len(body) if name.endswith("npy") else b"\xff" * len(head + body))
    with pytest.raises(IndexUnavailable, match="index --rebuild"):
        KeywordIndex.open(tmp_path / "bm25").search("pre-training tokenizer", 10)


def test_many_threads_search_at_once(index: KeywordIndex) -> None:
    expected = index.search("pre-training tokenizer", 10)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: index.search("pre-training tokenizer", 10), range(200)))
    assert all(result == expected for result in results)


def test_the_stems_of_a_question_are_those_that_papers_are_indexed_by() -> None:
    texts = [
        "We pre-train sub-word models, and it works.",
        "",
        "Zoë Müller's 模型 x2 foo_bar of the a",
        "Parsing parses",
        "But if it was not such a one, then they will be in this or that of these, and there is no way into the other",
    ]
    cut = stemmed(texts)
    ends = [0, *accumulate(cut.lengths.tolist())]
    numbers = [cut.numbers[first:after].tolist() for first, after in pairwise(ends)]
    ours = stems_of(texts)
    assert ours == [[cut.words[number] for number in row] for row in numbers]
    peer = bm25s.tokenize(
        texts[1:], stopwords="en", stemmer=Stemmer("english"), return_ids=False, show_progress=False
    )
    assert ours[1:] == peer


def test_stems_leave_out_what_says_nothing() -> None:
    assert stems("The models of the pre-trained tokenizers") == ["model", "pre", "train", "pretrain", "token"]
