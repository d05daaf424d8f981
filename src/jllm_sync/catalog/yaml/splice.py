"""Where in a catalog's text a change goes, and what it writes: the layout around it stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from jllm_sync.catalog.yaml.document import Place
from jllm_sync.catalog.yaml.value import double_quoted, one_line

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_COLON = re.compile(r"[ \t]*:")
_COMMA = re.compile(r"[ \t]*,")
_LAST_KEYS = ("variants", "references", "waivers")
"""Keys that stand at the end of an entry: others are added before them."""


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Replace the characters from ``start`` to ``end`` by ``text``."""

    start: int
    end: int
    text: str


class UnusualLayout(Exception):
    """YAML that is right, and laid out in a way that no edit is made for."""


def set_value(text: str, place: Place, key: str, new: Any) -> list[Splice]:
    """The splices that put another value in the place of the one that a key has."""
    name, node = place.pair(key)
    colon = _after_colon(text, name)
    if isinstance(node, yaml.SequenceNode) and (more := _appended(place.values[key], new)):
        return [_append(text, node, more)]
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return _set_block(text, colon, node, new)
    start, end = node.start_mark.index, _end(text, node)
    if start == end:  # no value stands there
        return [Splice(colon, colon, f" {one_line(new, in_braces=bool(place.node.flow_style))}")]
    return [Splice(start, end, _in_style_of(node, new, in_braces=bool(place.node.flow_style)))]


def add_key(text: str, place: Place, key: str, new: Any) -> list[Splice]:
    """The splices that add a key to a mapping: at its end, in an entry before its lists of repos."""
    written = f"{one_line(key)}: {one_line(new, in_braces=bool(place.node.flow_style))}"
    pairs = place.node.value
    if place.node.flow_style:
        if not pairs:
            start = place.node.start_mark.index + 1
            return [Splice(start, start, written)]
        end = _end(text, pairs[-1][1])
        return [Splice(end, end, f", {written}")]
    names = [name.value for name, _ in pairs]
    last = next((at for at, name in enumerate(names) if name in _LAST_KEYS and at > 0), len(names)) - 1
    indent = " " * pairs[0][0].start_mark.column
    end = _line_end(text, _end(text, pairs[last][1]))
    return [Splice(end, end, f"{_newline(text)}{indent}{written}")]


def remove_key(text: str, place: Place, key: str) -> list[Splice]:
    """The splices that take a key and its value out."""
    pairs = place.node.value
    at = next(number for number, (name, _) in enumerate(pairs) if name.value == key)
    start, end = pairs[at][0].start_mark.index, _end(text, pairs[at][1])
    if place.node.flow_style:
        return [_remove_from_flow(text, pairs, at, start, end)]
    if len(pairs) == 1:
        raise UnusualLayout("it is the mapping's only key")
    if at == 0:  # its line may begin with the dash of a list
        after = pairs[1][0].start_mark.index
        if "#" in text[end:after]:
            raise UnusualLayout("it is the mapping's first key, and a comment follows")
        return [Splice(start, after, "")]
    return [Splice(_end_before(text, start), _line_end(text, end), "")]


def _remove_from_flow(text: str, pairs: Sequence[tuple[yaml.Node, yaml.Node]], at: int, start: int, end: int) -> Splice:
    before = _end(text, pairs[at - 1][1]) if at else start
    if at and text[before:start].strip() == "," and not _BREAK.search(text[before:start]):
        return Splice(before, end, "")
    if at + 1 < len(pairs):
        after = pairs[at + 1][0].start_mark.index
        if "#" in text[end:after]:
            after = text.index(",", end) + 1
        return Splice(start, after, "")
    comma = _COMMA.match(text, end) if at else None  # the comma before it stays
    return Splice(start, comma.end() if comma else end, "")


def _appended(old: Any, new: Any) -> list[Any]:
    """What a list has at its end that it did not have; empty where the beginning is another, or was empty."""
    if not (isinstance(old, list) and isinstance(new, list) and old):
        return []
    if json.dumps(new[: len(old)]) != json.dumps(old):  # not ==: false is not 0
        return []
    return new[len(old) :]


def _append(text: str, node: yaml.SequenceNode, items: Sequence[Any]) -> Splice:
    end = _end(text, node.value[-1])
    if node.flow_style:
        return Splice(end, end, "".join(f", {one_line(item)}" for item in items))
    end = _line_end(text, end)
    start = f"{_newline(text)}{' ' * node.start_mark.column}- "
    return Splice(end, end, "".join(f"{start}{one_line(item)}" for item in items))


def _set_block(text: str, colon: int, node: yaml.CollectionNode, new: Any) -> list[Splice]:
    """Another value for a block list or mapping: in the same form where the new value has it, else behind the key."""
    start, end = node.start_mark.index, _end(text, node)
    lines = _block_lines(node, new)
    if lines:
        indent = f"{_newline(text)}{' ' * node.start_mark.column}"
        return [Splice(start, end, indent.join(lines))]
    rest = _line_end(text, colon)  # a comment behind the key stays
    return [Splice(colon, colon, f" {one_line(new)}"), Splice(rest, end, "")]


def _block_lines(node: yaml.CollectionNode, new: Any) -> list[str]:
    if isinstance(node, yaml.SequenceNode) and isinstance(new, list):
        return [f"- {one_line(item)}" for item in new]
    if isinstance(node, yaml.MappingNode) and isinstance(new, dict):
        return [f"{one_line(key)}: {one_line(item)}" for key, item in new.items()]
    return []


def _in_style_of(node: yaml.Node, new: Any, in_braces: bool) -> str:
    """The new value quoted as the old one was, where both are text."""
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    if isinstance(new, str) and new.isprintable():
        if style == '"':
            return double_quoted(new)
        if style == "'":
            return "'" + new.replace("'", "''") + "'"
    return one_line(new, in_braces)


def _after_colon(text: str, name: yaml.Node) -> int:
    found = _COLON.match(text, name.end_mark.index)
    if found is None:
        raise UnusualLayout("its key and its colon stand apart")
    return found.end()


def _end(text: str, node: yaml.Node) -> int:
    """Where a node's own text ends: the parser lets a block run on to what follows it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return start + len(text[start:end].rstrip())
    return int(end)


def _line_end(text: str, at: int) -> int:
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def _end_before(text: str, at: int) -> int:
    """Where the line before the one of this place ends."""
    breaks = list(_BREAK.finditer(text, 0, at))
    return breaks[-1].start()


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found[0] if found else "\n"
