"""Where papers are read from: a path must be one."""

from __future__ import annotations

import pytest

from assistant.errors import PapersError
from assistant.papers import read_papers
from tests.support.each_row import each_row


@each_row("path", ["", "  "])
def test_an_empty_path_is_an_error_and_not_the_current_folder(path: str) -> None:
    with pytest.raises(PapersError, match="empty"):
        read_papers(path)
