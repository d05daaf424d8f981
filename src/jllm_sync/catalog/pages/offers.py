"""What a row offers: its name, and the Hub repos linked from its name, its architecture, its base, its ◯."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jllm_sync.catalog.model import Location
from jllm_sync.catalog.pages.cells import loadable_of, size_of_label
from jllm_sync.catalog.pages.languages import LocalRow, Record
from jllm_sync.catalog.pages.markdown import Link, Rich
from jllm_sync.catalog.pages.qualifiers import Tokens, label_tokens
from jllm_sync.catalog.pages.text import key, localized
from jllm_sync.catalog.pages.vocabulary import words
from jllm_sync.messages import Text
from jllm_sync.repo import HubLink, RepoKind, hub_link

OFFERING = ("name", "architecture", "foundation", "variants", "loadable")
"""The fields whose Hub links are what the row offers."""


@dataclass(slots=True)
class Offer:
    """A Hub repo that a row offers."""

    repo: str
    kind: RepoKind
    labels: dict[str, Rich] = field(default_factory=dict)
    """What the list calls it in this row, by language."""
    fields: set[str] = field(default_factory=set)
    """The columns that link to it."""
    unofficial: bool = False
    places: list[Location] = field(default_factory=list)
    """Where the row's languages link to it, each language's first link."""

    @property
    def label(self) -> Text | None:
        """Its label in all languages."""
        return localized({language: label.plain for language, label in self.labels.items()})

    @property
    def tokens(self) -> Tokens:
        """The words of its label, in the first language that has one."""
        return label_tokens(next((label.plain for label in self.labels.values()), ""))

    @property
    def size(self) -> str | None:
        """The size that its label shows."""
        return next((size for label in self.labels.values() if (size := size_of_label(label))), None)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a row and the links that stand on them."""

    texts: dict[str, str]
    links: dict[str, list[str]]


def read_names(record: Record) -> Names:
    """Read a row's names; a row that consists of repo IDs has none."""
    texts: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    for row, cell in record.cells("name"):
        rest = rest_of(cell)
        if _only_repos(rest):
            continue
        texts[row.language] = rest.plain
        links[row.language] = record.urls("name", rest, row)
        for span, group in cell.link_groups():
            if all(hub_link(link.url) is None for link in group):  # variants that are not on the Hub
                links[row.language] += record.urls("name", cell.cut(*span), row)
            for link in group:
                if hub_link(link.url) is None and row is record.master:
                    record.note("leftover", "name", cell.of(link).plain)
    return Names(texts, links)


def read_offers(record: Record, names: Names) -> list[Offer]:
    """The repos that a row offers, in order of appearance, the master's before those of other languages.

    They are those that its variants link to; only where no variant has a link, the repo that the name itself leads to.
    """
    offers: dict[str, Offer] = {}
    listed: dict[str, int] = {}
    name_keys = {key(name) for name in names.texts.values()}
    links = list(_offering_links(record))
    has_variants = any(link.of_variant and hub_link(link.link.url) is not None for link in links)
    offered = {target.repo for link in links if not link.on_name and (target := hub_link(link.link.url)) is not None}
    for position, (row, column, cell, link, on_name, _) in enumerate(links):
        target = hub_link(link.url)
        if target is None or (has_variants and on_name and target.repo not in offered):
            continue
        offer = offers.setdefault(target.repo, Offer(target.repo, target.kind))
        offer.fields.add(column)
        unofficial = column == "loadable" and is_unofficial(cell)
        offer.unofficial |= unofficial
        place = row.place_of(target.repo, None if on_name and has_variants else column)
        if place.file not in {known.file for known in offer.places}:
            offer.places.append(place)
        text = _label(cell, link, target.repo, name_keys)
        if text is not None and not unofficial:
            offer.labels.setdefault(row.language, text)
        if text is not None or row is not record.master:
            listed.setdefault(target.repo, position)
    first = {repo: index for index, repo in enumerate(offers)}
    return sorted(offers.values(), key=lambda offer: listed.get(offer.repo, first[offer.repo]))


@dataclass(frozen=True, slots=True)
class NameLink:
    """A link on a row's name to a repo that the row does not offer."""

    row: LocalRow
    link: HubLink


def name_links(record: Record, offers: Sequence[Offer]) -> list[NameLink]:
    """The repos that the name leads to and the row does not offer, in each language."""
    offered = {offer.repo.lower() for offer in offers}
    return [
        NameLink(row, target)
        for row, _, _, link, on_name, _ in _offering_links(record)
        if on_name and (target := hub_link(link.url)) and target.repo.lower() not in offered
    ]


class _OfferingLink(NamedTuple):
    row: LocalRow
    column: str
    cell: Rich
    link: Link
    on_name: bool
    """Whether it stands on the row's name, not on a variant in brackets behind it."""
    of_variant: bool


def _offering_links(record: Record) -> Iterator[_OfferingLink]:
    for row in record.rows:
        for column in OFFERING:
            cell = row.cells.get(column)
            if cell is None or not cell.links:
                continue
            grouped = {link for _, group in cell.link_groups() for link in group} if column == "name" else set()
            for link in cell.links:
                on_name = column == "name" and link not in grouped
                yield _OfferingLink(row, column, cell, link, on_name, not on_name and column != "loadable")


def rest_of(cell: Rich) -> Rich:
    """A cell without the brackets that hold nothing but links."""
    return cell.without(span for span, _ in cell.link_groups()).strip()


def is_unofficial(cell: Rich) -> bool:
    """Whether a cell says that what it links to is somebody else's conversion."""
    return any(word in key(cell.text) for word in words().unofficial)


def _only_repos(name: Rich) -> bool:
    rest = name.without((link.start, link.end) for link in name.links)
    return bool(name.links) and not rest.plain and all(_shows_repo(name, link) for link in name.links)


def _shows_repo(cell: Rich, link: Link) -> bool:
    target = hub_link(link.url)
    return target is not None and cell.of(link).plain == target.repo


def _label(cell: Rich, link: Link, repo: str, name_keys: set[str]) -> Rich | None:
    text = cell.of(link).strip()
    if not text.plain or text.plain == repo or loadable_of(text.plain) or key(text.plain) in name_keys:
        return None
    return Rich(text.text, (), text.bold)
