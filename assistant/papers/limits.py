"""How much one import may ask of the machine; going over any limit is a PapersError that names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import AnyStr

from assistant.errors import PapersError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one import.

    ``file_bytes`` bounds a file as it lies on disk, ``unpacked_bytes`` the same after gzip, which from one MiB
    on may be ``unpack_ratio`` times the packed size (exports of papers reach 30, gzip a thousand), ``files`` the
    files of a folder, ``entries`` the papers of one import, ``nesting`` brackets within brackets, and
    ``line_chars`` one line of a format that is read by lines. An entry whose title or abstract is
    longer than ``title_chars`` or ``abstract_chars`` is rejected alone. The defaults leave room for
    150,000 papers with abstracts in one file.
    """

    file_bytes: int = 256 * MIB
    unpacked_bytes: int = 256 * MIB
    unpack_ratio: int = 200
    files: int = 10_000
    entries: int = 500_000
    nesting: int = 64
    line_chars: int = 4 * MIB
    title_chars: int = 2_000
    abstract_chars: int = 50_000

    def check_size(self, size: int, name: str) -> None:
        """Raise PapersError when a file of ``size`` bytes is too large."""
        if size > self.file_bytes:
            raise PapersError(
                f"{name} is larger than {_mib(self.file_bytes)}, the limit of one file. "
                "Split it and import the parts."
            )

    def check_unpacked(self, size: int, name: str) -> None:
        """Raise PapersError when a gzip file has given more than ``unpacked_bytes``."""
        if size > self.unpacked_bytes:
            raise PapersError(
                f"{name} unpacks to more than {_mib(self.unpacked_bytes)}, the limit of one file. "
                "Unpack it, split it and import the parts."
            )

    def check_ratio(self, size: int, packed: int, name: str) -> None:
        """Raise PapersError when ``packed`` bytes have given so many that they hold hardly anything."""
        if size > MIB and size > self.unpack_ratio * packed:
            raise PapersError(
                f"{name} unpacks to more than {self.unpack_ratio} times its size, which no export of papers does. "
                "Unpack it, look what it holds, and import that."
            )

    def check_entries(self, count: int, name: str) -> None:
        """Raise PapersError when a file holds more than ``entries`` papers."""
        if count > self.entries:
            raise PapersError(
                f"{name} holds more than {self.entries:,} papers, the limit of one import. "
                "Split it and import the parts."
            )

    def check_nesting(self, depth: int, name: str) -> None:
        """Raise PapersError when brackets or elements lie deeper than ``nesting``."""
        if depth > self.nesting:
            raise PapersError(
                f"{name} is nested more than {self.nesting} levels deep, which no export of papers is. "
                "Export it again, or convert it to a simpler format."
            )

    def check_lines(self, text: str, name: str) -> None:
        """Raise PapersError when a line of ``text`` is longer than ``line_chars`` characters."""
        self.check_gaps(text, "\n", name)

    def check_gaps(self, text: AnyStr, mark: AnyStr, name: str) -> None:
        """Raise PapersError when more than ``line_chars`` characters (bytes) lie between two of ``mark``."""
        start = 0
        while start <= len(text):
            end = text.find(mark, start)
            end = len(text) if end < 0 else end
            if end - start > self.line_chars:
                raise PapersError(
                    f"{name} has a line or tag of more than {self.line_chars:,} characters, from character "
                    f"{start:,} on. Export it again with one entry or field a line."
                )
            start = end + 1


def _mib(size: int) -> str:
    return f"{size / MIB:g} MiB" if size >= MIB else f"{size:,} bytes"
