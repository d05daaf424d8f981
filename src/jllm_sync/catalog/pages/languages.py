"""The same page in several languages: matched heading by heading, table by table and row by row, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from jllm_sync.catalog.pages.cells import licenses_of, numbers
from jllm_sync.catalog.pages.markdown import Heading, Page, Rich, Row, Table
from jllm_sync.catalog.pages.notices import Notice, NoticeKind
from jllm_sync.catalog.pages.qualifiers import segments
from jllm_sync.catalog.pages.text import localized, slug
from jllm_sync.catalog.pages.vocabulary import column_fields, column_key
from jllm_sync.messages import Text
from jllm_sync.repo import hub_link, is_web_link


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A row in one language: its cells and their titles by field."""

    file: str
    language: str
    line: int
    cells: dict[str, Rich]
    titles: dict[str, str]


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
                self.note("leftover", field, f"the link on «{cell.of(link).plain}»: {link.url}", row)
        return [link.url for link in cell.links if is_web_link(link.url)]

    def note(self, kind: NoticeKind, field: str, text: str, row: LocalRow | None = None) -> None:
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


def align_titles(pages: Sequence[Page], notices: list[Notice]) -> list[dict[str, str]]:
    """The titles of each of the master's headings, by language."""
    master, *others = pages
    found = [{master.language: heading.title.plain} for heading in master.headings]
    for page in others:
        for index, heading in _match_headings(master, page, notices).items():
            found[index][page.language] = heading.title.plain
            if heading.level != master.headings[index].level:
                text = (
                    f"the heading «{heading.title.plain}» is {heading.level} deep; "
                    f"in {master.file}:{master.headings[index].line} it is {master.headings[index].level}"
                )
                notices.append(Notice("mismatch", page.file, heading.line, text))
    return found


def _match_headings(master: Page, page: Page, notices: list[Notice]) -> dict[int, Heading]:
    if len(master.headings) == len(page.headings):
        return dict(enumerate(page.headings))
    text = f"{len(page.headings)} headings; {master.file} has {len(master.headings)}: those without the same anchor"
    notices.append(Notice("mismatch", page.file, 1, f"{text} stay without this language"))
    by_anchor = {heading.anchor: heading for heading in page.headings if heading.anchor}
    return {
        index: by_anchor[heading.anchor] for index, heading in enumerate(master.headings) if heading.anchor in by_anchor
    }


def align_tables(pages: Sequence[Page], notices: list[Notice]) -> dict[int, Records]:
    """All of the master's tables in all languages, by the line of the master's table."""
    master, *others = pages
    partners: list[dict[int, Table]] = []
    for page in others:
        mine, theirs = _keyed(master), _keyed(page)
        if len(mine) == len(theirs):
            pairs = dict(zip((table.line for table in mine.values()), theirs.values(), strict=True))
        else:
            text = f"{len(theirs)} tables; {master.file} has {len(mine)}: those below the same anchors are matched"
            notices.append(Notice("mismatch", page.file, 1, text))
            pairs = {table.line: theirs[name] for name, table in mine.items() if name in theirs}
        partners.append(pairs)
    return {
        table.line: _records(
            [
                (master, table),
                *(
                    (page, pairs[table.line])
                    for page, pairs in zip(others, partners, strict=True)
                    if table.line in pairs
                ),
            ],
            notices,
        )
        for _, table in master.tables
    }


def _keyed(page: Page) -> dict[tuple[str, int], Table]:
    """The page's tables by the last anchor above them and their number below it."""
    found: dict[tuple[str, int], Table] = {}
    anchor, number = "", 0
    for heading in page.headings:
        if heading.anchor:
            anchor, number = heading.anchor, 0
        for table in heading.tables:
            found[anchor, number] = table
            number += 1
    return found


def _records(tables: Sequence[tuple[Page, Table]], notices: list[Notice]) -> Records:
    fields = [_fields(page, table, notices) for page, table in tables]
    titles: dict[str, dict[str, str]] = {field: {} for field in fields[0] if field}
    for (page, table), names in zip(tables, fields, strict=True):
        for name, title in zip(names, table.header, strict=True):
            if name in titles:
                titles[name][page.language] = title.plain
    for (page, table), names in zip(tables[1:], fields[1:], strict=True):
        if set(names) != set(fields[0]):
            text = f"a table with the columns {', '.join(filter(None, names))}; expected {', '.join(titles)}"
            notices.append(Notice("mismatch", page.file, table.line, text))
    columns = tuple(Column(field, localized(names)) for field, names in titles.items())
    master_page, master_table = tables[0]
    partners = [_match_rows(tables[0], other, notices) for other in tables[1:]]
    rows = []
    for index, row in enumerate(master_table.rows):
        local = [_local(master_page, master_table, fields[0], row, notices)]
        for (page, table), names, pairs in zip(tables[1:], fields[1:], partners, strict=True):
            if index in pairs:
                local.append(_local(page, table, names, pairs[index], notices))
        rows.append(Record(tuple(local), notices))
    return Records(columns, tuple(rows))


def _fields(page: Page, table: Table, notices: list[Notice]) -> list[str]:
    found: list[str] = []
    for title in table.header:
        name = column_fields().get(column_key(title.plain), "")
        if not name:
            text = "a column that is not known; its cells are left out (the wordings stand in list_columns.yaml)"
            notices.append(Notice("by hand", page.file, table.line, text, title.plain))
        elif name in found:
            text = f"a second column for {name}; its cells are left out"
            notices.append(Notice("by hand", page.file, table.line, text, title.plain))
            name = ""
        found.append(name)
    return found


def _local(page: Page, table: Table, fields: list[str], row: Row, notices: list[Notice]) -> LocalRow:
    for cell in row.cells[len(fields) :]:
        if cell.plain:
            text = f"a cell beyond the table's last column: {cell.plain}"
            notices.append(Notice("leftover", page.file, row.line, text))
    return LocalRow(
        page.file,
        page.language,
        row.line,
        {name: cell for name, cell in zip(fields, row.cells, strict=False) if name},
        {name: title.plain for name, title in zip(fields, table.header, strict=True) if name and title.plain},
    )


def _match_rows(master: tuple[Page, Table], other: tuple[Page, Table], notices: list[Notice]) -> dict[int, Row]:
    """The other language's row for each of the master's, by number, or by their links where the numbers differ."""
    (master_page, mine), (page, theirs) = master, other
    if len(mine.rows) == len(theirs.rows):
        return dict(enumerate(theirs.rows))
    text = f"a table of {len(theirs.rows)} rows; {master_page.file}:{mine.line} has {len(mine.rows)}"
    notices.append(Notice("mismatch", page.file, theirs.line, f"{text}: rows with the same links are matched"))
    found: dict[int, Row] = {}
    free = list(theirs.rows)
    for index, row in enumerate(mine.rows):
        urls = _urls(row)
        best = max(free, key=lambda candidate: len(urls & _urls(candidate)), default=None)
        if best is not None and urls & _urls(best):
            found[index] = best
            free.remove(best)
        else:
            notices.append(Notice("mismatch", page.file, theirs.line, f"no row for {master_page.file}:{row.line}"))
    for row in free:
        notices.append(Notice("mismatch", page.file, row.line, f"a row that {master_page.file} lacks; left out"))
    return found


def _urls(row: Row) -> frozenset[str]:
    return frozenset(link.url for cell in row.cells for link in cell.links)


def hub_repos(row: LocalRow) -> frozenset[str]:
    """All Hub repos that a row links to."""
    found = (hub_link(link.url) for cell in row.cells.values() for link in cell.links)
    return frozenset(target.repo for target in found if target is not None)


def compare(record: Record) -> None:
    """Report other repos, other context lengths and other licences than the master's."""
    master = record.master
    for row in record.rows[1:]:
        if (theirs := hub_repos(row)) != (mine := hub_repos(master)):
            text = " ".join(
                [*(f"+{repo}" for repo in sorted(theirs - mine)), *(f"-{repo}" for repo in sorted(mine - theirs))]
            )
            record.note("mismatch", "name", f"other repos than {master.file}:{master.line}: {text}", row)
        for name, read in (("context", _numbers_of), ("license", _licenses_in)):
            here, there = (read(side.cells.get(name, Rich(""))) for side in (row, master))
            if here != there:
                text = f"{_listed(here)}; {master.file}:{master.line} has {_listed(there)}"
                record.note("mismatch", name, text, row)


def _numbers_of(cell: Rich) -> frozenset[str]:
    return frozenset(f"{number:,}" for number in numbers(cell.text))


def _licenses_in(cell: Rich) -> frozenset[str]:
    found: set[str] = set()
    for part in segments(cell):
        value = licenses_of(part.value, slug)
        found |= {id_ or "a licence of its own" for id_ in value.ids} | ({"(?)"} if value.doubted else set())
    return frozenset(found)


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)) or "nothing"
