"""A shelf of one paper: nothing is shared, nothing is compared, and still the first screen leads on."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant, ModelState, Paper, Settings
from ui.page.welcome import composer_html

KELP = Paper(
    id="kelp", title="Kelp forests at Svalbard", abstract="We count kelp. It covers 41 hectares.", year=2021
)


def test_one_paper_is_counted_as_one_and_what_it_reports_is_suggested(tmp_path: Path) -> None:
    with Assistant(Settings(home=tmp_path, shelf="kelp", create=True)) as shelf:
        shelf.add([KELP])
        overview = shelf.overview()
        assert overview is not None
        assert "What results does “Kelp forests at Svalbard” report?" in [
            each.question for each in overview.questions
        ]
    assert ">1 paper ·" in composer_html(ModelState(), 1)
