"""Plain data as YAML: a whole catalog, laid out for people, and small values on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from jllm_sync.catalog.yaml.tree import read

SCHEMA_LINE = "# yaml-language-server: $schema=schemas/catalog.schema.json\n"

_ONE_LINE_ITEMS = frozenset({"variants", "references", "parents", "columns", "data", "waivers", "accepts"})
"""Keys of lists whose items stand on one line each."""
_ONE_LINE_TABLES = frozenset({"licenses", "foundations"})
"""Keys of tables whose values stand on one line each."""
_LONGEST_LIST = 96
_STR, _MAP, _SEQ = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
_OTHER_READERS = re.compile(  # what PyYAML reads as a string and YAML 1.1 or the core schema of YAML 1.2 does not
    r"[yYnN]|0o[0-7]+|[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)


def emit(catalog: Mapping[str, Any]) -> str:
    """Write a catalog as YAML; what is read back is what was written.

    Args:
        catalog: plain data in the form of the catalog's schema; keys keep their order.
    """
    dumped: str = yaml.serialize(
        _node(catalog, flow=False), Dumper=_Dumper, allow_unicode=True, width=float("inf"), indent=2
    )
    return SCHEMA_LINE + dumped


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list below its key."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Quote with double quotes wherever quotes are needed and none need escaping."""
        style: str = super().choose_scalar_style()
        value = self.event.value if isinstance(self.event, yaml.ScalarEvent) else ""
        return '"' if style == "'" and not set('"\\') & set(value) else style


_RESOLVER = yaml.resolver.Resolver()


def _node(value: Any, *, flow: bool, key: str = "") -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [
            (_scalar(name), _node(item, flow=flow or _is_flow(name, item, key), key=name))
            for name, item in value.items()
        ]
        return yaml.MappingNode(_MAP, pairs, flow_style=flow)
    if isinstance(value, list | tuple):
        items = [_node(item, flow=flow or key in _ONE_LINE_ITEMS, key="") for item in value]
        return yaml.SequenceNode(_SEQ, items, flow_style=flow)
    return _scalar(value)


def _is_flow(name: str, value: Any, table: str) -> bool:
    """Whether the value of a key stands on the key's line."""
    if table in _ONE_LINE_TABLES:
        return True
    if isinstance(value, Mapping):
        return all(not isinstance(item, Mapping) for item in value.values()) and name not in _ONE_LINE_TABLES
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(isinstance(item, str) for item in value) and sum(len(item) + 2 for item in value) <= _LONGEST_LIST
    return False


def _scalar(value: Any) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return yaml.ScalarNode("tag:yaml.org,2002:float", repr(value))
    text = str(value)
    return yaml.ScalarNode(_STR, text, style='"' if needs_quotes(text) else None)


def needs_quotes(text: str) -> bool:
    """Whether some reader of YAML takes this text for something else than text."""
    resolved = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return resolved != _STR or _OTHER_READERS.fullmatch(text) is not None


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
    root, errors = read(around.encode("utf-8", "surrogatepass"))
    return not errors and root == {"key": value, "next": 0}
