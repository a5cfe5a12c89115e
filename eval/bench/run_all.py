"""All benchmarks, one after the other; what was measured is kept, so that a run that was stopped goes on.

    python -m eval.bench.run_all --papers FILE.jsonl.gz --beir DIR --many FILE.jsonl.gz --home DIR

What a benchmark printed lies in DIR/NAME.txt once it has ended, and is printed again in place of a second run;
``--fresh`` runs them anew. One whose limit is missed does not keep the others from running.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_MEASURED = (0, 1)  # 1 where a limit was missed
_ENDED = "\nended with "  # and the exit code: the last line of what is kept


def main(argv: Sequence[str] | None = None) -> int:
    """Run what has not been measured yet; return 0, or 1 where a limit was missed or a benchmark failed."""
    options = _parser().parse_args(argv)
    steps = commands(options.papers, options.beir, options.many, options.home / "growth")
    return run(steps, options.home, fresh=options.fresh)


def commands(papers: Path, beir: Path, many: Path, growth: Path) -> dict[str, list[str]]:
    """Return the arguments of Python for each benchmark, by its name."""
    scale = ["-m", "eval.bench.speed.scale", "--home", str(growth)]
    return {
        "embedding": ["-m", "eval.bench.speed.embedding", "--papers", str(papers)],
        "retrieval": ["-m", "eval.bench.search.retrieval", "--beir", str(beir)],
        "importing": ["-m", "eval.bench.speed.importing", "--papers", str(papers)],
        "scifact": ["-m", "eval", "--beir", str(beir)],
        "growth": [*scale, "--papers", str(papers), "--count", "38", "--count", "0"],
        "growth-many": [*scale, "--papers", str(many), "--stand-in"],
    }


def run(steps: Mapping[str, Sequence[str]], folder: Path, *, fresh: bool = False) -> int:
    """Run each of ``steps`` whose output is not in ``folder``, print all outputs; return 0, or 1 where one missed."""
    folder.mkdir(parents=True, exist_ok=True)
    missed = []
    for name, arguments in steps.items():
        kept = folder / f"{name}.txt"
        print(f"== {name}", flush=True)
        if kept.exists() and not fresh:
            print("(kept from an earlier run)")
            output, _, code = kept.read_text(encoding="utf-8").rpartition(_ENDED)
        else:
            # Its progress goes to the terminal.
            done = subprocess.run(
                [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=False
            )
            output, code = done.stdout, str(done.returncode)
            if done.returncode in _MEASURED:
                _keep(f"{output}{_ENDED}{code}", kept)
        print(output, flush=True)
        if code != "0":
            missed.append(f"{name} ended with {code}: a limit was missed, or it failed; see above.")
    print("\n".join(missed))
    return 1 if missed else 0


def _keep(text: str, path: Path) -> None:
    """Write a file that is there whole or not at all."""
    partial = path.with_suffix(".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _parser() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.run_all", description=__doc__)
    for name, what in (
        ("papers", "JSON lines of some thousand papers, may be gzipped"),
        ("many", "JSON lines of the papers that growth is measured with"),
        ("beir", "a folder in BEIR layout"),
        ("home", "where results and shelves are kept"),
    ):
        arguments.add_argument(f"--{name}", type=Path, required=True, help=what)
    arguments.add_argument("--fresh", action="store_true", help="measure all anew")
    return arguments


if __name__ == "__main__":
    raise SystemExit(main())
