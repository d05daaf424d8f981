"""A row of the list as an entry of the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jllm_sync.catalog.pages.differences import compare
from jllm_sync.catalog.pages.draft import Draft, links, put
from jllm_sync.catalog.pages.lineage import read_lineage
from jllm_sync.catalog.pages.offers import OFFERING, Names, Offer, read_names, read_offers
from jllm_sync.catalog.pages.record import Record
from jllm_sync.catalog.pages.rich import Rich
from jllm_sync.catalog.pages.row_claims import (
    put_architecture,
    put_context,
    put_foundation,
    put_license,
    put_loadable,
)
from jllm_sync.catalog.pages.tables import Tables
from jllm_sync.catalog.pages.text import key, localized, slug
from jllm_sync.catalog.pages.words import words
from jllm_sync.repo import hub_link


def read_entry(record: Record, tables: Tables, last_segment: str) -> Draft:
    """Read one row.

    Args:
        record: the row in all languages.
        tables: the catalog's ids, licences and foundations, to which the row adds its own.
        last_segment: the last part of the section's id, which tells entries of the same name apart.
    """
    names = read_names(record)
    offers = read_offers(record, names)
    draft = Draft({}, record, names, offers, [{"repo": offer.repo} for offer in offers])
    draft.fields["id"] = tables.entry_id(_candidate(names, offers), last_segment)
    _put_names(draft)
    for column in ("platform", "domain"):
        put(draft, column, record.text(column))
    for column in ("platform", "domain", "context", "parents", *OFFERING[1:]):
        _report_links(draft, column)
    _put_variants(draft)
    put_architecture(draft)
    put_foundation(draft, tables)
    put_context(draft)
    put_license(draft, tables)
    put_loadable(draft)
    draft.parents, training = read_lineage(record, [offer.tokens for offer in offers])
    put(draft, "training", training)
    _put_references(draft)
    _put_footnotes(draft, tables)
    compare(record)
    return draft


def _candidate(names: Names, offers: Sequence[Offer]) -> str:
    for language in ("en", *names.texts):
        if found := slug(names.texts.get(language, "")):
            return found
    return slug(offers[0].repo.partition("/")[2] or offers[0].repo) if offers else ""


def _put_names(draft: Draft) -> None:
    record = draft.record
    put(draft, "name", localized(draft.names.texts))
    put(draft, "link", links(draft.names.links))
    put(draft, "developer", record.text("developer"))
    developers = {row.language: record.urls("developer", cell, row) for row, cell in record.cells("developer")}
    put(draft, "developer_link", links(developers))


def _put_variants(draft: Draft) -> None:
    for offer, variant in zip(draft.offers, draft.variants, strict=True):
        label = offer.label
        variant["label"] = label
        if offer.kind != "model":
            variant["kind"] = offer.kind
        variant["parameters"] = offer.size
        if offer.unofficial:
            variant["unofficial"] = True


def _put_references(draft: Draft) -> None:
    offered = {offer.repo for offer in draft.offers}
    found: dict[str, dict[str, Any]] = {}
    for row in draft.record.rows:
        for name, cell in row.cells.items():
            for link in cell.links:
                target = hub_link(link.url)
                if target is None or target.repo in offered or name in OFFERING:
                    continue
                role = _role(name, cell, link.start, link.end)
                found.setdefault(target.repo, {"repo": target.repo, "kind": target.kind, "role": role})
    put(draft, "references", list(found.values()))


def _role(name: str, cell: Rich, start: int, end: int) -> str:
    if name == "training":
        return "training"
    before, after = cell.text[:start], cell.text[end:]
    if words().origin_before.search(before) or words().origin_after.match(after):
        return "origin"
    return "mentioned"


def _put_footnotes(draft: Draft, tables: Tables) -> None:
    for name, cell in draft.record.master.cells.items():
        for _, footnote in cell.footnotes:
            text = key(tables.footnotes.get(footnote, ""))
            if any(key(word) in text for word in words().representative):
                for offer, variant in zip(draft.offers, draft.variants, strict=True):
                    if name in offer.fields:
                        variant["representative"] = True
            elif name != "license" or "doubt" not in draft.fields:
                draft.record.note("footnote", name, f"footnote [^{footnote}]")


def _report_links(draft: Draft, column: str) -> None:
    """Report the links of a column that has no field for them; those to the Hub become variants or references."""
    for row, cell in draft.record.cells(column):
        for link in cell.links:
            if hub_link(link.url) is None:
                draft.record.note("leftover", column, f"the link on «{cell.of(link).plain}»: {link.url}", row)
