"""Whatever the description allows is answered as it says; whatever it forbids is refused in the one shape."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assistant import Assistant, Settings
from tests.support.answers import HashedWords
from tests.support.processes import ROOT
from tests.support.serving import serving
from tests.support.tiny import papers
from ui.opening import AssistantHolder

CHECKS = "--checks all --phases coverage --seed 1 --generation-database none"


def test_the_api_keeps_to_its_own_description(home: Path, tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("schemathesis")
    # Hundreds of questions are asked: of few papers, which are embedded in a blink.
    settings = Settings(home=home, shelf="mine", create=True, trace=False)
    with (
        Assistant(settings, embedding=HashedWords()) as assistant,
        serving(AssistantHolder(assistant)) as url,
    ):
        assistant.add(papers(1, 2, 3))
        command = [str(tool), "run", f"{url}/openapi.json", *CHECKS.split(), "--request-timeout", "60"]
        sampled = {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.support.page.sampled_cases"}
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, **sampled},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "13 passed" in done.stdout
