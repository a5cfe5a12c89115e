"""The parts that come with this package (prompts, page, evaluation): inside it when installed, beside it in a checkout.

An app may have packages of the same names; only where this package lies decides, never the path of imports.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Literal

from assistant.errors import AssistantError

_PACKAGE = Path(__file__).parent


def part_folder(name: Literal["prompts", "ui", "eval"]) -> Path:
    """Return the folder of a part. Raises AssistantError when this copy of the package came without it."""
    inside = _PACKAGE / name
    if inside.is_dir():
        return inside
    root = _PACKAGE.parent
    if (root / "pyproject.toml").is_file() and (root / name).is_dir():
        return root / name
    raise AssistantError(
        f"Expected the folder {name} in {_PACKAGE}, but it is missing. Install paper-assistant anew."
    )


def import_part(name: Literal["ui", "eval"]) -> ModuleType:
    """Return the package of the page or of the evaluation: ``assistant.ui``, or ``ui`` of the checkout.

    In a checkout whose folder another app's package of that name hides, it is loaded as ``assistant.ui``.
    """
    folder = part_folder(name)
    own = f"{__package__}.{name}"
    if folder.parent != _PACKAGE and _is_found_at(name, folder):
        return import_module(name)
    if folder.parent == _PACKAGE or own in sys.modules:
        return import_module(own)
    spec = spec_from_file_location(own, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise AssistantError(f"Expected a Python package in {folder}, but there is none.")
    module = module_from_spec(spec)
    sys.modules[own] = module
    spec.loader.exec_module(module)
    return module


def _is_found_at(name: str, folder: Path) -> bool:
    """Whether ``import name`` gives the package in ``folder``."""
    try:
        spec = find_spec(name)
    except ValueError:  # a module without a spec was made by hand, and is not ours
        return False
    return (
        spec is not None and bool(spec.origin) and Path(str(spec.origin)).parent.resolve() == folder.resolve()
    )
