"""The list's Markdown as a catalog: the pages of all languages in, plain data and notices out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.pages.align import align_tables, align_titles
from jllm_sync.catalog.pages.draft import Draft
from jllm_sync.catalog.pages.entry import read_entry
from jllm_sync.catalog.pages.lineage import resolve_parents
from jllm_sync.catalog.pages.notice import HEADINGS, Notice
from jllm_sync.catalog.pages.page import Page, SourceText, read_page
from jllm_sync.catalog.pages.sections import Node, outline
from jllm_sync.catalog.pages.tables import Tables
from jllm_sync.catalog.pages.text import localized

__all__ = ["Imported", "Notice", "SourceText", "import_list"]


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
    pages = [read_page(source) for source in sources]
    master = pages[0]
    notices = [notice for page in pages for notice in page.notices]
    nodes = outline(master, align_titles(pages, notices))
    records = align_tables(pages, notices)
    tables = Tables(master.footnotes)
    drafts: list[Draft] = []
    sections: list[tuple[dict[str, Any], list[Draft]]] = []
    for node in nodes:
        _report_heading(node, master, notices)
        if not node.has_tables:
            continue
        section: dict[str, Any] = {"id": node.id, "title": node.title}
        own: list[Draft] = []
        for number, table in enumerate(node.heading.tables):
            found = records[table.line]
            if number:
                text = f"a second table below «{node.heading.title.plain}»: its rows follow those of the first"
                notices.append(Notice("by hand", master.file, table.line, text))
            else:
                section["columns"] = [
                    {"field": column.field} | ({"title": column.title} if column.title else {})
                    for column in found.columns
                ]
            if any(column.field == "description" for column in found.columns):
                text = f"the column of descriptions (rows: {len(found.rows)}), which are other people's prose"
                notices.append(Notice("left out", master.file, table.line, text))
            own += [read_entry(record, tables, node.id.rpartition("/")[2]) for record in found.rows]
        drafts += own
        sections.append((section, own))
    resolve_parents(drafts)
    catalog = {
        "title": localized({page.language: page.title for page in pages}) or master.file,
        "settings": {"language": "ja" if master.language == "ja" else "en", "fail_on": "error"},
        "licenses": dict(sorted(tables.licenses.items())),
        "foundations": dict(sorted(tables.foundations.items())),
        "sections": [
            section | ({"entries": [draft.finish() for draft in own]} if own else {}) for section, own in sections
        ],
    }
    return Imported({name: value for name, value in catalog.items() if value}, _sorted(notices, pages))


def _report_heading(node: Node, master: Page, notices: list[Notice]) -> None:
    heading = node.heading
    if not node.has_tables:
        text = f"the heading «{heading.title.plain}», below which no table stands"
        notices.append(Notice("left out", master.file, heading.line, text))
    titles = [
        (heading.line, heading.title),
        *((table.line, title) for table in heading.tables for title in table.header),
    ]
    for line, title in titles:
        for _, footnote in title.footnotes:
            notices.append(Notice("footnote", master.file, line, f"footnote [^{footnote}]", title.plain))


def _sorted(notices: Sequence[Notice], pages: Sequence[Page]) -> tuple[Notice, ...]:
    kinds = list(HEADINGS)
    files = [page.file for page in pages]
    order = {notice: index for index, notice in enumerate(dict.fromkeys(notices))}
    return tuple(sorted(order, key=lambda n: (kinds.index(n.kind), files.index(n.file), n.line, order[n])))
