"""A server that is told to end finishes its answers and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support.fakes import FakeOpenAI, Slow
from tests.support.page.raw_http import connected
from tests.support.processes import ROOT
from tests.support.scripted import prompt
from ui import patient
from ui.doors.uploads import upload_folder


def test_a_server_whose_loop_is_held_up_ends_when_told_to(seed_copy: Path) -> None:
    script = (
        "import sys, time, ui.patient as patient, ui.server as server; from assistant import Settings\n"
        "async def held(scope, receive, send):\n"
        "    if scope.get('path') == '/robots.txt': print('held', flush=True); time.sleep(100)\n"
        "server.make_app, patient._STUCK_S = lambda *given: held, 0.5\n"
        "server.serve(Settings(home=sys.argv[1], trace=False), port=0, ready=lambda url: print(url, flush=True))"
    )
    command = [sys.executable, "-c", script, str(seed_copy)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            with connected(
                process.stdout.readline().strip(), b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            ):
                assert process.stdout.readline() == "held\n"
                process.terminate()
                assert process.wait(10) == 1
        finally:
            process.kill()


def test_answers_and_connections_are_waited_for_as_long_as_the_docs_say() -> None:
    told = re.search(r"given, for (\d+) seconds at most", (ROOT / "docs" / "http.md").read_text("utf-8"))
    assert told
    assert patient._FINISH_S + patient._FLUSH_S < patient._END_S == float(told[1])


def test_a_server_that_is_told_to_end_finishes_its_answers_and_waits_for_none_that_never_comes(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = lambda asked: (
        Slow(60) if "CuBERT" in prompt(asked) else Slow(0.3, "It took 25,578 exams. [1]")
    )
    script = (
        "import sys, ui.patient as patient, ui.server as server; from assistant import Settings\n"
        "patient._FINISH_S, patient._FLUSH_S = 3.0, 1\n"
        "settings = Settings(home=sys.argv[1], openai_base_url=sys.argv[2], openai_api_key='k', model='m')\n"
        "server.serve(settings, port=0, ready=lambda url: print(url, flush=True))"
    )
    command = [sys.executable, "-c", script, str(seed_copy), fake_openai.url]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            while httpx.get(f"{url}/healthz").status_code != 200:
                time.sleep(0.1)
            with ThreadPoolExecutor(2) as pool:
                slow, never = (
                    pool.submit(httpx.post, f"{url}/api/ask", json={"question": question}, timeout=60)
                    for question in ("How many PET/CT exams were used?", "What is CuBERT?")
                )
                while len(fake_openai.chats) < 2:
                    time.sleep(0.02)
                process.terminate()
                assert slow.result().json()["text"] == "It took 25,578 exams. [1]"
                assert never.result().json()["error"]["code"] == "shutting_down"
            assert (
                process.wait(30) == -signal.SIGTERM
            )  # by itself; it is ended with 1 when that takes too long
        finally:
            process.kill()


def test_uploads_of_killed_servers_are_removed_and_those_of_living_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = "import time; from ui.doors.uploads import upload_folder; print(upload_folder(), flush=True); time.sleep(60)"
    living, killed = (
        subprocess.Popen(
            [sys.executable, "-c", made],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        for _ in range(2)
    )
    with living, killed:
        try:
            folders = [Path(str(each.stdout and each.stdout.readline().strip())) for each in (living, killed)]
            killed.kill()
            killed.wait()
            for folder in folders:
                (folder / "papers.ris").write_text("TY  - JOUR")
                os.utime(folder, (0, 0))
            (tmp_path / "paper-assistant-of-another").mkdir()
            own = Path(upload_folder.__wrapped__())
            assert own.stat().st_mode & 0o777 == 0o700
            assert [folder.exists() for folder in folders] == [True, False]
            assert (tmp_path / "paper-assistant-of-another").exists()
        finally:
            living.kill()
            killed.kill()
