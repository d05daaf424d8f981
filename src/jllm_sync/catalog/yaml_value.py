"""A value as YAML on one line, as a catalog writes small values: ``mit``, ``[a, b]``, ``{min: 1, max: 2}``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jllm_sync.catalog import yaml_tree
from jllm_sync.catalog.emit import needs_quotes


def one_line(value: Any) -> str:
    """The YAML of plain data on one line; it reads the same in braces and outside of them.

    Raises:
        ValueError: the value is none that YAML can hold as it is read here (a number that is not finite, a lone
            surrogate, an object of Python).
    """
    text = _write(value)
    root, errors = yaml_tree.read(f"{{key: {text}, next: 0}}".encode("utf-8", "surrogatepass"))
    if errors or root != {"key": value, "next": 0}:
        raise ValueError(f"no YAML for {text[:80]!r}")
    return text


def _write(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(key))}: {_write(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_write, value)) + "]"
    raise ValueError(f"no YAML for a {type(value).__name__}")


def _text(text: str) -> str:
    if not needs_quotes(text) and _is_plain(text):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _is_plain(text: str) -> bool:
    """Whether the text without quotes is read as itself, as a key and as a value."""
    if not text.isprintable() or text != text.strip():
        return False
    root, errors = yaml_tree.read(f"{{{text}: {text}, next: 0}}".encode())
    return not errors and root == {text: text, "next": 0}
