"""The claims of a row: an entry while it is being put together, and what its cells say for all or some variants."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jllm_sync.catalog.pages.cells import (
    LicenseName,
    context_choices,
    context_of,
    licenses_of,
    loadable_of,
    numbers,
    size_in_brackets,
    year_of,
)
from jllm_sync.catalog.pages.languages import Record
from jllm_sync.catalog.pages.markdown import Rich
from jllm_sync.catalog.pages.offers import Names, Offer, is_unofficial, rest_of
from jllm_sync.catalog.pages.qualifiers import Qualified, Qualifier, Segment, factor, segments, spread
from jllm_sync.catalog.pages.text import key, localized, slug
from jllm_sync.catalog.pages.vocabulary import known_foundations, words
from jllm_sync.messages import Text, message

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
