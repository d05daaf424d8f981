"""What a catalog.yaml may say of a list that stands in pages: its licences, its columns, the manners of its house."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jllm_sync.catalog.model import InvalidCatalog, Location, Problem, Waiver
from jllm_sync.catalog.pages.listing import House
from jllm_sync.catalog.pages.vocabulary import column_key
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.check import inconsistencies, violations
from jllm_sync.catalog.yaml.reader import read_tree, read_waiver
from jllm_sync.messages import Text, message


@dataclass(frozen=True, slots=True)
class ListSettings:
    """The settings of a list in pages."""

    file: str | None = None
    """Where they stand; None where they are the defaults."""
    title: Text | None = None
    pages: tuple[tuple[str, str], ...] = ()
    """Language and path of each page, the master first."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    licenses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    foundations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    """Fields by the keys of columns' titles."""
    house: House = field(default_factory=House)
    waivers: tuple[tuple[str, Waiver], ...] = ()
    """By the repo that they are about."""


def names_pages(data: bytes) -> bool:
    """Whether a YAML file is the settings of a list in pages rather than a catalog with sections of its own."""
    keys = set(re.findall(rb"^\s?[\"']?(pages|sections)[\"']?\s*:", data, re.MULTILINE))
    return keys == {b"pages"}


def read_settings(data: bytes, file: str) -> ListSettings:
    """The settings in these bytes of a catalog.yaml.

    Raises:
        InvalidCatalog: all that is wrong with it, each with line and column.
    """
    root, errors = read_tree(data)
    found = [(error.mark, error.message) for error in errors]
    if not found and not isinstance(root, yaml_tree.Mapping):
        found = [((1, 1), message("yaml-no-mapping"))]
    if not found:
        for name, default in (("title", "-"), ("sections", yaml_tree.Sequence(root.mark))):
            if name not in root:  # a catalog needs them, settings do not
                root[name] = default
                root.key_marks[name] = root.value_marks[name] = root.mark
        for check in (violations, inconsistencies):
            places = {mark for mark, _ in found}
            found += ((mark, text) for mark, text in check(root) if mark not in places)
    if found:
        raise InvalidCatalog(Problem(Location(file, *mark), text) for mark, text in found)
    house = root.get("house") or {}
    columns = root.get("columns") or {}
    return ListSettings(
        file=file,
        title=root["title"] if root["title"] != "-" else None,
        pages=tuple((root.get("pages") or {}).items()),
        settings=root.get("settings") or {},
        licenses=root.get("licenses") or {},
        foundations=root.get("foundations") or {},
        columns={column_key(title): name for name, titles in columns.items() for title in titles},
        house=House(
            order=house.get("order", "auto"),
            bold_years=house.get("bold_years", "newest"),
            unknown={
                name: {"": words} if isinstance(words, str) else words
                for name, words in (house.get("unknown") or {}).items()
            },
            developers={
                owner.lower(): {"": label} if isinstance(label, str) else label
                for owner, label in (house.get("developers") or {}).items()
            },
        ),
        waivers=tuple((node["repo"], read_waiver(node, file)) for node in root.get("waivers") or ()),
    )
