"""Have file permissions hold a test back, also where the tests run as root."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

# Linux: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root passes over permissions; capget(2).
_PASSING_OVER = 1 << 1 | 1 << 2
_VERSION_3 = 0x20080522


@contextmanager
def mere_user() -> Iterator[None]:
    """Give up for the block, in this thread, what root may beyond a file's permissions."""
    if os.geteuid():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable, and those of the higher capabilities
    assert libc.capget(header, sets) == 0
    before = sets[0]
    sets[0] = before & ~_PASSING_OVER
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = before
        assert libc.capset(header, sets) == 0
