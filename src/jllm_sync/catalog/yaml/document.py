"""The text of a catalog, and changes to it that leave every other byte as it was: comments, order, quotes, line ends.

A text is read once. All changes are placed in it by ids, it is cut at the positions that the reader gives and put
together again, and what came of it is read once: it must say what the old text said but for the changes. A layout that
the splices were not made for leads to a refusal, never to a broken catalog.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from jllm_sync.catalog.edit import CatalogEdit, Change, EditsRefused, Insertion, Refusal, SettingEdit
from jllm_sync.catalog.model import Catalog, InvalidCatalog, Location, Problem
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.reader import as_catalog, read_tree
from jllm_sync.catalog.yaml.splice import Splice, UnusualLayout, insert_items, rewrite, spliced
from jllm_sync.catalog.yaml.tree import Mapping, Mark
from jllm_sync.messages import Sayable, message

_BOM = "\ufeff"
_LISTS = {"section": "sections", "entry": "entries", "variant": "variants"}
_REPO_LISTS = ("variants", "references")
_SHOWN = 80
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A mapping of the document that holds what a change is about."""

    values: Mapping
    path: _Path
    """The steps that lead to it from the root."""


class Document:
    """A catalog's text and its values. The positions of its nodes count characters of ``text``."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        self.root, self.errors = read_tree(data)
        """The values, and what is wrong with the YAML."""

    @property
    def files(self) -> AnyMapping[str, bytes]:
        """The file's bytes by its path."""
        return {self.file: self.data}

    @cached_property
    def text(self) -> str:
        """The text without its byte order mark."""
        return self.data.decode("utf-8-sig")

    @cached_property
    def catalog(self) -> Catalog:
        """What it says. Raises InvalidCatalog where it is none."""
        return as_catalog(self.root, self.errors, self.data, self.file)

    def edited(self, changes: AnySequence[Change]) -> Document:
        """The document with the changes: all of them, or none. This one stays as it is.

        A change names what it is about as it is called here: one that renames a repo does not matter to the others.

        Args:
            changes: edits may come from an untrusted report.

        Raises:
            EditsRefused: a path does not exist, an old value is not what stands there, a new one cannot be written, or
                the layout is not one that can be changed so; all such changes.
            InvalidCatalog: this is no YAML.
        """
        if self.errors or not isinstance(self.root, Mapping):
            found = self.errors or [yaml_tree.YamlError((1, 1), message("yaml-no-mapping"))]
            raise InvalidCatalog(Problem(Location(self.file, *error.mark), error.message) for error in found)
        return _Run(self, self.root).made(changes) if changes else self

    def stands_already(self, edit: CatalogEdit, renamed: AnyMapping[tuple[str, ...], str]) -> bool:
        """Whether the catalog already says what an edit would make it say.

        Args:
            edit: the change.
            renamed: the new IDs of repos, by (entry, repo): other edits change them, or have done so.
        """
        path = edit.path
        if len(path) == 3 and path[:2] in renamed:
            path = (path[0], renamed[path[:2]], path[2])
        place = self.place(path, edit, holding=edit.new)
        if isinstance(place, Refusal):
            return False
        if edit.op == "remove":
            return path[-1] not in place.values
        return path[-1] in place.values and _same(place.values[path[-1]], edit.new)

    @cached_property
    def _sections(self) -> dict[str, _Place]:
        return _by_id(_items(_Place(self.root, ()), "sections"))

    @cached_property
    def _entries(self) -> dict[str, _Place]:
        return _by_id(
            entry for section in _items(_Place(self.root, ()), "sections") for entry in _items(section, "entries")
        )

    def place(self, path: tuple[str, ...], edit: CatalogEdit, holding: Any) -> _Place | Refusal:
        """The mapping that an edit changes: found by ids, wherever it stands by now."""
        if isinstance(edit, SettingEdit):
            return self._setting(path)
        if len(path) not in (2, 3) or not all(isinstance(step, str) and step for step in path):
            return Refusal(tuple(map(str, path)), message("edit-refused.path"), message("edit-refused.other"), None)
        entry = self._entries.get(path[0])
        if entry is None:
            return Refusal(path, message("edit-refused.entry", id=_show(path[0])), message("edit-refused.none"), None)
        if len(path) == 2:
            return entry
        places = [item for key in _REPO_LISTS for item in _items(entry, key) if item.values.get("repo") == path[1]]
        if not places:
            expected = message("edit-refused.repo", repo=_show(path[1]))
            return Refusal(path, expected, message("edit-refused.none-in-entry"), self.location(entry.values.mark))
        mark = (edit.location.line, edit.location.column)
        fitting = [place for place in places if _same(place.values.get(path[2]), holding)]
        there = [place for place in fitting if mark in place.values.value_marks.values()]
        return (there or fitting or places)[0]

    def _setting(self, path: tuple[str, ...]) -> _Place | Refusal:
        place = _Place(self.root, ())
        for step in path[:-1]:
            values = place.values.get(step)
            if not isinstance(values, Mapping):
                return Refusal(path, message("edit-refused.path"), _show(values), self.location(place.values.mark))
            place = _Place(values, (*place.path, step))
        return place

    def rooted(self, edit: SettingEdit) -> SettingEdit:
        """The edit as one of the deepest mapping on its path that is there; what is missing is added with it."""
        place, path, new = _Place(self.root, ()), edit.path, edit.new
        for depth, step in enumerate(path[:-1]):
            values = place.values.get(step)
            if isinstance(values, Mapping) and values:
                place = _Place(values, (*place.path, step))
                continue
            for missing in reversed(path[depth + 1 :]):
                new = {missing: new}
            op: Literal["set", "add"] = "set" if step in place.values else "add"
            return replace(edit, path=path[: depth + 1], op=op, old=values, new=new)
        return edit

    def holder(self, insertion: Insertion) -> _Place:
        """What a new item is put into. Raises KeyError where the catalog has no such thing."""
        if insertion.what == "section":
            return _Place(self.root, ())
        return (self._sections if insertion.what == "entry" else self._entries)[insertion.into]

    def location(self, mark: Mark) -> Location:
        """A place in the file."""
        return Location(self.file, *mark)


@dataclass(slots=True)
class _Run:
    """All the changes of one run on their way into the text."""

    document: Document
    root: Mapping
    expected: Any = None
    """What the new text must say, as plain data."""
    refused: list[tuple[Change, Refusal]] = field(default_factory=list)
    taken: set[tuple[_Path, str]] = field(default_factory=set)
    """What edits have changed."""

    def made(self, changes: AnySequence[Change]) -> Document:
        self.expected = json.loads(json.dumps(self.root))
        edits: dict[_Path, tuple[_Place, list[CatalogEdit]]] = {}
        insertions: dict[tuple[_Path, str], tuple[_Place, list[Insertion]]] = {}
        for change in changes:
            if isinstance(change, SettingEdit):
                change = self.document.rooted(change)
            if isinstance(change, Insertion):
                holder = self.document.holder(change)
                insertions.setdefault((holder.path, change.what), (holder, []))[1].append(change)
            elif (place := self._fitting(change)) is not None:
                edits.setdefault(place.path, (place, []))[1].append(change)
        splices: list[Splice] = []
        for place, own in edits.values():
            splices += self._rewritten(place, own)
        for holder, new in sorted(insertions.values(), key=lambda one: -len(one[0].path)):  # the steps count old items
            splices += self._inserted(holder, new)
        if self.refused:
            raise EditsRefused(self.refused)
        changed = spliced(self.document.text, splices)
        if changed is not None:
            bom = _BOM if self.document.data.startswith(_BOM.encode()) else ""
            document = Document(f"{bom}{changed}".encode("utf-8", "surrogatepass"), self.document.file)
            if not document.errors and _same(document.root, self.expected):
                return document
        why = message("edit-refused.other-meaning")
        raise EditsRefused([(change, self._unusual(change, why)) for change in changes])

    def _fitting(self, edit: CatalogEdit) -> _Place | None:
        """Where an edit is made; None where the catalog does not say what it was made for: then it is refused."""
        place = self.document.place(edit.path, edit, holding=edit.old)
        problem = place if isinstance(place, Refusal) else self._mismatch(place, edit)
        if problem is not None:
            self.refused.append((edit, problem))
            return None
        assert isinstance(place, _Place)
        self.taken.add((place.path, edit.path[-1]))
        return place

    def _mismatch(self, place: _Place, edit: CatalogEdit) -> Refusal | None:
        """What stands in the way of an edit: another value than the one it was made for."""
        name, values, at = edit.path[-1], place.values, self.document.location
        expected: Sayable = message("edit-refused.no-key") if edit.op == "add" else _show(edit.old)
        if (place.path, name) in self.taken:
            return Refusal(edit.path, expected, message("edit-refused.twice"), at(values.mark))
        if name not in values:
            no_key = Refusal(edit.path, expected, message("edit-refused.no-key"), at(values.mark))
            return None if edit.op == "add" else no_key
        if edit.op != "add" and _same(values[name], edit.old):
            return None
        return Refusal(edit.path, expected, _show(values[name]), at(values.value_marks[name]))

    def _rewritten(self, place: _Place, edits: AnySequence[CatalogEdit]) -> list[Splice]:
        """What the edits of one mapping do to the text."""
        target = _at(self.expected, place.path)
        for edit in edits:
            if edit.op == "remove":
                del target[edit.path[-1]]
            else:
                target[edit.path[-1]] = edit.new
        try:
            return rewrite(self.document.text, place.values, edits)
        except UnusualLayout as unusual:
            self.refused += [(edit, self._unusual(edit, unusual.why)) for edit in edits]
        except (ValueError, RecursionError):
            for edit in edits:
                expected = message("edit-refused.writable")
                self.refused.append((edit, Refusal(edit.path, expected, _show(edit.new), None)))
        return []

    def _inserted(self, holder: _Place, insertions: AnySequence[Insertion]) -> list[Splice]:
        """What the new items of one list do to the text."""
        key = _LISTS[insertions[0].what]
        target = _at(self.expected, holder.path)
        items: list[Any] = list(target.get(key) or ())
        order: list[int | Insertion] = list(range(len(items)))
        for one in insertions:
            order.insert(one.place, one)
            items.insert(one.place, yaml_tree.read("\n".join(one.lines).encode())[0])
        target[key] = items
        try:
            return insert_items(self.document.text, holder.values, key, order)
        except UnusualLayout:
            where = holder.values.value_marks.get(key, holder.values.mark)
            expected, found = message("edit-refused.list", list=key), message("edit-refused.other-layout")
            path = (insertions[0].into or key, key)
            self.refused += [(one, Refusal(path, expected, found, self.document.location(where))) for one in insertions]
        return []

    def _unusual(self, change: Change, why: Sayable) -> Refusal:
        expected, found = message("edit-refused.alone"), message("edit-refused.by-hand", why=why)
        if isinstance(change, Insertion):
            holder = self.document.holder(change)
            return Refusal(
                (change.into, _LISTS[change.what]), expected, found, self.document.location(holder.values.mark)
            )
        place = self.document.place(change.path, change, holding=change.old)
        assert isinstance(place, _Place)  # it was found before
        return Refusal(change.path, expected, found, self.document.location(place.values.mark))


def edit_catalog(data: bytes, changes: AnySequence[Change], file: str) -> bytes:
    """The bytes of a catalog with changes in them; as :meth:`Document.edited`."""
    return Document(data, file).edited(changes).data


def _items(place: _Place, key: str) -> Iterator[_Place]:
    values = place.values.get(key) if isinstance(place.values, Mapping) else None
    for number, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, Mapping):
            yield _Place(value, (*place.path, key, number))


def _by_id(places: Iterator[_Place]) -> dict[str, _Place]:
    return {place.values["id"]: place for place in places if isinstance(place.values.get("id"), str)}


def _at(root: Any, path: _Path) -> Any:
    for step in path:
        root = root[step]
    return root


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
