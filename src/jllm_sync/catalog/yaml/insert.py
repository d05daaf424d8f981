"""Whole entries and variants put into the text of a catalog, without touching another line.

The positions that the parser gives say where; what was there before stays as it was, byte for byte. The new text is
read again and must hold what the old one held and the new piece at its place: a layout that this was not made for
leads to a refusal, never to a broken catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.tree import Mapping, Mark
from jllm_sync.errors import UserError

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BLANK_OR_COMMENT = re.compile(r"[ \t]*(#.*)?\Z")
Path = tuple[str | int, ...]


def insert_entry(data: bytes, section: str, place: int, lines: Sequence[str], file: str) -> bytes:
    """Put an entry into a section.

    Args:
        data: the bytes of the catalog; it must be valid.
        section: the section's id.
        place: before which of its entries; as many as there are: behind the last.
        lines: the entry as lines of YAML, its keys at the left margin; comments may stand behind values.
        file: what messages call the catalog.

    Raises:
        UserError: the catalog is laid out in a way that this cannot add to.
    """
    root = _read(data, file)
    index = next(i for i, node in enumerate(root["sections"]) if node["id"] == section)
    return _insert(data, root, ("sections", index), "entries", place, lines, file)


def insert_variant(data: bytes, entry: str, place: int, lines: Sequence[str], file: str) -> bytes:
    """Put a variant into an entry; arguments and errors as of :func:`insert_entry`."""
    root = _read(data, file)
    where = next(
        ("sections", s, "entries", e)
        for s, section in enumerate(root["sections"])
        for e, node in enumerate(section.get("entries") or ())
        if node["id"] == entry
    )
    return _insert(data, root, where, "variants", place, lines, file)


def _insert(data: bytes, root: Mapping, where: Path, key: str, place: int, lines: Sequence[str], file: str) -> bytes:
    text = data.decode("utf-8-sig")
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    holder = _at(root, where)
    items = holder.get(key)
    if items:
        marks = items.item_marks
        dash = _dash(text, starts, marks[0])
        if dash is None:
            raise _unusual(file, marks[0], key)
        line = _line_above(text, starts, marks[place][0]) if place < len(marks) else _end(text, starts, root, where)
        block = _indented(lines, dash)
    else:
        if key in holder or not _stands_in_block(text, starts, holder):
            raise _unusual(file, holder.mark, key)
        margin = " " * (next(iter(holder.key_marks.values()))[1] - 1)
        line = _end(text, starts, root, where)
        block = [f"{margin}{key}:", *_indented(lines, f"{margin}  - ")]
    ending = _line_ending(text)
    piece = "".join(f"{one}{ending}" for one in block)
    offset = starts[line - 1] if line <= len(starts) else len(text)
    if offset == len(text) and text and not _BREAK.search(text[-1]):
        piece = ending + piece.removesuffix(ending)
    new = text[:offset] + piece + text[offset:]
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    result = bom + new.encode()
    _verify(root, result, where, key, place, lines, file)
    return result


def _verify(old: Mapping, result: bytes, where: Path, key: str, place: int, lines: Sequence[str], file: str) -> None:
    """The new text must hold the old one's values, and the new item at its place."""
    new, errors = yaml_tree.read(result)
    item, item_errors = yaml_tree.read("\n".join(lines).encode())
    ok = not errors and not item_errors and new is not None
    if ok:
        items = _at(new, where).get(key) or []
        ok = place < len(items) and items[place] == item
        if ok:
            del items[place]
            if not items and key not in _at(old, where):
                del _at(new, where)[key]
            ok = new == old
    if not ok:
        raise _unusual(file, _at(old, where).mark, key)


def _read(data: bytes, file: str) -> Mapping:
    root, errors = yaml_tree.read(data)
    if errors or not isinstance(root, Mapping):
        mark = errors[0].mark if errors else (1, 1)
        raise UserError(f"{file}:{mark[0]}:{mark[1]}: {errors[0].message if errors else 'not a catalog'}")
    return root


def _at(root: Any, path: Path) -> Any:
    for step in path:
        root = root[step]
    return root


def _dash(text: str, starts: list[int], mark: Mark) -> str | None:
    """What stands before an item on its line, blanks and a dash; None where the item does not begin its line."""
    start = starts[mark[0] - 1]
    before = text[start : start + mark[1] - 1]
    return before if re.fullmatch(r" *- +", before) else None


def _stands_in_block(text: str, starts: list[int], holder: Mapping) -> bool:
    key = next(iter(holder.key_marks.values()), None)
    if key is None:
        return False
    start = starts[key[0] - 1]
    return re.fullmatch(r"[ -]*", text[start : start + key[1] - 1]) is not None


def _line_above(text: str, starts: list[int], line: int) -> int:
    """The line of an item, or the first of the comment lines that stand right above it."""
    while line > 1 and _line(text, starts, line - 1).lstrip().startswith("#"):
        line -= 1
    return line


def _end(text: str, starts: list[int], root: Mapping, where: Path) -> int:
    """The line behind the last one of a node: comments and blank lines before what follows are not its own."""
    node = _at(root, where)
    last = max(_marks(node))
    following = min((mark for mark in _marks(root) if mark > last), default=None)
    line = following[0] if following else len(starts) + (1 if starts[-1] < len(text) else 0)
    if following is None and starts[-1] == len(text):
        line = len(starts)
    while line > 1 and _BLANK_OR_COMMENT.match(_line(text, starts, line - 1)) and line - 1 > last[0]:
        line -= 1
    return line


def _marks(node: Any) -> Iterator[Mark]:
    if isinstance(node, Mapping):
        yield node.mark
        yield from node.key_marks.values()
        yield from node.value_marks.values()
        for value in node.values():
            yield from _marks(value)
    elif isinstance(node, yaml_tree.Sequence):
        yield from node.item_marks
        for value in node:
            yield from _marks(value)


def _line(text: str, starts: list[int], line: int) -> str:
    end = starts[line] if line < len(starts) else len(text)
    return text[starts[line - 1] : end].rstrip("\r\n\x85\u2028\u2029")


def _indented(lines: Sequence[str], dash: str) -> list[str]:
    rest = " " * len(dash)
    return [f"{dash}{lines[0]}", *(f"{rest}{line}" if line else "" for line in lines[1:])]


def _line_ending(text: str) -> str:
    match = _BREAK.search(text)
    return match[0] if match and match[0] in ("\n", "\r\n") else "\n"


def _unusual(file: str, mark: Mark, key: str) -> UserError:
    return UserError(
        f"{file}:{mark[0]}:{mark[1]}: expected `{key}` as a list with one item a line, each behind its own dash; found "
        "another layout, to which nothing can be added safely. Lay it out so, or add what was drafted by hand."
    )
