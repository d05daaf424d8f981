"""Changes to the text of catalog.yaml that leave every other byte as it was: comments, order, quotes, line ends.

The text is cut at the positions that the parser gives and put together again; nothing is written anew. After every
round of changes the new text is read, and must say what the old one said but for the changes: a layout that the splices
were not made for leads to a refusal, never to a broken catalog.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jllm_sync.catalog import yaml_tree
from jllm_sync.catalog.document import Document, Place
from jllm_sync.catalog.edit import CatalogEdit, EditsRefused, Refusal
from jllm_sync.catalog.splice import Splice, UnusualLayout, add_key, remove_key, set_value

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


def stands_already(data: bytes, edit: CatalogEdit, file: str) -> bool:
    """Whether a catalog already says what an edit would make it say."""
    document = Document(data, file)
    path = edit.path
    if edit.op == "set" and path[-1:] == ("repo",) and len(path) == 3 and isinstance(edit.new, str):
        path = (path[0], edit.new, "repo")
    place = _place(document, path, edit, holding=edit.new)
    if isinstance(place, Refusal):
        return False
    if edit.op == "remove":
        return path[-1] not in place.values
    return path[-1] in place.values and _same(place.values[path[-1]], edit.new)


def _round(document: Document, edits: Sequence[CatalogEdit]) -> tuple[Document, list[CatalogEdit]]:
    """Make as many edits as do not touch each other; the others are left for the next round."""
    splices: list[Splice] = []
    left: list[CatalogEdit] = []
    refusals: list[Refusal] = []
    done: list[tuple[Place, CatalogEdit]] = []
    for edit in edits:
        place = _place(document, edit.path, edit, holding=edit.old)
        problem = place if isinstance(place, Refusal) else _mismatch(document, place, edit)
        if problem is not None:
            refusals.append(problem)
            continue
        assert isinstance(place, Place)
        wanted = _splices(document, place, edit)
        if isinstance(wanted, Refusal):
            refusals.append(wanted)
        elif any(_touch(place, other) for other, _ in done):
            left.append(edit)
        else:
            splices += wanted
            done.append((place, edit))
    if refusals:
        raise EditsRefused(refusals)
    text = document.text
    for splice in sorted(splices, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    for place, edit in done:
        if edit.op == "remove":
            del place.values[edit.path[-1]]
        else:
            place.values[edit.path[-1]] = edit.new
    changed = f"{document.bom}{text}".encode("utf-8", "surrogatepass")
    root, errors = yaml_tree.read(changed)
    if errors or not _same(root, document.values):
        raise EditsRefused(
            [_layout(document, place, edit, "the change would say something else") for place, edit in done]
        )
    return Document(changed, document.file), left


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


def _touch(one: Place, other: Place) -> bool:
    """Whether two mappings are the same, or one lies in the other."""
    return (
        one.node.start_mark.index < other.node.end_mark.index and other.node.start_mark.index < one.node.end_mark.index
    )


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
