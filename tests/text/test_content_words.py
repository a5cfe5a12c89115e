"""What a text says in words that carry meaning, and how much of it another text holds."""

from __future__ import annotations

from assistant.text.content_words import content_words, share, terms


def test_a_figure_counts_three_times_a_name_twice_and_a_stop_word_not_at_all() -> None:
    assert terms("It trains MonoByte on 7,400,000 of the texts") == {
        "#7400000": 3.0,
        "monobyte": 2.0,
        "train": 1.0,
        "text": 1.0,
    }
    assert content_words("It trains MonoByte on 7,400,000 of the texts") == {"monobyte", "train", "text"}


def test_the_share_is_that_of_the_weight() -> None:
    wanted = {"a": 3.0, "b": 1.0}
    assert share(wanted, {"a", "c"}) == 0.75
    assert share(wanted, lambda term: 0.5) == 0.5
    assert share({}, {"a"}) == 0.0
