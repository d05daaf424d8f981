"""The same list in several languages: headings, tables and rows that belong together, and where they differ.

Tables and rows are matched by the links they share, never by their number: languages are kept in step by hand, and
what stands in another order is still the same row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from jllm_sync.catalog.model import Location
from jllm_sync.catalog.pages.cells import context_of, licenses_of, names_known_licenses, numbers, segments, year_of
from jllm_sync.catalog.pages.markdown import Cell, Heading, Notice, NoticeKind, Page, Rich, Row, Table
from jllm_sync.catalog.pages.vocabulary import column_field, localized, name_key, slug
from jllm_sync.messages import Sayable, Text, joined, message
from jllm_sync.repo import hub_link, is_web_link, repo_url

T = TypeVar("T")
_SIZE = re.compile(r"\d+(?:\.\d+)?\s*[bm]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A row in one language: its cells, their places and their titles by field."""

    file: str
    language: str
    line: int
    cells: dict[str, Rich]
    titles: dict[str, str]
    places: dict[str, Cell]
    row: Row
    table: Table

    def at(self, field: str) -> Location:
        """Where the cell of a field stands; the row's beginning where it has none."""
        cell = self.places.get(field)
        return Location(self.file, self.line, cell.column if cell is not None else 1)

    def place_of(self, repo: str, field: str | None = None) -> Location:
        """Where a link to a repo stands; the cell, or the row, where there is none."""
        for name, cell in self.places.items():
            if field is None or name == field:
                for match in re.finditer(re.escape(repo), cell.markdown):
                    if not re.match(r"[\w.-]*\w", cell.markdown[match.end() :]):
                        return Location(self.file, self.line, cell.column + match.start())
        return self.at(field or "name")


@dataclass(frozen=True, slots=True)
class Record:
    """A row in all languages, the master first."""

    rows: tuple[LocalRow, ...]
    notices: list[Notice]

    @property
    def master(self) -> LocalRow:
        """The row from which the claims are read."""
        return self.rows[0]

    def cell(self, field: str) -> Rich | None:
        """The master's cell; None where the table lacks the column or the cell is empty."""
        cell = self.master.cells.get(field)
        return cell if cell is not None and cell.plain else None

    def cells(self, field: str) -> Iterator[tuple[LocalRow, Rich]]:
        """The cells of one field in all languages that have it."""
        for row in self.rows:
            if field in row.cells:
                yield row, row.cells[field]

    def text(self, field: str, read: Callable[[Rich], str] = lambda cell: cell.plain) -> Text | None:
        """The text of a field in all languages."""
        return localized({row.language: read(cell) for row, cell in self.cells(field)})

    def urls(self, field: str, cell: Rich, row: LocalRow) -> list[str]:
        """The links of a cell to pages on the web; others are reported."""
        for link in cell.links:
            if not is_web_link(link.url):
                self.note("leftover", field, message("page-link", text=cell.of(link).plain, url=link.url), row)
        return [link.url for link in cell.links if is_web_link(link.url)]

    def note(self, kind: NoticeKind, field: str, text: Sayable, row: LocalRow | None = None) -> None:
        """Tell the user something about a cell of this row."""
        row = row or self.master
        self.notices.append(Notice(kind, row.file, row.line, text, row.titles.get(field) or field))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the master's table: its field, and its title in all languages."""

    field: str
    title: Text | None


@dataclass(frozen=True, slots=True)
class Records:
    """A table in all languages."""

    columns: tuple[Column, ...]
    rows: tuple[Record, ...]
    """The master's rows in its order, then those that it lacks."""
    orders: Mapping[str, tuple[int, ...]]
    """By language, the numbers of the rows above in that language's order."""


def align_titles(pages: Sequence[Page], notices: list[Notice]) -> list[dict[str, str]]:
    """The titles of each of the master's headings, by language."""
    master, *others = pages
    found = [{master.language: heading.title.plain} for heading in master.headings]
    for page in others:
        for index, heading in _match_headings(master, page, notices).items():
            found[index][page.language] = heading.title.plain
            if heading.level != master.headings[index].level:
                text = message(
                    "page-heading-depth",
                    heading=heading.title.plain,
                    depth=heading.level,
                    place=f"{master.file}:{master.headings[index].line}",
                    expected=master.headings[index].level,
                )
                notices.append(Notice("mismatch", page.file, heading.line, text))
    return found


def _match_headings(master: Page, page: Page, notices: list[Notice]) -> dict[int, Heading]:
    if len(master.headings) == len(page.headings):
        return dict(enumerate(page.headings))
    count, expected = len(page.headings), len(master.headings)
    text = message("page-heading-count", count=count, file=master.file, expected=expected)
    notices.append(Notice("mismatch", page.file, 1, text))
    by_anchor = {heading.anchor: heading for heading in page.headings if heading.anchor}
    return {
        index: by_anchor[heading.anchor] for index, heading in enumerate(master.headings) if heading.anchor in by_anchor
    }


def align_tables(pages: Sequence[Page], notices: list[Notice], columns: Mapping[str, str]) -> dict[int, Records]:
    """All of the master's tables in all languages, by the line of the master's table.

    Args:
        pages: one page a language, the master first.
        notices: what is to be said is added here.
        columns: fields by words at the head of columns, beside the built-in ones; see `column_field`.
    """
    master, *others = pages
    mine = [table for _, table in master.tables]
    partners = [_match_tables(mine, master, page, notices) for page in others]
    return {
        table.line: _records(
            [
                (master, table),
                *((page, pairs[index]) for page, pairs in zip(others, partners, strict=True) if index in pairs),
            ],
            notices,
            columns,
        )
        for index, table in enumerate(mine)
    }


def _match_tables(mine: Sequence[Table], master: Page, page: Page, notices: list[Notice]) -> dict[int, Table]:
    """The other language's table for each of the master's: by their links, else by their place below an anchor."""
    theirs = [table for _, table in page.tables]
    found = _matched([_links(table.rows) for table in mine], [_links(table.rows) for table in theirs])
    if len(mine) == len(theirs):
        names: tuple[dict[tuple[str, int], int], dict[tuple[str, int], int]] = (
            {("", number): number for number in range(len(mine))},
            {("", number): number for number in range(len(theirs))},
        )
    else:
        text = message("page-table-count", count=len(theirs), file=master.file, expected=len(mine))
        notices.append(Notice("mismatch", page.file, 1, text))
        names = _keyed(master), _keyed(page)
    for name, index in names[0].items():
        number = names[1].get(name)
        if index not in found and number is not None and number not in found.values():
            found[index] = number
    for number, table in enumerate(theirs):
        if number not in found.values():
            text = message("page-table-unmatched", file=master.file)
            notices.append(Notice("mismatch", page.file, table.line, text))
    return {index: theirs[number] for index, number in found.items()}


def _keyed(page: Page) -> dict[tuple[str, int], int]:
    """The page's tables by the last anchor above them and their number below it."""
    found: dict[tuple[str, int], int] = {}
    anchor, number, index = "", 0, 0
    for heading in page.headings:
        if heading.anchor:
            anchor, number = heading.anchor, 0
        for _ in heading.tables:
            found[anchor, number] = index
            number, index = number + 1, index + 1
    return found


def _matched(mine: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> dict[int, int]:
    """Pairs of what shares the most links, each in one pair at most; of equals those that stand closest together."""
    where: dict[str, list[int]] = {}
    for number, links in enumerate(theirs):
        for link in links:
            where.setdefault(link, []).append(number)
    shared: dict[tuple[int, int], int] = {}
    for index, links in enumerate(mine):
        for link in links:
            for number in where.get(link, ()):
                # a repo says more than a developer's page, which many rows share
                shared[index, number] = shared.get((index, number), 0) + (10 if hub_link(link) else 1)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for index, number in sorted(shared, key=lambda pair: (-shared[pair], abs(pair[0] - pair[1]), pair)):
        if index not in found and number not in taken:
            found[index] = number
            taken.add(number)
    return found


def _links(rows: Iterable[Row]) -> frozenset[str]:
    """Where rows lead: repos by their pages in small letters, however a link spells them, and other addresses."""
    found = {link.url: hub_link(link.url) for row in rows for cell in row.cells for link in cell.content.links}
    return frozenset(
        url if target is None else repo_url(target.repo.lower(), target.kind) for url, target in found.items()
    )


def _records(tables: Sequence[tuple[Page, Table]], notices: list[Notice], more: Mapping[str, str]) -> Records:
    fields = [fields_of(page, table, notices, more) for page, table in tables]
    titles: dict[str, dict[str, str]] = {field: {} for field in fields[0] if field}
    for (page, table), names in zip(tables, fields, strict=True):
        for name, title in zip(names, table.header, strict=True):
            if name in titles:
                titles[name][page.language] = title.plain
    for (page, table), names in zip(tables[1:], fields[1:], strict=True):
        if set(names) != set(fields[0]):
            found = joined([name for name in names if name])
            text = message("page-columns-differ", found=found, expected=joined(list(titles)))
            notices.append(Notice("mismatch", page.file, table.line, text))
    columns = tuple(Column(field, localized(names)) for field, names in titles.items())
    locals_ = [
        [_local(page, table, names, row, notices) for row in table.rows]
        for (page, table), names in zip(tables, fields, strict=True)
    ]
    groups: list[list[LocalRow]] = [[row] for row in locals_[0]]
    orders: dict[str, tuple[int, ...]] = {tables[0][0].language: tuple(range(len(groups)))}
    for (page, table), rows in zip(tables[1:], locals_[1:], strict=True):
        found_rows = _match_rows(groups, rows)
        mine = {number: index for index, number in found_rows.items()}
        if len(mine) < len(rows) or len(mine) < len(groups):
            _note_missing(tables[0], (page, table), groups, rows, mine, notices)
        for number, row in enumerate(rows):
            if number in mine:
                groups[mine[number]].append(row)
            else:
                mine[number] = len(groups)
                groups.append([row])
        orders[page.language] = tuple(mine[number] for number in range(len(rows)))
    return Records(columns, tuple(Record(tuple(group), notices) for group in groups), orders)


def _note_missing(
    master: tuple[Page, Table],
    other: tuple[Page, Table],
    groups: Sequence[Sequence[LocalRow]],
    rows: Sequence[LocalRow],
    mine: Mapping[int, int],
    notices: list[Notice],
) -> None:
    (master_page, table), (page, theirs) = master, other
    if len(theirs.rows) != len(table.rows):
        place = f"{master_page.file}:{table.line}"
        text = message("page-row-count", count=len(theirs.rows), place=place, expected=len(table.rows))
        notices.append(Notice("mismatch", page.file, theirs.line, text))
    matched = set(mine.values())
    for index, group in enumerate(groups):
        if index not in matched and group[0].file == master_page.file:
            text = message("page-row-missing", place=f"{group[0].file}:{group[0].line}")
            notices.append(Notice("mismatch", page.file, theirs.line, text))
    for number, row in enumerate(rows):
        if number not in mine:
            text = message("page-row-more", file=master_page.file)
            notices.append(Notice("mismatch", page.file, row.line, text))


def fields_of(page: Page, table: Table, notices: list[Notice], more: Mapping[str, str]) -> list[str]:
    """The field of each column, by its title or else by what its cells hold; empty where neither tells."""
    found: list[str] = []
    unknown: list[int] = []
    for index, title in enumerate(table.header):
        name = column_field(title.plain, more)
        if not name:
            unknown.append(index)
        elif name in found:
            text = message("page-column-twice", field=name)
            notices.append(Notice("by hand", page.file, table.line, text, title.plain))
            name = ""
        found.append(name)
    for index in unknown:
        contents = [row.cells[index].content for row in table.rows if index < len(row.cells)]
        titled = bool(table.header[index].plain)
        name = _field_by_content([cell for cell in contents if cell.plain], first=index == 0, titled=titled)
        if name and name not in found:
            found[index] = name
        elif index == 0 and "name" not in found:
            found[index] = "name"
        else:
            text = message("page-column-unknown")
            notices.append(Notice("by hand", page.file, table.line, text, table.header[index].plain))
    return found


def _field_by_content(cells: Sequence[Rich], first: bool, titled: bool) -> str:
    """What a column without a known title holds, where most of its cells agree.

    A plain number may be anything that an unknown title says: dimensions, downloads.
    """
    tests: dict[str, Callable[[Rich], bool]] = {
        "year": lambda cell: year_of(cell) is not None,
        "license": lambda cell: bool(cell.plain) and names_known_licenses(cell),
        "parameters": lambda cell: _SIZE.fullmatch(cell.plain) is not None,
    }
    if not titled:
        tests["context"] = lambda cell: (
            context_of(cell.plain) is not None and max(numbers(cell.plain), default=0) >= 256
        )
    if not first:
        tests["variants"] = lambda cell: any(hub_link(link.url) is not None for link in cell.links)
    for field, holds in tests.items():
        if cells and sum(map(holds, cells)) * 3 >= len(cells) * 2:
            return field
    return ""


def _local(page: Page, table: Table, fields: list[str], row: Row, notices: list[Notice]) -> LocalRow:
    for cell in row.cells[len(fields) :]:
        if cell.content.plain:
            text = message("page-cell-beyond", cell=cell.content.plain)
            notices.append(Notice("leftover", page.file, row.line, text))
    places = {name: cell for name, cell in zip(fields, row.cells, strict=False) if name}
    return LocalRow(
        page.file,
        page.language,
        row.line,
        {name: cell.content for name, cell in places.items()},
        {name: title.plain for name, title in zip(fields, table.header, strict=True) if name and title.plain},
        places,
        row,
        table,
    )


def _match_rows(groups: Sequence[Sequence[LocalRow]], rows: Sequence[LocalRow]) -> dict[int, int]:
    """The other language's row for each group: by links, then by name, then by place between neighbours."""
    links = [_links([row.row for row in group]) for group in groups]
    found = _matched(links, [_links([row.row]) for row in rows])
    left = [index for index in range(len(groups)) if index not in found]
    free = [number for number in range(len(rows)) if number not in found.values()]
    by_name: dict[str, int] = {}
    for number in free:
        by_name.setdefault(name_key(_name(rows[number])), number)
    for index in left:
        number = by_name.pop(name_key(_name(groups[index][0])), -1)
        if number >= 0 and _name(groups[index][0]):
            found[index] = number
    left = [index for index in left if index not in found and not hub_repos(groups[index][0])]
    free = [number for number in free if number not in found.values() and not hub_repos(rows[number])]
    if len(left) == len(free):  # nothing in common but the order
        return found | dict(zip(left, free, strict=True))
    for index in left:  # nor as many, but the same neighbours
        number = found[index - 1] + 1 if index - 1 in found else (0 if index == 0 else -1)
        unpaired = 0 <= number < len(rows) and number not in found.values()
        below = found.get(index + 1, len(rows) if index + 1 == len(groups) else None)
        if unpaired and below == number + 1:
            found[index] = number
    return found


def _name(row: LocalRow) -> str:
    cell = row.cells.get("name")
    return cell.plain if cell is not None else ""


def hub_repos(row: LocalRow) -> frozenset[str]:
    """All Hub repos that a row links to."""
    found = (hub_link(link.url) for cell in row.cells.values() for link in cell.links)
    return frozenset(target.repo for target in found if target is not None)


def compare(record: Record) -> None:
    """Report other repos, other context lengths and other licences than the master's."""
    master = record.master
    place = f"{master.file}:{master.line}"
    for row in record.rows[1:]:
        if (theirs := hub_repos(row)) != (mine := hub_repos(master)):
            repos = [*(f"+{repo}" for repo in sorted(theirs - mine)), *(f"-{repo}" for repo in sorted(mine - theirs))]
            record.note("mismatch", "name", message("page-other-repos", place=place, repos=" ".join(repos)), row)
        for name, read in (("context", numbers_in), ("license", licenses_in)):
            here, there = (read(side.cells.get(name, Rich(""))) for side in (row, master))
            if here != there:
                found, expected = _listed(here), _listed(there)
                text = message("page-other-values", found=found, place=place, expected=expected)
                record.note("mismatch", name, text, row)


def numbers_in(cell: Rich) -> frozenset[str]:
    """The whole numbers of a cell, as they are written."""
    return frozenset(f"{number:,}" for number in numbers(cell.text))


def licenses_in(cell: Rich) -> frozenset[str]:
    """The ids of the licences that a cell names; `(?)` among them where it doubts one."""
    found: set[str] = set()
    for part in segments(cell):
        value = licenses_of(part.value, slug)
        found |= {id_ or "-" for id_ in value.ids} | ({"(?)"} if value.doubted else set())
    return frozenset(found)


def _listed(values: frozenset[str]) -> Sayable:
    if not values:
        return message("page-nothing")
    return joined([message("page-own-license") if value == "-" else value for value in sorted(values)])
