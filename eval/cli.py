"""The command line of the evaluation: results on stdout, progress and notes on stderr."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant import AssistantError, Settings, SettingsError, inert_terminal, private_umask

INTERRUPTED = 130
HERE = Path(__file__).parent


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    with inert_terminal(), private_umask():
        return _run(words)


def _run(words: Sequence[str]) -> int:
    options = parser().parse_args(words)
    command = _command(options)
    try:
        return command(options, _settings(options))
    except AssistantError as error:
        if options.debug:
            traceback.print_exc()
        print(f"eval: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        resumes = "; the same command resumes where it was" if command is _evaluate else ""
        print(f"\neval: interrupted{resumes}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output (head, less) has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser."""
    top = argparse.ArgumentParser(
        prog=f"python -m {__package__}",
        description="Ask questions with known answers and score what comes back. Without a language model configured "
        "the extractive answers are scored, at no cost.",
        epilog="Exit codes: 0 done, 1 a threshold of the cases file or the baseline was missed, 2 usage, settings or "
        "cases, 3 papers or index, 4 language model, 130 interrupted (the same command resumes).",
    )
    top.add_argument(
        "command", nargs="?", choices=("run", "draft"), default="run",
        help="run: ask and score (the default); draft: turn the thumbs given on the chat page into draft cases",
    )  # fmt: skip
    _add_choice(top.add_argument_group("which cases"))
    _add_output(top.add_argument_group("what comes out"))
    _add_judge(top.add_argument_group("judging whether quotes support claims"))
    other = top.add_argument_group("what is evaluated")
    other.add_argument("--beir", type=Path, metavar="DIR", help="retrieval alone on a folder in BEIR layout")
    other.add_argument("--split", default="test", help="the judgements of --beir (default: %(default)s)")
    other.add_argument(
        "--peer", choices=("citation-query-engine",), help="ask LlamaIndex's engine instead of ours"
    )
    other.add_argument("--home", type=Path, metavar="DIR", help="folder of index, caches and feedback")
    other.add_argument(
        "--shelf", metavar="NAME", help="the shelf of cases with shelf: current (default: papers)"
    )
    other.add_argument(
        "--corpora", type=Path, metavar="DIR", help="where the sources of shelves made on the fly are"
    )
    other.add_argument(
        "--concurrency", type=_count, default=1, metavar="N", help="cases at a time (default: 1)"
    )
    other.add_argument("--fresh", action="store_true", help="forget what an interrupted run left")
    other.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return top


def _add_choice(group: argparse._ArgumentGroup) -> None:
    from .dataset.cases import KINDS

    group.add_argument(
        "--cases", type=Path, default=HERE / "cases.yaml", metavar="FILE", help="default: eval/cases.yaml"
    )
    group.add_argument(
        "--kind", action="append", default=[], choices=KINDS, help="only this kind; may be repeated"
    )
    group.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="only with this tag; repeated: with all"
    )
    group.add_argument(
        "--id", action="append", default=[], metavar="ID", help="only this case; may be repeated"
    )
    group.add_argument("--limit", type=_count, metavar="N", help="only the first N of them")


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--json", type=Path, metavar="OUT.json", help="write the report, also as a later baseline"
    )
    group.add_argument(
        "--html", type=Path, metavar="OUT.html", help="write a page with charts and every case"
    )
    group.add_argument("--baseline", type=Path, metavar="OLD.json", help="compare with an earlier report")
    group.add_argument(
        "--tolerance",
        type=_share,
        metavar="X",
        help="how far a score may fall below the baseline (default: 0.02)",
    )


def _add_judge(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--no-judge", action="store_true", help="check strings and numbers only")
    group.add_argument("--judge-model", metavar="NAME", help="another model than the one that answers")
    group.add_argument("--judge-url", metavar="URL", help="its endpoint (default: OPENAI_BASE_URL)")


def _command(options: argparse.Namespace) -> Callable[[argparse.Namespace, Settings], int]:
    if options.command == "draft":
        return _draft
    return _beir if options.beir else _evaluate


def _settings(options: argparse.Namespace) -> Settings:
    values = {name: value for name in ("home", "shelf") if (value := getattr(options, name)) is not None}
    return Settings(**values)


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from .evaluation import evaluate

    for path in (options.json, options.html):
        _writable(path)
    return evaluate(options, settings)


def _beir(options: argparse.Namespace, settings: Settings) -> int:
    from .beir import bench

    _writable(options.json)
    return bench(options, settings)


def _draft(options: argparse.Namespace, settings: Settings) -> int:
    from .dataset.draft import drafts

    sys.stdout.write(drafts(settings.home / "feedback.jsonl"))
    return 0


def _writable(path: Path | None) -> None:
    """Complain before the work rather than after it."""
    if path is not None and (not path.absolute().parent.is_dir() or path.is_dir()):
        raise SettingsError(
            f"{path} cannot be written: its folder does not exist, or it is a folder. Give another file."
        )


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, not {text!r}")
    return int(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, not {text!r}")
    return value
