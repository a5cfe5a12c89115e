"""How often the role of a sentence is told rightly: ``python -m eval.bench.questions.roles``.

``role_labels.json`` holds a letter for each sentence of each bundled abstract, given by reading it: background, aim,
method, result, limitation. What counts for answers is whether a sentence speaks of others or of the paper itself.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from assistant import bundled_papers
from assistant.index.passages import sentences
from assistant.judging.words.roles import roles

LABELS = Path(__file__).with_name("role_labels.json")
NAMES = {"b": "background", "a": "aim", "m": "method", "r": "result", "l": "limitation"}


def pairs() -> list[tuple[str, str]]:
    """Return (label, role told) of every labelled sentence."""
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    found: list[tuple[str, str]] = []
    for paper in bundled_papers():
        given = roles([sentence.text for sentence in sentences(paper)])
        found += zip((NAMES[letter] for letter in labels[paper.id]), given, strict=True)
    return found


def main() -> int:
    """Print how many of the labelled sentences are told rightly."""
    found = pairs()
    right = sum(label == given for label, given in found)
    others = sum((label == "background") == (given == "background") for label, given in found)
    print(
        f"sentences {len(found)}; role right {right / len(found):.2f}; of others or own {others / len(found):.2f}"
    )
    for name in NAMES.values():
        labelled, given = sum(a == name for a, _ in found), sum(b == name for _, b in found)
        both = sum(a == b == name for a, b in found)
        precision, recall = both / max(given, 1), both / max(labelled, 1)
        print(f"{name:10} labelled {labelled:3}  precision {precision:.2f}  recall {recall:.2f}")
    print(Counter(pair for pair in found if pair[0] != pair[1]).most_common(8))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
