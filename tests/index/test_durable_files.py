"""Why files could not be copied, in one sentence however many they are."""

from __future__ import annotations

import shutil

from assistant.index.durable_files import reason


def test_of_many_files_the_first_is_told() -> None:
    full = "[Errno 28] No space left on device"
    failed = shutil.Error([(f"a{number}", f"b{number}", full) for number in range(40)])
    assert reason(failed) == f"{full}; and 39 more"
    assert reason(shutil.Error([("a", "b", full)])) == full
    assert reason(OSError(28, "No space left on device")) == full
    assert reason(shutil.Error("a folder is in the way")) == "a folder is in the way"
