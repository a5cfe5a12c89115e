"""The compose file sets what there is, and pins what we pin."""

from __future__ import annotations

import re

import yaml

from assistant import Settings
from tests.support.processes import ROOT


def test_the_compose_file_names_settings_that_exist() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields} | {
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
    }
    assert set(services["app"]["environment"]) <= known
    pinned = re.search(r"^chromadb==(.*)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert services["chroma"]["image"].endswith(f":{pinned[1]}")
