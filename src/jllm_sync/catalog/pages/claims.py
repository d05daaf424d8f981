"""What a row offers and claims: its repos, what its cells say for all or some of them, an entry while it is made."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from jllm_sync.catalog.model import Location
from jllm_sync.catalog.pages.cells import (
    LicenseName,
    Qualified,
    Qualifier,
    Segment,
    Tokens,
    context_choices,
    context_of,
    factor,
    label_tokens,
    licenses_of,
    loadable_of,
    numbers,
    segments,
    size_in_brackets,
    size_of_label,
    spread,
    year_of,
)
from jllm_sync.catalog.pages.languages import LocalRow, Record
from jllm_sync.catalog.pages.markdown import Link, Rich
from jllm_sync.catalog.pages.vocabulary import key, known_foundations, localized, slug, words
from jllm_sync.messages import Text, message
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
    return target is not None and cell.of(link).plain in (target.repo, link.url)


def _label(cell: Rich, link: Link, repo: str, name_keys: set[str]) -> Rich | None:
    text = cell.of(link).strip()
    if not text.plain or text.plain in (repo, link.url) or loadable_of(text.plain) or key(text.plain) in name_keys:
        return None
    return Rich(text.text, (), text.bold)


ENTRY_ORDER = (
    "id", "name", "link", "developer", "developer_link", "platform", "year", "domain", "architecture", "foundation",
    "parents", "license", "license_link", "doubt", "context", "parameters", "loadable", "training", "references",
    "variants",
)  # fmt: skip
VARIANT_ORDER = (
    "label", "repo", "kind", "parameters", "license", "context", "foundation", "unofficial", "representative",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An entry whose parents are not resolved yet."""

    fields: dict[str, Any]
    record: Record
    names: Names
    offers: list[Offer]
    variants: list[dict[str, Any]]
    """The fields of each variant, in the order of the offers."""
    parents: list[dict[str, str]] = field(default_factory=list)
    unknown_licenses: list[str] = field(default_factory=list)
    """Wordings of its licence that no known licence has."""

    def column_of(self, name: str) -> str:
        """The column in which a field's value stands."""
        match name:
            case "doubt":
                return "license"
            case "parents" if self.record.cell("parents") is None:
                return "training"
            case "parameters" if self.record.cell("parameters") is None:
                return "architecture" if self.record.cell("architecture") is not None else "foundation"
            case _:
                return name

    def finish(self) -> dict[str, Any]:
        """The entry as plain data, its keys in order."""
        self.fields["variants"] = [_ordered(variant, VARIANT_ORDER) for variant in self.variants]
        return _ordered(self.fields, ENTRY_ORDER)


def put(draft: Draft, name: str, value: Any) -> None:
    """Put a value on the entry, unless it is empty."""
    if value:
        draft.fields[name] = value


def distribute(
    draft: Draft,
    name: str,
    default: Any,
    qualified: Sequence[Qualified[Any]],
    plain: Callable[[Any], Any] = lambda value: value,
) -> None:
    """Put a field's values on the entry and on the variants that differ from it."""
    labels = [offer.tokens for offer in draft.offers]
    values, unused = spread(labels, default, qualified)
    for part in unused:
        who = ", ".join(map(str, part.qualifiers))
        draft.record.note("leftover", name, message("page-no-variant", who=who, value=str(plain(part.value))))
    common, overrides = factor(values) if values else (default, {})
    if common is not None:
        draft.fields[name] = plain(common)
    for index, value in overrides.items():
        draft.variants[index][name] = plain(value)


def qualified(parts: Sequence[Segment], read: Callable[[Rich], Any]) -> list[Qualified[Any]]:
    """The values of those parts of a cell that speak of some variants."""
    return [
        Qualified(part.qualifiers, value)
        for part in parts
        if part.qualifiers is not None and (value := read(part.value)) is not None
    ]


def links(links: dict[str, list[str]]) -> Any:
    """One link, a list, or one of them per language."""
    plain = {language: urls[0] if len(urls) == 1 else urls for language, urls in links.items() if urls}
    if "en" in plain and plain.get("fr") == plain["en"]:
        del plain["fr"]
    values = list(plain.values())
    return values[0] if values and all(value == values[0] for value in values) else plain


def _ordered(fields: dict[str, Any], order: Sequence[str]) -> dict[str, Any]:
    return {name: fields[name] for name in order if fields.get(name) not in (None, "", [], {})}


_SIZE = re.compile(r"\d+(?:\.\d+)?[kmbt]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r"[(（]\s*([BM])\s*[)）]", re.IGNORECASE)
_LONGEST_ID = 80
"""Ids may be longer; what is longer than this was no name."""


@dataclass(slots=True)
class Tables:
    """Collects the catalog's tables while its rows are read."""

    footnotes: Mapping[str, str]
    """The master's footnotes by their names."""
    ids_of_repos: bool = False
    """Whether an entry's id is made of its first repo, as in pages, not of its name."""
    declared_licenses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The licences that the list's settings declare."""
    licenses: dict[str, dict[str, Any]] = field(default_factory=dict)
    foundations: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)

    def entry_id(self, candidate: str, last_segment: str) -> str:
        """An id that no other entry has: the candidate, or with the section's last segment, or with a number."""
        candidate = candidate[:_LONGEST_ID].strip("-.") or "entry"
        found, number = candidate, 2
        if found in self._ids and not self.ids_of_repos:
            found = candidate = f"{candidate}-{last_segment}"
        while found in self._ids:
            found = f"{candidate}-{number}"
            number += 1
        self._ids.add(found)
        return found

    def license(self, license_: LicenseName) -> str:
        """The id of a licence, which joins the catalog's `licenses`."""
        if license_.id != "unknown":
            fact = {"name": license_.name, "accepts": [dict(way) for way in license_.accepts]}
            self.licenses.setdefault(license_.id, fact)
        return license_.id

    def foundation(self, name: str) -> str:
        """The id of a base model, which joins the catalog's `foundations`."""
        if (known := known_foundations().get(key(name))) is not None:  # what is built in need not be repeated
            self.foundations.setdefault(known.id, {"name": name})
            return known.id
        numbers = (f"foundation-{number}" for number in itertools.count(1))
        free = (id_ for id_ in numbers if self.foundations.get(id_, {}).get("name", name) == name)
        id_ = slug(name) or next(free)  # a name without a Latin letter
        self.foundations.setdefault(id_, {"name": name})
        return id_

    def doubt(self, footnotes: list[str]) -> Text:
        """Why a licence is doubted, in words of our own, by what the footnotes say."""
        text = key(" ".join(self.footnotes.get(name, "") for name in footnotes))
        return next(reason for when, reason in words().doubts if when in text)


def put_year(draft: Draft) -> None:
    """The year of the release."""
    cell = draft.record.cell("year")
    if cell is None:
        return
    if (year := year_of(cell)) is not None:
        draft.fields["year"] = year
    else:
        draft.record.note("leftover", "year", cell.plain)


def put_parameters(draft: Draft) -> None:
    """The size, where it has a column of its own; several sizes are those of the variants, which say theirs."""
    cell = draft.record.cell("parameters")
    if cell is None:
        return
    unit = _UNIT.search(draft.record.master.titles.get("parameters", ""))
    text = cell.plain.replace(" ", "").lower()
    if unit and _NUMBER.fullmatch(text):
        text += unit[1].lower()
    if _SIZE.fullmatch(text):
        _put_size(draft, text)
    else:
        draft.record.note("leftover", "parameters", cell.plain)


def put_architecture(draft: Draft) -> None:
    """The architecture, without the variants and sizes that stand in its cell."""
    cell = draft.record.cell("architecture")
    if cell is None:
        return
    size, _ = size_in_brackets(rest_of(cell))
    _put_size(draft, size)
    put(draft, "architecture", draft.record.text("architecture", lambda cell: _without_sizes(cell).plain))


def put_foundation(draft: Draft, tables: Tables) -> None:
    """The base model and its size."""
    cell = draft.record.cell("foundation")
    if cell is None:
        return
    size, _ = size_in_brackets(rest_of(cell))
    _put_size(draft, size)

    def read(value: Rich) -> Any:
        name = value.plain
        if not name or key(name) in words().nothing:
            return None
        own_size, _ = size_in_brackets(value)
        id_ = tables.foundation(_without_sizes(value).plain)
        return {"id": id_, "size": own_size} if own_size else id_

    # a base and its size may stand on two lines
    parts = segments(rest_of(cell))
    default = " ".join(part.value.text for part in parts if part.qualifiers is None)
    distribute(draft, "foundation", read(Rich(default)), qualified(parts, read))


def put_context(draft: Draft) -> None:
    """The context length, for all variants or for some."""
    cell = draft.record.cell("context")
    if cell is None:
        return
    if (value := context_of(cell.text)) is not None:
        draft.fields["context"] = value
        return
    if choices := context_choices(cell.text):
        by_label = [
            Qualified((Qualifier(frozenset({token})),), choice)
            for choice in choices
            for offer in draft.offers
            for token in offer.tokens
            if choice in numbers(token)
        ]
        if len(by_label) == len(draft.offers):
            distribute(draft, "context", None, by_label)
        else:
            draft.record.note("leftover", "context", message("page-context-choice", cell=cell.plain))
        return
    parts = segments(cell)

    def read(part: Rich) -> Any:
        found = context_of(part.text)
        if found is None:
            draft.record.note("leftover", "context", part.plain)
        return found

    default = next((read(part.value) for part in parts if part.qualifiers is None), None)
    distribute(draft, "context", default, qualified(parts, read))


def put_license(draft: Draft, tables: Tables) -> None:
    """The licences, for all variants or for some, and whether the list doubts them."""
    cell = draft.record.cell("license")
    if cell is None:
        return
    doubted = False

    def read(part: Rich) -> tuple[str, ...]:
        nonlocal doubted
        found = licenses_of(part, slug, tables.declared_licenses)
        doubted = doubted or found.doubted
        draft.unknown_licenses += [str(license_.name) for license_ in found.licenses if not license_.known]
        return tuple(tables.license(_own_named(draft, license_)) for license_ in found.licenses)

    parts = segments(cell)
    default = tuple(id_ for part in parts if part.qualifiers is None for id_ in read(part.value))
    overrides = [
        Qualified(part.qualifiers, default + value if part.also else value)
        for part in parts
        if part.qualifiers is not None and (value := read(part.value))
    ]
    distribute(draft, "license", default or None, overrides, _one_or_all)
    put(
        draft,
        "license_link",
        links({row.language: draft.record.urls("license", cell, row) for row, cell in draft.record.cells("license")}),
    )
    if doubted:
        draft.fields["doubt"] = tables.doubt([name for _, name in cell.footnotes])


def _one_or_all(ids: tuple[str, ...]) -> str | list[str]:
    different = list(dict.fromkeys(ids))
    return different[0] if len(different) == 1 else different


def _own_named(draft: Draft, license_: LicenseName) -> LicenseName:
    """A licence that only says to be the model's own gets its id and its name from the entry."""
    if license_.id:
        return license_
    id_ = f"{draft.fields['id']}-license"
    names = {
        row.language: f"{cell.of(cell.links[0]).plain} ({draft.names.texts.get(row.language, draft.fields['id'])})"
        for row, cell in draft.record.cells("license")
        if cell.links
    }
    text = message("page-license-own", license=license_.name or "", id=id_)
    draft.record.note("by hand", "license", text)
    return replace(license_, id=id_, name=localized(names) or license_.name)


def put_loadable(draft: Draft) -> None:
    """Whether the models load with AutoModel."""
    cell = draft.record.cell("loadable")
    if cell is None or is_unofficial(cell):
        return
    value = loadable_of(cell.text)
    put(draft, "loadable", value)
    rest = rest_of(cell).plain
    for mark in words().loadable:
        rest = rest.replace(mark, "")
    if rest.strip():
        draft.record.note("leftover", "loadable", rest.strip())


def _put_size(draft: Draft, size: str | None) -> None:
    """A size that holds for the whole row; a label repeats it or differs from it.

    Where all labels are of mixtures whose experts have this size (8x7B beside a base of 7b), it is the base's alone.
    """
    experts = [_EXPERTS.search(variant["repo"].lower()) for variant in draft.variants]
    if size is None or (experts and all(found is not None and found[1] == size for found in experts)):
        return
    draft.fields["parameters"] = size
    for variant in draft.variants:
        if variant.get("parameters") == size:
            variant["parameters"] = None


_EXPERTS = re.compile(r"\dx(\d+(?:\.\d+)?[bm])")


def _without_sizes(cell: Rich) -> Rich:
    cell = rest_of(cell)
    return cell.without(size_in_brackets(cell)[1]).strip()
