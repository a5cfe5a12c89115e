"""Only what was installed is run because a setting names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.embedding.embedder import open_embedder
from assistant.errors import SettingsError
from assistant.settings import Settings


def test_an_embedding_class_beside_the_user_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lying_around.py").write_text("open('ran', 'w').close()\nclass Embedding: pass\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(SettingsError, match="not an installed package"):
        open_embedder(Settings(embedding="llama:lying_around.Embedding"))
    assert not Path("ran").exists()
