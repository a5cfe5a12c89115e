"""What services answered, kept under the home folder with the marks by which they tell whether it has changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.private_files import private_folder, private_opener

_MOST_BYTES = 2 * 1024 * 1024  # of one answer
_MOST_FILES = 2000
_THROWN_OUT = 200  # the oldest, when there are more


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its marks, when it was last known to be true (seconds since 1970), and its body."""

    etag: str
    last_modified: str
    kind: str
    at: float
    body: bytes

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the body only if it has changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Cache:
    """Answers by address, in a folder; what cannot be read or written there is asked anew and not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, url: str) -> Kept | None:
        """Return what is kept of ``url``, None when there is nothing whole."""
        try:
            head, _, body = self._file(url).read_bytes().partition(b"\n")
            fields = json.loads(head)
            kept = (
                Kept(**fields, body=body)
                if isinstance(fields, dict) and fields.pop("url", None) == url
                else None
            )
        except (OSError, ValueError, TypeError):
            return None
        return kept if kept and isinstance(kept.at, int | float) else None

    def put(self, url: str, kept: Kept) -> None:
        """Keep an answer, unless it is large."""
        if len(kept.body) > _MOST_BYTES:
            return
        fields = {"url": url, **{name: value for name, value in asdict(kept).items() if name != "body"}}
        file = self._file(url)
        try:
            private_folder(self._folder)
            self._make_room()
            pending = file.with_suffix(".new")
            with open(pending, "wb", opener=private_opener) as out:
                out.write(json.dumps(fields).encode() + b"\n" + kept.body)
            pending.replace(file)
        except OSError:
            return  # a cache only: the answer is in hand

    def _file(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:32]}.kept"

    def _make_room(self) -> None:
        files = list(self._folder.glob("*.kept"))
        if len(files) > _MOST_FILES:
            for file in sorted(files, key=lambda kept: kept.stat().st_mtime)[:_THROWN_OUT]:
                file.unlink(missing_ok=True)
