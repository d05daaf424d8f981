"""Which entries of a catalog a change touched: those whose claims now differ, or speak of a licence or base that does.

Compared by value, so a change of layout or comments touches nothing, and an entry that only moved is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jllm_sync.catalog.model import Entry
from jllm_sync.catalog.pages.document import ListSettings, PagesDocument
from jllm_sync.catalog.yaml import tree as yaml_tree


def touched_entries(before: bytes | None, after: bytes) -> tuple[str, ...]:
    """The ids of the entries to audit, in the catalog's order.

    Args:
        before: the catalog before the change; None where there was none.
        after: the catalog now. One that cannot be read touches nothing: the audit itself says what is wrong with it.
    """
    old, new = _catalog(before or b""), _catalog(after)
    known = dict(_entries(old))
    terms = {id_ for part in ("licenses", "foundations") for id_ in _changed(old.get(part), new.get(part))}
    return tuple(
        id_ for id_, entry in _entries(new) if id_ not in known or entry != known[id_] or terms & set(_words(entry))
    )


def touched_rows(before: PagesDocument | None, after: PagesDocument) -> tuple[str, ...]:
    """The ids of the rows of pages to audit, in the master's order: those that read otherwise in one language.

    Args:
        before: the pages before the change; None where there were none that can be read.
        after: the pages now.
    """
    old, new = (_rows(document) if document is not None else {} for document in (before, after))
    was = before.settings if before is not None else ListSettings()
    terms = _changed(was.licenses, after.settings.licenses) | _changed(was.foundations, after.settings.foundations)
    named = {entry.id: {*_words(_claims(entry))} for entry in after.catalog.entries}
    return tuple(id_ for id_, row in new.items() if row != old.get(id_) or terms & named[id_])


def _rows(document: PagesDocument) -> dict[str, Any]:
    """What each row says: its cells and footnotes in each language."""
    notes = {page.language: page.footnotes for page in document.read.pages}
    return {
        draft.fields["id"]: [
            (
                row.language,
                {name: cell.markdown for name, cell in row.places.items()},
                [
                    notes[row.language][mark].text
                    for cell in row.cells.values()
                    for _, mark in cell.footnotes
                    if mark in notes[row.language]
                ],
            )
            for row in draft.record.rows
        ]
        for draft in document.read.drafts
    }


def _claims(entry: Entry) -> list[Any]:
    claims = [*entry.claims.values(), *(claim for variant in entry.variants for claim in variant.claims.values())]
    return [claim.raw for claim in claims]


def _catalog(text: bytes) -> Mapping[str, Any]:
    tree, _ = yaml_tree.read(text)
    return tree if isinstance(tree, Mapping) else {}


def _entries(catalog: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section in _list(catalog.get("sections")):
        for entry in _list(section.get("entries") if isinstance(section, Mapping) else None):
            if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
                yield entry["id"], entry


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _changed(old: Any, new: Any) -> set[str]:
    old, new = (value if isinstance(value, Mapping) else {} for value in (old, new))
    return {id_ for id_ in {*old, *new} if old.get(id_) != new.get(id_)}


def _words(value: Any) -> Iterator[str]:
    """All strings in a value; the id of a licence or base is one of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
