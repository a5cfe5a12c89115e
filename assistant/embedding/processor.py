"""What this machine's processor can, as far as it decides which arithmetic is fast."""

from __future__ import annotations

import functools
import re
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
_VNNI = frozenset({"avx512_vnni", "avx_vnni"})


@functools.cache
def multiplies_bytes() -> bool:
    """Tell whether the processor has VNNI, instructions that multiply and add 8-bit numbers; False where nothing tells.

    On Linux its flags are read. Elsewhere only what NumPy looks for is known: AVX-512's VNNI, not that of AVX.
    """
    try:
        described = CPUINFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _seen_by_numpy()
    flags = re.search(r"^flags\s*:(.*)$", described, re.MULTILINE)
    return bool(flags and _VNNI & set(flags[1].split()))


def _seen_by_numpy() -> bool:
    try:  # what np.show_runtime() prints, as values
        from numpy._core import _multiarray_umath  # type: ignore[attr-defined]
    except ImportError:  # NumPy 1 keeps it elsewhere
        return False
    features: dict[str, bool] = getattr(_multiarray_umath, "__cpu_features__", {})
    return features.get("AVX512VNNI", False)
