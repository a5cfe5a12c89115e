"""YAML -> plain values with the line of each, and a list of all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant import SettingsError

_MOST_SHOWN = 20


@dataclass
class Problems:
    """What is wrong with a file, by line; ``check`` raises it all at once."""

    source: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Note a problem at ``line`` (from 1)."""
        self.found.append((line, message))

    def check(self) -> None:
        """Raise SettingsError with every problem, in the order of the lines, when there is one."""
        if not self.found:
            return
        lines = [f"{self.source}:{line}: {message}" for line, message in sorted(self.found)]
        more = len(lines) - _MOST_SHOWN
        lines = [*lines[:_MOST_SHOWN], f"... and {more} more"] if more > 0 else lines
        raise SettingsError("The cases cannot be used; correct these lines.\n" + "\n".join(lines))


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file and its line (from 1); ``value`` is a scalar, a list of Nodes or a dict of Nodes."""

    line: int
    value: Any


def read_yaml(path: Path) -> tuple[Node, Problems]:
    """Read a YAML file into Nodes. Raises SettingsError when it cannot be read or is not YAML."""
    problems = Problems(str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The cases cannot be read from {path}: {error}. Give another file with --cases."
        ) from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise SettingsError(f"{path} is empty; expected a mapping with the key cases.")
        node = _convert(root, loader, problems, ())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        problems.add(mark.line + 1 if mark else 1, f"not YAML: {what}")
        problems.check()
        raise AssertionError("problems were raised") from error
    finally:
        loader.dispose()
    return node, problems


def _convert(node: yaml.Node, loader: Any, problems: Problems, within: tuple[int, ...]) -> Node:
    line = node.start_mark.line + 1
    if id(node) in within:
        problems.add(line, "an alias that holds itself")
        return Node(line, None)
    within = (*within, id(node))
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            if not key:
                problems.add(key_node.start_mark.line + 1, "a key must be a word")
            elif key in values:
                problems.add(key_node.start_mark.line + 1, f"the key {key} occurs twice")
            else:
                values[key] = _convert(value_node, loader, problems, within)
        return Node(line, values)
    if isinstance(node, yaml.SequenceNode):
        return Node(line, [_convert(item, loader, problems, within) for item in node.value])
    return Node(line, loader.construct_object(node))


def keys(
    node: Node, problems: Problems, what: str, *, needed: Iterable[str], known: Iterable[str]
) -> Mapping[str, Node]:
    """Return the entries of a mapping; note missing and unknown keys."""
    if not isinstance(node.value, dict):
        problems.add(node.line, f"{what} must be a mapping, not {kind_of(node)}")
        return {}
    known = (*needed, *known)
    for key, value in node.value.items():
        if key not in known:
            problems.add(value.line, f"{what} has the unknown key {key}; known are {', '.join(known)}")
    for key in needed:
        if key not in node.value:
            problems.add(node.line, f"{what} lacks the key {key}")
    return {key: value for key, value in node.value.items() if key in known}


def strings(node: Node | None, problems: Problems, what: str) -> tuple[Node, ...]:
    """Return the entries of a list of non-empty strings, each with its line."""
    if node is None:
        return ()
    if not isinstance(node.value, list):
        problems.add(node.line, f"{what} must be a list, not {kind_of(node)}")
        return ()
    good = []
    for item in node.value:
        if not isinstance(item.value, str) or not item.value.strip():
            wanted = (
                "a string that is not empty"
                if isinstance(item.value, str)
                else f"a string, not {kind_of(item)}"
            )
            problems.add(item.line, f"each entry of {what} must be {wanted} (put it into quotes)")
        else:
            good.append(item)
    return tuple(good)


def choice(node: Node | None, problems: Problems, what: str, known: Iterable[str], default: str) -> str:
    """Return a string that must be one of ``known``."""
    known = tuple(known)
    if node is None:
        return default
    if node.value not in known:
        problems.add(node.line, f"{what} must be one of {', '.join(known)}, not {node.value!r}")
        return default
    return str(node.value)


def number(node: Node, problems: Problems, what: str, *, least: float, most: float) -> float:
    """Return a number between ``least`` and ``most``."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        found = kind_of(node) if isinstance(value, list | dict) else repr(value)
        problems.add(node.line, f"{what} must be a number from {least:g} to {most:g}, not {found}")
        return least
    return float(value)


def kind_of(node: Node) -> str:
    """Say what a node holds."""
    names = {dict: "a mapping", list: "a list", str: "a string", bool: "true or false", type(None): "nothing"}
    return names.get(type(node.value), f"a {type(node.value).__name__}")
