"""The list's Markdown as catalog.yaml: the pages of all languages in, plain data and notices out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.pages.listing import ListSection, read_list
from jllm_sync.catalog.pages.markdown import SourceText
from jllm_sync.catalog.pages.notices import Notice
from jllm_sync.catalog.pages.text import localized


@dataclass(frozen=True, slots=True)
class Imported:
    """A list that was read: the catalog as plain data in its schema's form, and what a person should know."""

    catalog: dict[str, Any]
    notices: tuple[Notice, ...]


def import_list(sources: Sequence[SourceText]) -> Imported:
    """Read a list of models from its Markdown pages.

    Args:
        sources: one page a language; the first is the master, from which the claims are read.

    Returns:
        The catalog, and a notice for everything that reached no field or that the languages do not agree on.
    """
    read = read_list(sources)
    master = read.pages[0]
    catalog = {
        "title": localized({page.language: page.title for page in read.pages}) or master.file,
        "settings": {"language": "ja" if master.language == "ja" else "en", "fail_on": "error"},
        "licenses": dict(sorted(read.tables.licenses.items())),
        "foundations": dict(sorted(read.tables.foundations.items())),
        "sections": [_section(section) for section in read.sections],
    }
    return Imported({name: value for name, value in catalog.items() if value}, read.notices)


def _section(section: ListSection) -> dict[str, Any]:
    found: dict[str, Any] = {"id": section.node.id, "title": section.node.title}
    if section.tables:
        found["columns"] = [
            {"field": column.field} | ({"title": column.title} if column.title else {})
            for column in section.tables[0].columns
        ]
    if section.drafts:
        found["entries"] = [draft.finish() for draft in section.drafts]
    return found
