"""Where in a catalog's text a change goes, and what it writes: the layout around it stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from collections.abc import Sequence as AnySequence
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.edit import CatalogEdit, Insertion
from jllm_sync.catalog.yaml.emit import double_quoted, one_line
from jllm_sync.catalog.yaml.tree import Mapping, Sequence, Span
from jllm_sync.messages import Message, message

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_COLON = re.compile(r"[ \t]*:")
_COMMA = re.compile(r"[ \t]*,")
_DASH = re.compile(r" *- +")
_LAST_KEYS = ("variants", "references", "waivers")
"""Keys that stand at the end of an entry: others are added before them."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace the characters from ``start`` to ``end`` by ``text``."""

    start: int
    end: int
    text: str


class UnusualLayout(Exception):
    """YAML that is right, and laid out in a way that no change is made for."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.why: Message = message(f"edit-layout.{key}")


def spliced(text: str, splices: Iterable[Splice]) -> str | None:
    """The text with the splices in it, of equal places in the order given; None where two get in each other's way."""
    pieces, done = [], 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if splice.start < done:
            return None
        pieces += [text[done : splice.start], splice.text]
        done = splice.end
    return "".join([*pieces, text[done:]])


def rewrite(text: str, holder: Mapping, edits: AnySequence[CatalogEdit]) -> list[Splice]:
    """The splices that make all the edits of one mapping; each is of another key.

    Raises:
        UnusualLayout: the mapping is laid out in a way that no edit is made for.
        ValueError: a new value is none that YAML can hold.
    """
    removed = frozenset(edit.path[-1] for edit in edits if edit.op == "remove")
    splices: list[Splice] = []
    for edit in edits:
        if edit.op == "set":
            splices += _set_value(text, holder, edit.path[-1], edit.new)
        elif edit.op == "remove":
            splices.append(_remove_key(text, holder, edit.path[-1], removed))
    added = {edit.path[-1]: edit.new for edit in edits if edit.op == "add"}
    return [*splices, _add_keys(text, holder, added, removed)] if added else splices


def insert_items(text: str, holder: Mapping, key: str, order: AnySequence[int | Insertion]) -> list[Splice]:
    """The splices that put new items into a list whose items stand on lines of their own.

    Args:
        text: the catalog's text.
        holder: the mapping that has the list, or is to have it.
        key: the list's key.
        order: the places of the items that are there, in their order, and between them what is new.

    Raises:
        UnusualLayout: the list, or the mapping, is laid out in another way.
    """
    if holder.span.style == "flow" or not holder:
        raise UnusualLayout("list")
    items = holder.get(key)
    if isinstance(items, Sequence) and items:
        return _between(text, items, order)
    new = [one for one in order if isinstance(one, Insertion)]
    first = next(iter(holder.key_spans.values()))
    margin = " " * _column(text, first.start)
    block = [line for one in new for line in _indented(one.lines, f"{margin}  - ")]
    newline = _newline(text)
    if key not in holder:
        end = _line_end(text, holder.span.end)
        return [Splice(end, end, newline + newline.join([f"{margin}{key}:", *block]))]
    if items is not None and not isinstance(items, Sequence):
        raise UnusualLayout("list")
    colon, empty = _after_colon(text, holder.key_spans[key]), holder.value_spans[key]
    behind = empty.end if empty.end > empty.start else colon
    if _BREAK.search(text, colon, behind):
        raise UnusualLayout("list")
    end = _line_end(text, behind)  # a comment behind it stays
    return [Splice(colon, behind, ""), Splice(end, end, newline + newline.join(block))]


def _between(text: str, items: Sequence, order: AnySequence[int | Insertion]) -> list[Splice]:
    newline = _newline(text)
    first = items.item_span(0).start
    dash = text[_line_start(text, first) : first]
    if not _DASH.fullmatch(dash):
        raise UnusualLayout("list")
    splices: list[Splice] = []
    waiting: list[str] = []
    for one in order:
        if isinstance(one, Insertion):
            waiting += _indented(one.lines, dash)
        elif waiting:
            start = _above(text, _line_start(text, items.item_span(one).start))
            splices.append(Splice(start, start, "".join(f"{line}{newline}" for line in waiting)))
            waiting = []
    if waiting:
        end = _line_end(text, items.span.end)
        splices.append(Splice(end, end, newline + newline.join(waiting)))
    return splices


def _above(text: str, start: int) -> int:
    """Where the comment lines begin that stand right above a line."""
    while start > 0:
        before = _line_start(text, start - 1)
        if not text[before:start].lstrip().startswith("#"):
            break
        start = before
    return start


def _indented(lines: AnySequence[str], dash: str) -> list[str]:
    rest = " " * len(dash)
    return [f"{dash}{lines[0]}", *(f"{rest}{line}" if line else "" for line in lines[1:])]


def _set_value(text: str, holder: Mapping, key: str, new: Any) -> list[Splice]:
    """Put another value in the place of the one that a key has."""
    old, span, in_braces = holder[key], holder.value_spans[key], holder.span.style == "flow"
    colon = _after_colon(text, holder.key_spans[key])
    if isinstance(old, Sequence) and (more := _appended(old, new)):
        return [_append(text, old, more)]
    if span.style == "block":
        return _set_block(text, colon, span, old, new)
    if span.start == span.end:  # no value stands there
        return [Splice(colon, colon, f" {one_line(new, in_braces)}")]
    return [Splice(span.start, span.end, _in_style_of(span, new, in_braces))]


def _add_keys(text: str, holder: Mapping, added: dict[str, Any], removed: frozenset[str]) -> Splice:
    """Add keys to a mapping: at its end, in an entry before its lists of repos."""
    in_braces = holder.span.style == "flow"
    if in_braces:
        written = [f"{one_line(key)}: {one_line(new, in_braces)}" for key, new in added.items()]
        if not holder:
            return Splice(holder.span.start + 1, holder.span.start + 1, ", ".join(written))
        end = list(holder.value_spans.values())[-1].end
        before = ", " if holder.keys() - removed else ""
        return Splice(end, end, before + ", ".join(written))
    names = list(holder)
    last = next((at for at, name in enumerate(names) if name in _LAST_KEYS and at > 0), len(names)) - 1
    first = holder.key_spans[names[0]].start
    indent = " " * _column(text, first)
    end = _line_end(text, holder.value_spans[names[last]].end)
    written = [line for key, new in added.items() for line in _lines(key, new)]
    return Splice(end, end, "".join(f"{_newline(text)}{indent}{line}" for line in written))


def _lines(key: str, new: Any) -> list[str]:
    """A key and its value: on one line, but for several mappings, as waivers are."""
    if isinstance(new, list) and len(new) > 1 and all(isinstance(item, dict) for item in new):
        return [f"{one_line(key)}:", *(f"  - {one_line(item)}" for item in new)]
    return [f"{one_line(key)}: {one_line(new)}"]


def _remove_key(text: str, holder: Mapping, key: str, removed: frozenset[str]) -> Splice:
    """Take a key and its value out, of several that go."""
    names = list(holder)
    at = names.index(key)
    start, end = holder.key_spans[key].start, holder.value_spans[key].end
    first = removed.issuperset(names[:at])  # nothing before it stays
    if holder.span.style == "flow":
        return _remove_from_flow(text, holder, names, at, first)
    if removed.issuperset(names):
        raise UnusualLayout("only-key")
    if first:  # its line may begin with the dash of a list
        after = holder.key_spans[names[at + 1]].start
        if "#" in text[end:after]:
            raise UnusualLayout("first-key")
        return Splice(start, after, "")
    return Splice(_end_before(text, start), _line_end(text, end), "")


def _remove_from_flow(text: str, holder: Mapping, names: list[str], at: int, first: bool) -> Splice:
    start, end = holder.key_spans[names[at]].start, holder.value_spans[names[at]].end
    before = start if first else holder.value_spans[names[at - 1]].end
    if not first and text[before:start].strip() == "," and not _BREAK.search(text[before:start]):
        return Splice(before, end, "")
    if at + 1 < len(names):
        after = holder.key_spans[names[at + 1]].start
        if "#" in text[end:after]:
            after = text.index(",", end) + 1
        return Splice(start, after, "")
    comma = None if first else _COMMA.match(text, end)  # the comma before it stays
    return Splice(start, comma.end() if comma else end, "")


def _appended(old: Any, new: Any) -> list[Any]:
    """What a list has at its end that it did not have; empty where the beginning is another, or was empty."""
    if not (isinstance(old, list) and isinstance(new, list) and old):
        return []
    if json.dumps(new[: len(old)]) != json.dumps(old):  # not ==: false is not 0
        return []
    return new[len(old) :]


def _append(text: str, old: Sequence, items: AnySequence[Any]) -> Splice:
    end = old.item_span(len(old) - 1).end
    if old.span.style == "flow":
        return Splice(end, end, "".join(f", {one_line(item)}" for item in items))
    end = _line_end(text, end)
    start = f"{_newline(text)}{' ' * _column(text, old.span.start)}- "
    return Splice(end, end, "".join(f"{start}{one_line(item)}" for item in items))


def _set_block(text: str, colon: int, span: Span, old: Any, new: Any) -> list[Splice]:
    """Another value for a block list or mapping: in the same form where the new value has it, else behind the key."""
    if lines := _block_lines(old, new):
        indent = f"{_newline(text)}{' ' * _column(text, span.start)}"
        return [Splice(span.start, span.end, indent.join(lines))]
    rest = _line_end(text, colon)  # a comment behind the key stays
    return [Splice(colon, colon, f" {one_line(new)}"), Splice(rest, span.end, "")]


def _block_lines(old: Any, new: Any) -> list[str]:
    if isinstance(old, Sequence) and isinstance(new, list):
        return [f"- {one_line(item)}" for item in new]
    if isinstance(old, Mapping) and isinstance(new, dict):
        return [f"{one_line(key)}: {one_line(item)}" for key, item in new.items()]
    return []


def _in_style_of(span: Span, new: Any, in_braces: bool) -> str:
    """The new value quoted as the old one was, where both are text."""
    if isinstance(new, str) and new.isprintable():
        if span.style == "quoted":
            return double_quoted(new)
        if span.style == "quoted once":
            return "'" + new.replace("'", "''") + "'"
    return one_line(new, in_braces)


def _after_colon(text: str, key: Span) -> int:
    found = _COLON.match(text, key.end)
    if found is None:
        raise UnusualLayout("colon")
    return found.end()


def _line_start(text: str, at: int) -> int:
    start = text.rfind("\n", 0, at) + 1
    return max(start, *(text.rfind(mark, start, at) + 1 for mark in "\r\x85\u2028\u2029"))


def _line_end(text: str, at: int) -> int:
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def _end_before(text: str, at: int) -> int:
    """Where the line before the one of this place ends."""
    start = _line_start(text, at)
    return start - (2 if text[max(0, start - 2) : start] == "\r\n" else 1)


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found[0] if found and found[0] in ("\n", "\r\n") else "\n"
