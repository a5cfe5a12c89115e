"""Several apps of one shelf on a Chroma server, each as if on a machine of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.tiny import TinyEmbedder


class Apps:
    """Opens apps of one shelf, each with a home of its own, to be closed in the end."""

    def __init__(self, url: str, name: str, folder: Path) -> None:
        self.url, self.name, self.folder = url, name, folder
        self.opened: list[Library | ServerShelf] = []

    def settings(self, home: str) -> Settings:
        return Settings(home=self.folder / home, shelf=self.name, chroma_url=self.url)

    def open(
        self, home: str, embedder: TinyEmbedder | None = None, *, writer_wait_s: float = 30, **options: bool
    ) -> Library:
        settings = self.settings(home).replace(writer_wait_s=writer_wait_s)
        shelf = Library(settings, embedder or TinyEmbedder(), **options)
        self.opened.append(shelf)
        return shelf

    def words(self) -> Any:
        """Return Chroma's collection of the words, as it is now."""
        server = ServerShelf(self.url, self.name)
        self.opened.append(server)
        return server._client.get_collection(server.words.collection, embedding_function=None)

    def close(self) -> None:
        """Close them all."""
        for each in self.opened:
            each.close()
