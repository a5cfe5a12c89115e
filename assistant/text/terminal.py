"""What is written to a terminal, freed of what the terminal would act on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from assistant.text.wording import readable

_COLOUR = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")  # ECMA-48 control sequences; without their letters, too


class InertStream:
    """A text stream through which no escape sequence, control or direction character passes.

    ``rewinds`` lets a carriage return through, which bars of progress begin with.
    """

    def __init__(self, stream: TextIO, *, rewinds: bool) -> None:
        self._stream = stream
        self._rewinds = rewinds

    def write(self, text: str) -> int:
        """Write what is readable of ``text``; return its whole length, as its writer expects."""
        shown = _COLOUR.sub("", text)
        kept = "\r".join(map(readable, shown.split("\r"))) if self._rewinds else readable(shown)
        self._stream.write(kept)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write ``lines``."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def inert_terminal() -> Iterator[None]:
    """Pass what a command prints through such streams meanwhile, tracebacks and logs of libraries included."""
    out, err = sys.stdout, sys.stderr
    sys.stdout = cast(TextIO, InertStream(out, rewinds=False))
    sys.stderr = cast(TextIO, InertStream(err, rewinds=True))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err
