"""What the door needs to know of the page: which functions take a file, and how its sessions are ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from ui.doors.listeners import Listeners
from ui.doors.origin import Origins, machine_names
from ui.doors.uploads import Uploads
from ui.http.access import Access


def behind_the_door(page: gr.Blocks, access: Access, *, has_login: bool) -> dict[str, Any]:
    """Return what the door before the page needs to know of it."""

    async def drop(session: str) -> None:
        await page._queue.clean_events(session_hash=session)
        page._queue.pending_messages_per_session.pop(session, None)

    def takes_file(index: Any) -> bool:
        fn = page.fns.get(index) if isinstance(index, int) else None
        return fn is not None and bool(fn.inputs) and fn.inputs[0].get_block_name() == "uploadbutton"

    def is_public(index: Any) -> bool:
        fn = page.fns.get(index) if isinstance(index, int) else None
        return fn is not None and fn.api_name == "chat"

    origins = Origins(
        hosts=access.hosts | (frozenset() if access.local else machine_names()),
        pages=access.pages,
        any_host=not access.local and not access.hosts and (has_login or bool(access.keys)),
    )
    uploads = Uploads(Path(get_upload_folder()))
    return {
        "origins": origins,
        "uploads": uploads,
        "listeners": Listeners(drop),
        "takes_file": takes_file,
        "is_public": is_public,
    }
