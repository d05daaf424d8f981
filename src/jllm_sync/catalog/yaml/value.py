"""A value as YAML on one line, as a catalog writes small values: ``mit``, ``[a, b]``, ``{min: 1, max: 2}``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.emit import needs_quotes


def one_line(value: Any, in_braces: bool = True) -> str:
    """The YAML of plain data on one line.

    Args:
        value: plain data.
        in_braces: whether it may come to stand within braces or brackets, where text needs quotes more often.

    Raises:
        ValueError: the value is none that YAML can hold as it is read here (a number that is not finite, a lone
            surrogate, an object of Python).
    """
    text = _text(value, in_braces) if isinstance(value, str) else _write(value)
    if not _reads_as(text, value, in_braces):
        raise ValueError(f"no YAML for {text[:80]!r}")
    return text


def double_quoted(text: str) -> str:
    """A text in double quotes; what nobody could see stands there as its code point."""
    return "".join(c if c.isprintable() else _escape(c) for c in json.dumps(text, ensure_ascii=False))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _write(value: Any) -> str:
    if isinstance(value, str):
        return _text(value, in_braces=True)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_write(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_write, value)) + "]"
    raise ValueError(f"no YAML for a {type(value).__name__}")


def _key(key: Any) -> str:
    text = _text(str(key), in_braces=True)
    return text if _reads_as(f"{{{text}: 0}}", {key: 0}, in_braces=True) else double_quoted(str(key))


def _text(text: str, in_braces: bool) -> str:
    plain = text.isprintable() and text == text.strip() and not needs_quotes(text)
    return text if plain and _reads_as(text, text, in_braces) else double_quoted(text)


def _reads_as(text: str, value: Any, in_braces: bool) -> bool:
    around = f"{{key: {text}, next: 0}}" if in_braces else f"key: {text}\nnext: 0\n"
    root, errors = yaml_tree.read(around.encode("utf-8", "surrogatepass"))
    return not errors and root == {"key": value, "next": 0}
