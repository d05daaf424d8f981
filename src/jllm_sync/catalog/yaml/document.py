"""The text of a catalog with both of its readings: the values, and where each of them begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from jllm_sync.catalog.model import Location
from jllm_sync.catalog.problem import InvalidCatalog, Problem
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.tree import Mapping

_BOM = "\ufeff"
_LISTS = ("variants", "references")


@dataclass(frozen=True, slots=True)
class Place:
    """A mapping of the document that an edit changes: an entry, a variant or a reference."""

    values: Mapping
    node: yaml.MappingNode
    """The same mapping with its positions in the text."""

    def pair(self, key: str) -> tuple[yaml.Node, yaml.Node]:
        """The nodes of a key and of its value."""
        return next((name, value) for name, value in self.node.value if name.value == key)


class Document:
    """A catalog's text. The positions of its nodes count characters of ``text``."""

    def __init__(self, data: bytes, file: str) -> None:
        """Read the text.

        Raises:
            InvalidCatalog: it is no YAML as catalogs are written in.
        """
        self.file = file
        root, errors = yaml_tree.read(data)
        if errors or not isinstance(root, Mapping):
            found = errors or [yaml_tree.YamlError((1, 1), "expected a mapping, as a catalog is")]
            raise InvalidCatalog(Problem(Location(file, *error.mark), error.message) for error in found)
        whole = data.decode("utf-8")
        self.bom = _BOM if whole.startswith(_BOM) else ""
        self.text = whole.removeprefix(_BOM)
        self.values = root

    @cached_property
    def _entries(self) -> dict[str, Place]:
        node = _mapping(yaml.compose(self.text, Loader=yaml.CSafeLoader))
        return {
            entry.values["id"]: entry
            for section in _items(Place(self.values, node), "sections")
            for entry in _items(section, "entries")
            if isinstance(entry.values.get("id"), str)
        }

    def entry(self, id_: str) -> Place | None:
        """The entry with this id."""
        return self._entries.get(id_)

    def repos(self, entry: Place, repo: str) -> list[Place]:
        """The variants and references of an entry that name this repo: one, or one of each kind."""
        return [item for key in _LISTS for item in _items(entry, key) if item.values.get("repo") == repo]

    def location(self, mark: yaml_tree.Mark) -> Location:
        """A place in the file."""
        return Location(self.file, *mark)


def _items(place: Place, key: str) -> Iterator[Place]:
    values = place.values.get(key)
    if not isinstance(values, list):
        return
    _, node = place.pair(key)
    for value, item in zip(values, node.value, strict=True):
        if isinstance(value, Mapping):
            yield Place(value, _mapping(item))


def _mapping(node: Any) -> yaml.MappingNode:
    assert isinstance(node, yaml.MappingNode)
    return node
