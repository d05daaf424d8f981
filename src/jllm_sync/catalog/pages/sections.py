"""The headings of the list as sections: which of them remain, and their ids."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from jllm_sync.catalog.pages.page import Heading, Page
from jllm_sync.catalog.pages.text import localized, slug
from jllm_sync.messages import Text


@dataclass(slots=True)
class Node:
    """A heading of the master in its tree."""

    heading: Heading
    titles: dict[str, str]
    """Its title by language."""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    id: str = ""
    _anchor: str = ""
    """The anchor it would have if all anchors were made of their parents'."""

    @property
    def title(self) -> Text:
        """Its title in all languages."""
        return localized(self.titles) or self.id

    @property
    def has_tables(self) -> bool:
        """Whether a table stands below it or below one of its descendants."""
        return bool(self.heading.tables) or any(child.has_tables for child in self.children)


def outline(master: Page, titles: list[dict[str, str]]) -> list[Node]:
    """The master's headings in page order, as a tree with ids.

    Args:
        master: the master's page.
        titles: the titles of each of its headings, by language.
    """
    nodes: list[Node] = []
    open_: list[Node] = []
    for heading, names in zip(master.headings, titles, strict=True):
        while open_ and open_[-1].heading.level >= heading.level:
            open_.pop()
        node = Node(heading, names, open_[-1] if open_ else None)
        if node.parent is not None:
            node.parent.children.append(node)
        nodes.append(node)
        open_.append(node)
    used: set[str] = set()
    for node in nodes:
        _name(node, used)
    return nodes


def _name(node: Node, used: set[str]) -> None:
    parent = node.parent
    above = parent._anchor if parent else ""
    segment = ""
    if parent is not None and not slug(node.heading.anchor).startswith(f"{above}-"):
        segment = _common_segment(node, above)
    if not segment:
        own = slug(node.heading.anchor) or slug(node.titles.get("en") or node.heading.title.plain)
        segment = own.removeprefix(f"{above}-").removesuffix(f"-{above}") if above else own
    node._anchor = f"{above}-{segment}" if above else segment
    path = f"{parent.id}/{segment or 'section'}" if parent else segment or "section"
    node.id = path
    number = 2
    while node.id in used:
        node.id = f"{path}-{number}"
        number += 1
    used.add(node.id)


def _common_segment(node: Node, above: str) -> str:
    """What the children's anchors have in common after the grandparent's, such as `scratch`."""
    prefix = f"{above}-"
    anchors = [slug(child.heading.anchor) for child in node.children]
    if not anchors or not all(anchor.startswith(prefix) for anchor in anchors):
        return ""
    rests = [anchor.removeprefix(prefix).split("-") for anchor in anchors]
    if len(rests) == 1:
        return "-".join(rests[0][:-1])
    common = itertools.takewhile(lambda parts: len(set(parts)) == 1, zip(*rests, strict=False))
    return "-".join(parts[0] for parts in common)
