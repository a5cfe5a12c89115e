"""Kill writers and readers of one shelf at random moments, and count what is lost or doubled.

    python -m eval.bench.durability.random_kills --home DIR --kills 200
    python -m eval.bench.durability.random_kills --home DIR --kills 40 --papers FILE.jsonl.gz --between 6

Two writers add papers, index a file of them, remove some and rebuild the index, each with papers of its own, over
and over; a reader looks all the while. At random moments one of the three is killed by SIGKILL and begun anew, and
the shelf is opened and looked at. Writers note in a log what they begin and what they have finished: what was
finished must be there (or gone), whatever was killed since. With ``--papers`` these lie on the shelf, too, and must
stay. The embedding model is a stand-in. Returns 1 when anything was lost or doubled, or a process ended in any other
way.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from ...dataset.cases import Shelf
from ...dataset.shelves import sampled
from .kill_roles import WRITERS, fill, lines, log, note, problems, read, write

_PRELOADED = ["eval.bench.durability.kill_roles", "eval.bench.speed.stand_in", "chromadb", "bm25s", "Stemmer"]
_PRELOADED += ["llama_index.vector_stores.chroma"]


def main(argv: Sequence[str] | None = None) -> int:
    """Kill as often as asked for, print what came of it; return 0 when nothing was lost or doubled."""
    options = parser().parse_args(argv)
    shutil.rmtree(options.home, ignore_errors=True)
    options.home.mkdir(parents=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    if options.papers:
        fill(options.home, sampled(Shelf(options.papers.name), options.papers.parent, None))
    chance = random.Random(options.seed)
    running = {name: _begun(context, options.home, name, chance) for name in (*WRITERS, "reader")}
    during: Counter[str] = Counter()
    troubles: list[str] = []
    for number in range(1, options.kills + 1):
        time.sleep(0.05 + chance.random() * options.between)
        name = chance.choices((*WRITERS, "reader"), (4, 4, 1))[0]
        victim = running[name]
        died = {who: process.exitcode for who, process in running.items() if not process.is_alive()}
        troubles += [f"{who} ended by itself ({code})" for who, code in died.items()]
        victim.kill()
        victim.join()
        during[_at_work(options.home, name)] += 1
        troubles += [f"after kill {number}: {trouble}" for trouble in _looked_at(context, options.home)]
        running.update({who: _begun(context, options.home, who, chance) for who in {name, *died}})
        if number % 20 == 0:
            print(f"{number} kills, {len(troubles)} troubles", flush=True)
    for process in running.values():
        process.kill()
        process.join()
    troubles += [f"at the end: {trouble}" for trouble in _looked_at(context, options.home)]
    troubles += lines(options.home / "reader.log")
    return _report(options.kills, during, troubles, options.home)


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.durability.random_kills", description=__doc__
    )
    arguments.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="where the shelf is made anew"
    )
    arguments.add_argument("--kills", type=int, default=200, metavar="N", help="kills (default: %(default)s)")
    arguments.add_argument(
        "--between", type=float, default=1.5, metavar="S", help="seconds between them, at most"
    )
    arguments.add_argument(
        "--papers", type=Path, metavar="FILE", help="further papers on the shelf: JSON lines"
    )
    arguments.add_argument("--seed", type=int, default=1, help="of the random moments (default: %(default)s)")
    return arguments


def _report(kills: int, during: Counter[str], troubles: Sequence[str], home: Path) -> int:
    finished = Counter(entry["op"] for name in WRITERS for entry in log(home, name) if entry["is"] == "done")
    looks = len(lines(home / "looks.log"))
    print(f"{kills} kills, during: {', '.join(f'{op} {count}' for op, count in during.most_common())}")
    print(f"finished meanwhile: {', '.join(f'{op} {count}' for op, count in finished.most_common())}")
    print(f"the reader looked {looks} times")
    kinds = {word: sum(word in trouble for trouble in troubles) for word in ("lost", "doubled")}
    print(f"{kinds['lost']} lost, {kinds['doubled']} doubled, {len(troubles)} troubles in all")
    for trouble in troubles[:20]:
        print(f"  {trouble}")
    return 1 if troubles else 0


def _begun(context: ForkServerContext, home: Path, name: str, chance: random.Random) -> Any:
    work = read if name == "reader" else write
    process = context.Process(target=work, args=(home, name, chance.randrange(1 << 30)), daemon=True)
    process.start()
    return process


def _looked_at(context: ForkServerContext, home: Path) -> list[str]:
    """Look at the shelf in a process of its own, which a damaged index may take down."""
    process = context.Process(target=_look, args=(home,))
    process.start()
    process.join(120)
    if process.exitcode:
        return [f"looking ended with {process.exitcode}"]
    if process.exitcode is None:
        process.kill()
        return ["looking did not end"]
    return lines(home / "look.log")


def _look(home: Path) -> None:
    (home / "look.log").unlink(missing_ok=True)
    for problem in problems(home):
        note(home / "look.log", problem)


def _at_work(home: Path, name: str) -> str:
    if name == "reader":
        return "reading"
    entries = log(home, name)
    return str(entries[-1]["op"]) if entries and entries[-1]["is"] == "begun" else "between two"


if __name__ == "__main__":
    raise SystemExit(main())
