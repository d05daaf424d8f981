"""The claims of a row: what its cells say of architecture, base, context length, licence and loading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jllm_sync.catalog.pages.claims import (
    LicenseName,
    context_choices,
    context_of,
    licenses_of,
    loadable_of,
    numbers,
    size_in_brackets,
)
from jllm_sync.catalog.pages.draft import Draft, distribute, links, put, qualified
from jllm_sync.catalog.pages.offers import is_unofficial, rest_of
from jllm_sync.catalog.pages.qualifiers import Qualified, Qualifier, segments
from jllm_sync.catalog.pages.rich import Rich
from jllm_sync.catalog.pages.tables import Tables
from jllm_sync.catalog.pages.text import key, localized, slug
from jllm_sync.catalog.pages.words import words


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
            draft.record.note("leftover", "context", f"which of the models have which: {cell.plain}")
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
        found = licenses_of(part, slug)
        doubted = doubted or found.doubted
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
    text = f"«{license_.name}» is a licence of its own: say in `licenses: {id_}` how the Hub states it"
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
    """A size that holds for the whole row; a label repeats it or differs from it."""
    if size is None:
        return
    draft.fields["parameters"] = size
    for variant in draft.variants:
        if variant.get("parameters") == size:
            variant["parameters"] = None


def _without_sizes(cell: Rich) -> Rich:
    cell = rest_of(cell)
    return cell.without(size_in_brackets(cell)[1]).strip()
