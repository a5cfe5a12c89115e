"""The first question may come while an index is made: both need LlamaIndex, which is imported when it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_BOTH = """
import sys, threading
from assistant import Assistant, Paper, Settings
from assistant.index.passages import Chunking, chunks
failed = []
def caught(run):
    try:
        run()
    except BaseException as error:
        failed.append(repr(error))
def indexed():
    chunks([Paper(id="a", title="T", abstract="Some words.")], Chunking())
engine = Assistant(Settings(home=sys.argv[1], shelf="mine", create=True))
threads = [threading.Thread(target=caught, args=[run]) for run in (indexed, lambda: engine.search("words"), indexed)]
[each.start() for each in threads]
[each.join() for each in threads]
engine.close()
print(failed)
"""


def test_a_search_and_an_index_may_be_the_first_to_need_llamaindex_together(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BOTH, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
