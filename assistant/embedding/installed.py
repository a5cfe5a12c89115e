"""Tell whether a package is installed, before any of its code runs."""

from __future__ import annotations

import json
import site
import sysconfig
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit


def check_installed(package: str) -> None:
    """Raise ImportError unless ``package`` lies where packages are installed; runs none of its code.

    A file that merely lies in the current folder, or on PYTHONPATH, must not be run because a setting names it.
    """
    spec = find_spec(package)
    if spec is None:
        raise ImportError(f"No module named {package!r}")
    places = [*(spec.submodule_search_locations or ()), *([spec.origin] if spec.has_location else ())]
    roots = _installed_roots()
    if not places or not all(any(Path(str(p)).resolve().is_relative_to(r) for r in roots) for p in places):
        raise ImportError(f"{package!r} is not an installed package; install it with pip first")


def _installed_roots() -> list[Path]:
    """Return the folders of installed packages, of editable ones, and the one this product runs from."""
    folders = [*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    folders += [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    editable = []
    for distribution in metadata.distributions(path=folders):
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
        if origin.get("dir_info", {}).get("editable"):
            editable.append(unquote(urlsplit(origin["url"]).path))
    own = Path(__file__).resolve().parents[2]
    return [own, *(Path(folder).resolve() for folder in (*folders, *editable))]
