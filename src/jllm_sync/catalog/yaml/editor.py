"""Changes to the text of catalog.yaml that leave every other byte as it was: comments, order, quotes, line ends.

The text is cut at the positions that the parser gives and put together again; nothing is written anew. After every
round of changes the new text is read, and must say what the old one said but for the changes: a layout that the splices
were not made for leads to a refusal, never to a broken catalog.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.edit import CatalogEdit, EditsRefused, Refusal
from jllm_sync.catalog.problem import InvalidCatalog
from jllm_sync.catalog.yaml.document import Document, Place
from jllm_sync.catalog.yaml.splice import Splice, UnusualLayout, add_key, remove_key, set_value

_SHOWN = 80


def edit_catalog(data: bytes, edits: Sequence[CatalogEdit], file: str) -> bytes:
    """Make edits: all of them, or none.

    An edit that changes a repo's ID is made after all others, so that each finds its repo.

    Args:
        data: the bytes of the catalog.
        edits: the changes; they may come from an untrusted report.
        file: what locations call the catalog.

    Returns:
        The bytes with the changes.

    Raises:
        EditsRefused: an edit's path does not exist, its old value is not what stands there, or its new value cannot be
            written; all such edits of one round.
        InvalidCatalog: the bytes are no YAML.
    """
    document = Document(data, file)
    left = sorted(edits, key=lambda edit: edit.path[-1:] == ("repo",))
    while left:
        document, left = _round(document, left)
    return f"{document.bom}{document.text}".encode()


def stands_already(data: bytes, edit: CatalogEdit, file: str, renamed: Mapping[tuple[str, ...], str]) -> bool:
    """Whether a catalog already says what an edit would make it say.

    Args:
        data: the bytes of the catalog.
        edit: the change.
        file: what locations call the catalog.
        renamed: the new IDs of repos, by (entry, repo): other edits change them, or have done so.
    """
    document = Document(data, file)
    path = edit.path
    if len(path) == 3 and path[:2] in renamed:
        path = (path[0], renamed[path[:2]], path[2])
    place = _place(document, path, edit, holding=edit.new)
    if isinstance(place, Refusal):
        return False
    if edit.op == "remove":
        return path[-1] not in place.values
    return path[-1] in place.values and _same(place.values[path[-1]], edit.new)


def _round(document: Document, edits: Sequence[CatalogEdit]) -> tuple[Document, list[CatalogEdit]]:
    """Make as many edits as do not touch each other; the others are left for the next round."""
    left: list[CatalogEdit] = []
    refusals: list[Refusal] = []
    done: list[_Change] = []
    for edit in edits:
        place = _place(document, edit.path, edit, holding=edit.old)
        problem = place if isinstance(place, Refusal) else _mismatch(document, place, edit)
        if problem is not None:
            refusals.append(problem)
            continue
        assert isinstance(place, Place)
        splices = _splices(document, place, edit)
        if isinstance(splices, Refusal):
            refusals.append(splices)
            continue
        change = _Change(place, edit, splices)
        if any(change.touches(other) for other in done):
            left.append(edit)
        else:
            done.append(change)
    if refusals:
        raise EditsRefused(refusals)
    for change in done:
        if change.edit.op == "remove":
            del change.place.values[change.edit.path[-1]]
        else:
            change.place.values[change.edit.path[-1]] = change.edit.new
    changed = _read_again(document, _spliced(document.text, [splice for change in done for splice in change.splices]))
    if changed is None or not _same(changed.values, document.values):
        why = "the change would say something else"
        raise EditsRefused([_layout(document, change.place, change.edit, why) for change in done])
    return changed, left


@dataclass(frozen=True, slots=True)
class _Change:
    """An edit with the mapping that it changes and what it does to the text."""

    place: Place
    edit: CatalogEdit
    splices: list[Splice]

    def touches(self, other: _Change) -> bool:
        """Whether one of two changes could get in the other's way."""
        if self.place.node is other.place.node and (self.edit.op, other.edit.op) != ("set", "set"):
            return True
        return any(a.start <= b.end and b.start <= a.end for a in self.splices for b in other.splices)


def _spliced(text: str, splices: list[Splice]) -> str:
    for splice in sorted(splices, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def _read_again(document: Document, text: str) -> Document | None:
    try:
        return Document(f"{document.bom}{text}".encode("utf-8", "surrogatepass"), document.file)
    except InvalidCatalog:
        return None


def _place(document: Document, path: tuple[str, ...], edit: CatalogEdit, holding: Any) -> Place | Refusal:
    """The mapping that an edit changes: found by ids, wherever it stands by now."""
    if len(path) not in (2, 3) or not all(isinstance(step, str) and step for step in path):
        return Refusal(tuple(map(str, path)), "a path (entry, field) or (entry, repo, field)", "another", None)
    entry = document.entry(path[0])
    if entry is None:
        return Refusal(path, f"an entry with the id {_show(path[0])}", "none", None)
    if len(path) == 2:
        return entry
    places = document.repos(entry, path[1])
    if not places:
        found = "none in the entry"
        return Refusal(path, f"the repo {_show(path[1])}", found, document.location(entry.values.mark))
    lines = (edit.location.line, edit.location.column)
    fitting = [place for place in places if _same(place.values.get(path[2]), holding)]
    there = [place for place in fitting if lines in place.values.value_marks.values()]
    return (there or fitting or places)[0]


def _mismatch(document: Document, place: Place, edit: CatalogEdit) -> Refusal | None:
    """What stands in the way of an edit: another value than the one it was made for."""
    field = edit.path[-1]
    if edit.op == "add":
        if field not in place.values:
            return None
        expected = "no such key"
    elif field not in place.values:
        return Refusal(edit.path, _show(edit.old), "no such key", document.location(place.values.mark))
    elif _same(place.values[field], edit.old):
        return None
    else:
        expected = _show(edit.old)
    return Refusal(edit.path, expected, _show(place.values[field]), document.location(place.values.value_marks[field]))


def _splices(document: Document, place: Place, edit: CatalogEdit) -> list[Splice] | Refusal:
    field = edit.path[-1]
    try:
        if edit.op == "set":
            return set_value(document.text, place, field, edit.new)
        if edit.op == "add":
            return add_key(document.text, place, field, edit.new)
        return remove_key(document.text, place, field)
    except UnusualLayout as unusual:
        return _layout(document, place, edit, str(unusual))
    except (ValueError, RecursionError):
        return Refusal(edit.path, "a new value that YAML can hold", _show(edit.new), None)


def _layout(document: Document, place: Place, edit: CatalogEdit, why: str) -> Refusal:
    found = f"a layout that is to be edited by hand: {why}"
    return Refusal(edit.path, "a value that can be changed by itself", found, document.location(place.values.mark))


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same plain data: 1 is not true, and a mapping's order says nothing."""
    try:
        return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return False


def _show(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
