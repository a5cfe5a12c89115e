"""Chroma's own client, of a folder or of a server: opened, closed, and what it raises translated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import IndexUnavailable


def embedded_client(folder: Path) -> Any:
    """Return Chroma's own client of the files in ``folder``."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    # As they are, not read: Chroma would look at the environment and at a .env of the current folder, each time.
    settings = ChromaSettings.model_construct(anonymized_telemetry=False)
    return chromadb.PersistentClient(path=str(folder), settings=settings)


def server_client(url: str) -> Any:
    """Return Chroma's own client of the server at ``url``, "http://host:port"."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    parts = urlsplit(url)
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        settings=ChromaSettings(anonymized_telemetry=False),
    )


def close_client(client: Any) -> None:
    """Close a client of either kind."""
    # Chroma's HTTP client leaves its connections open when it is closed, and those of its inner client.
    servers = [getattr(one, "_server", None) for one in (client, getattr(client, "_admin_client", None))]
    client.close()
    for server in servers:
        session = getattr(server, "_session", None)
        if session is not None:
            session.close()


@contextmanager
def translated_errors(where: str) -> Iterator[None]:
    """Turn what Chroma raises into IndexUnavailable; ``where`` is a folder or a server's address."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, httpx.HTTPError) as error:
        raise _unusable(where, error) from error


def _unusable(where: str, error: Exception) -> IndexUnavailable:
    if where.startswith("http"):
        return IndexUnavailable(
            f"The Chroma server at {where} could not be used ({error}). "
            "Check that it runs there, and ASSISTANT_CHROMA_URL."
        )
    return IndexUnavailable(
        f"The vector index in {where} could not be read or written ({error}). "
        "Check that the folder is writable and has room, then rebuild with: paper-assistant index --rebuild"
    )
