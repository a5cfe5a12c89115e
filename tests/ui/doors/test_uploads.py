"""Functions take only files that this visitor uploaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.page.page_calls import JOIN, call, functions
from tests.support.serving import http
from ui.doors import routes
from ui.doors.uploads import Uploads


def upload_index(client: httpx.Client) -> int:
    config = client.get("/config").json()
    [box] = [part["id"] for part in config["components"] if part["type"] == "uploadbutton"]
    return next(fn["id"] for fn in config["dependencies"] if fn["inputs"][:1] == [box])


def files(path: str) -> list[Any]:
    """The shapes in which a path has been told to Gradio."""
    plain = {"path": path, "meta": {"_type": "gradio.FileData"}}
    return [
        plain,
        {"path": path},
        [plain],
        {"a": [{"b": plain}]},
        {"file": {"path": path}},
        {"_type": "gradio.X"},
    ]


@pytest.mark.parametrize("route", [JOIN, routes.RUN, routes.CHAT])
def test_no_function_takes_a_file_from_the_servers_disk(
    visitor: httpx.Client, route: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the key of the server")
    found = functions(visitor)
    assert len(found) > 20
    for function in found if route == JOIN else found[:2]:  # the door is the same one on each route
        for shape in files(str(secret)):
            for body in (call([shape], function["id"]), call([], function["id"], event_data=shape)):
                reply = visitor.post(route, json=body)
                assert reply.status_code == 403, (function["id"], shape)
                assert "upload" in reply.json()["error"]["message"]


def test_the_upload_box_takes_only_what_this_visitor_uploaded(url: str, visitor: httpx.Client) -> None:
    path = visitor.post(routes.UPLOAD, files={"files": ("mine.ris", b"TY  - JOUR")}).json()[0]
    box = upload_index(visitor)
    mine = call([{"path": path, "meta": {"_type": "gradio.FileData"}}], box)
    with http(url) as other:
        other.get("/")
        assert other.post(JOIN, json=mine).status_code == 403
    assert visitor.post(JOIN, json=call([{"path": "/etc/hostname"}], box)).status_code == 403
    assert visitor.post(JOIN, json=mine).status_code == 200


def test_of_several_files_each_must_be_this_visitors_own(url: str, visitor: httpx.Client) -> None:
    def uploaded(client: httpx.Client, name: str) -> dict[str, Any]:
        path = client.post(routes.UPLOAD, files={"files": (name, name.encode())}).json()[0]
        return {"path": path, "meta": {"_type": "gradio.FileData"}}

    def status(given: list[Any], told: Any = None) -> int:
        return visitor.post(
            JOIN, json=call([given, told, None, None, None], upload_index(visitor))
        ).status_code

    mine = [uploaded(visitor, "one.ris"), uploaded(visitor, "two.bib")]
    with http(url) as other:
        other.get("/")
        theirs = uploaded(other, "three.pdf")
    assert status([mine[0], theirs]) == 403
    assert status([*mine, {"path": "/etc/hostname"}]) == 403
    assert status([*mine, [mine[0]]]) == 403
    assert status(mine, mine[0]) == 403
    assert status(mine, {"target": "my-papers", "first": True}) == 200


def test_a_pipe_or_link_in_the_upload_folder_is_no_upload(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "file").write_text("x")
    uploads.add("me", [str(tmp_path / name) for name in ("pipe", "link", "file")])
    assert [uploads.holds("me", str(tmp_path / name)) for name in ("pipe", "link", "file", "gone")] == [
        False, False, True, False,
    ]  # fmt: skip


def test_a_visitor_has_so_many_uploads_at_once(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    for number in range(20):
        assert uploads.full("me") == ""
        (tmp_path / str(number)).write_text("x")
        uploads.add("me", [str(tmp_path / str(number))])
    assert "20 files" in uploads.full("me")
    assert uploads.full("you") == ""
    (tmp_path / "0").unlink()  # as when it was read
    assert uploads.full("me") == ""
