"""The whole list: the pages of all languages in; sections, entries, notices, and the list as catalog.yaml out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jllm_sync.catalog.pages.claims import (
    OFFERING,
    Draft,
    Names,
    Offer,
    Tables,
    links,
    name_links,
    put,
    put_architecture,
    put_context,
    put_foundation,
    put_license,
    put_loadable,
    put_parameters,
    put_year,
    read_names,
    read_offers,
)
from jllm_sync.catalog.pages.languages import Record, Records, align_tables, align_titles, compare
from jllm_sync.catalog.pages.markdown import KINDS, Heading, Notice, Page, Rich, SourceText, read_page
from jllm_sync.catalog.pages.training import read_lineage, resolve_parents
from jllm_sync.catalog.pages.vocabulary import key, localized, slug, words
from jllm_sync.messages import Text, message
from jllm_sync.repo import hub_link


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
    candidate = _id_of_repo(names, offers, last_segment) if tables.ids_of_repos else _candidate(names, offers)
    draft.fields["id"] = tables.entry_id(candidate, last_segment)
    _put_names(draft)
    for column in ("platform", "domain"):
        put(draft, column, record.text(column))
    for column in ("platform", "domain", "context", "parents", "architecture", "foundation", "loadable"):
        _report_links(draft, column)
    _put_variants(draft)
    put_year(draft)
    put_parameters(draft)
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


def _id_of_repo(names: Names, offers: Sequence[Offer], last_segment: str) -> str:
    """An id that stays while names change: the first repo's; of a row without one, its section's and its name's."""
    if offers:
        return re.sub(r"[^a-z0-9]", "-", offers[0].repo.lower())
    return f"{last_segment}-{_candidate(names, offers)}"


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
                draft.record.note("footnote", name, message("page-footnote", name=footnote))


def _report_links(draft: Draft, column: str) -> None:
    """Report the links of a column that has no field for them; those to the Hub become variants or references."""
    for row, cell in draft.record.cells(column):
        for link in cell.links:
            if hub_link(link.url) is None:
                draft.record.note("leftover", column, message("page-link", text=cell.of(link).plain, url=link.url), row)


@dataclass(frozen=True, slots=True)
class ListSection:
    """A section: a heading with the tables below it."""

    node: Node
    tables: tuple[Records, ...]
    drafts: tuple[Draft, ...]
    """The entries, of all its tables."""


@dataclass(frozen=True, slots=True)
class House:
    """The manners that a list's maintainers hold its rows to, where they differ from what is usual."""

    order: Literal["auto", "size", "none"] = "auto"
    """Whether sizes descend within a table; auto: where they nearly do."""
    bold_years: Literal["newest", "none"] = "newest"
    unknown: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What an unknown cell says, by field and language."""
    developers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The label of a developer by the owner of its repos, in each language."""


@dataclass(frozen=True, slots=True)
class PageList:
    """A list that was read from its pages."""

    pages: tuple[Page, ...]
    """One a language, the master first."""
    sections: tuple[ListSection, ...]
    tables: Tables
    notices: tuple[Notice, ...]
    house: House = House()
    """The manners that its rows are held to."""

    @property
    def drafts(self) -> Iterator[Draft]:
        """All entries, in the master's order."""
        return (draft for section in self.sections for draft in section.drafts)


def read_list(
    sources: Sequence[SourceText],
    *,
    columns: Mapping[str, str] | None = None,
    licenses: Mapping[str, Mapping[str, Any]] | None = None,
    house: House | None = None,
    ids_of_repos: bool = False,
    bullets: bool = False,
) -> PageList:
    """Read a list of models from its Markdown pages.

    Args:
        sources: one page a language; the first is the master, from which the claims are read.
        columns: fields by words at the head of columns, beside the built-in ones; see `column_field`.
        licenses: the licences that the list's settings declare, beside those that are built in.
        house: the manners that its rows are held to, where they are not the usual ones.
        ids_of_repos: whether the entries' ids are made of their first repos, not of their names.
        bullets: whether items of lists are rows, where no table links to the Hub.

    Raises:
        InvalidCatalog: a page is no text that a list could be.
    """
    pages = [read_page(source, bullets) for source in sources]
    master = pages[0]
    notices = [notice for page in pages for notice in page.notices]
    nodes = outline(master, align_titles(pages, notices))
    records = align_tables(pages, notices, columns or {})
    footnotes = {name: footnote.text for name, footnote in master.footnotes.items()}
    tables = Tables(footnotes, ids_of_repos, licenses or {})
    sections: list[ListSection] = []
    for node in nodes:
        _report_heading(node, master, notices)
        if not node.has_tables:
            continue
        found = tuple(records[table.line] for table in node.heading.tables)
        for number, (table, rows) in enumerate(zip(node.heading.tables, found, strict=True)):
            if number:
                text = message("page-second-table", heading=node.heading.title.plain)
                notices.append(Notice("by hand", master.file, table.line, text))
            if any(column.field == "description" for column in rows.columns):
                text = message("page-descriptions", count=len(rows.rows))
                notices.append(Notice("left out", master.file, table.line, text))
        last_segment = node.id.rpartition("/")[2]
        drafts = tuple(read_entry(record, tables, last_segment) for rows in found for record in rows.rows)
        sections.append(ListSection(node, found, drafts))
    everything = [draft for section in sections for draft in section.drafts]
    resolve_parents(everything)
    _put_name_links(everything)
    return PageList(tuple(pages), tuple(sections), tables, _sorted(notices, pages), house or House())


def _put_name_links(drafts: Sequence[Draft]) -> None:
    """A repo that a name leads to and no row offers is a mere reference; one of another row is an error of the list."""
    offered = {offer.repo.lower() for draft in drafts for offer in draft.offers}
    for draft in drafts:
        known = {reference["repo"] for reference in draft.fields.get("references", ())}
        for found in name_links(draft.record, draft.offers):
            if found.link.repo.lower() not in offered and found.link.repo not in known:
                known.add(found.link.repo)
                reference = {"repo": found.link.repo, "kind": found.link.kind, "role": "mentioned"}
                draft.fields.setdefault("references", []).append(reference)


def _report_heading(node: Node, master: Page, notices: list[Notice]) -> None:
    heading = node.heading
    if not node.has_tables:
        text = message("page-heading-without-table", heading=heading.title.plain)
        notices.append(Notice("left out", master.file, heading.line, text))
    titles = [
        (heading.line, heading.title),
        *((table.line, title) for table in heading.tables for title in table.header),
    ]
    for line, title in titles:
        for _, footnote in title.footnotes:
            notices.append(Notice("footnote", master.file, line, message("page-footnote", name=footnote), title.plain))


def _sorted(notices: Sequence[Notice], pages: Sequence[Page]) -> tuple[Notice, ...]:
    kinds = list(KINDS)
    files = [page.file for page in pages]
    order = {notice: index for index, notice in enumerate(dict.fromkeys(notices))}
    return tuple(sorted(order, key=lambda n: (kinds.index(n.kind), files.index(n.file), n.line, order[n])))


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
    read = read_list(sources, bullets=True)
    twice = tuple(_without_second_rows(read))
    master = read.pages[0]
    catalog = {
        "title": localized({page.language: page.title for page in read.pages}) or master.file,
        "settings": {"language": "ja" if master.language == "ja" else "en", "fail_on": "error"},
        "licenses": dict(sorted(read.tables.licenses.items())),
        "foundations": dict(sorted(read.tables.foundations.items())),
        "sections": [_section(section) for section in read.sections],
    }
    kept = {name: value for name, value in catalog.items() if value or name == "sections"}
    return Imported(kept, (*read.notices, *twice))


def _without_second_rows(read: PageList) -> Iterator[Notice]:
    """Take every repo out of the rows but the first that offers it, as a catalog wants it; tells of each."""
    first: dict[tuple[str, str], int] = {}
    for draft in (draft for section in read.sections for draft in section.drafts):
        row = draft.record.master
        for variant in list(draft.variants):
            line = first.setdefault((variant.get("kind", "model"), variant["repo"].lower()), row.line)
            if line != row.line:
                draft.variants.remove(variant)
                text = message("page-repo-listed", repo=variant["repo"], line=str(line))
                yield Notice("by hand", row.file, row.line, text)


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
