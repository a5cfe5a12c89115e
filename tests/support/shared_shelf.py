"""Several apps of one shelf on a Chroma server, each as if on a machine of its own."""

from __future__ import annotations

from pathlib import Path

from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.tiny import TinyEmbedder


class Apps:
    """Opens apps of one shelf, each with a home of its own, to be closed in the end."""

    def __init__(self, url: str, name: str, folder: Path) -> None:
        self.url, self.name, self.folder = url, name, folder
        self.opened: list[Library] = []

    def settings(self, home: str) -> Settings:
        return Settings(home=self.folder / home, shelf=self.name, chroma_url=self.url)

    def open(self, home: str, embedder: TinyEmbedder | None = None, **options: bool) -> Library:
        self.opened.append(Library(self.settings(home), embedder or TinyEmbedder(), **options))
        return self.opened[-1]
