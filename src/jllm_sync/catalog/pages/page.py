"""A page of the list: its headings, tables and footnotes, each with the line on which it stands.

Tables are read line by line rather than with a Markdown parser, because every row must keep its line, and because
the list has rows that begin without a pipe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jllm_sync.catalog.pages.notice import Notice
from jllm_sync.catalog.pages.rich import Rich, parse

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*\Z")
_BOLD_HEADING = re.compile(r"\*\*((?:(?!\*\*).)+)\*\*\Z")
_ANCHOR = re.compile(r"""<a\s+(?:id|name)=["']([^"']+)["']>\s*(?:</a>)?\Z""")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\Z")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:\s*(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class SourceText:
    """One language's Markdown: its file as messages name it, its language (ja, en, fr), its content."""

    file: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    line: int
    cells: tuple[Rich, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its titles, its rows."""

    line: int
    header: tuple[Rich, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Heading:
    """A heading and the tables directly below it."""

    line: int
    level: int
    title: Rich
    anchor: str
    """The id of the `<a id>` on the line before it, or empty."""
    tables: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """One language's page."""

    file: str
    language: str
    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def tables(self) -> list[tuple[Heading, Table]]:
        """All tables in page order, each with its heading."""
        return [(heading, table) for heading in self.headings for table in heading.tables]


def read_page(source: SourceText) -> Page:
    """Read one language's Markdown."""
    page = Page(source.file, source.language)
    lines = list(_visible(source.text, page))
    anchor = ""
    level = 1
    position = 0
    while position < len(lines):
        number, line = lines[position]
        position += 1
        if found := _ANCHOR.match(line):
            anchor = found[1]
        elif found := _HEADING.match(line):
            level = len(found[1])
            title = parse(found[2])
            if level == 1:
                page.title = page.title or title.plain
            else:
                page.headings.append(Heading(number, level, title, anchor))
            anchor = ""
        elif found := _BOLD_HEADING.match(line):  # a line all in bold is a heading one level further down
            page.headings.append(Heading(number, level + 1, parse(found[1]), anchor))
            anchor = ""
        elif found := _FOOTNOTE.match(line):
            page.footnotes[found[1]] = parse(found[2]).plain
        elif "|" in line and position < len(lines) and _is_delimiter(lines[position][1]):
            rows = _rows(lines, position + 1)
            position += 1 + len(rows)
            table = Table(number, tuple(map(parse, cells(line))), tuple(_row(at, row) for at, row in rows if row))
            if page.headings:
                page.headings[-1].tables.append(table)
            else:
                page.notices.append(Notice("left out", page.file, number, "a table that stands below no heading"))
    return page


def cells(line: str) -> list[str]:
    """The cells of a row; the pipes at its two ends may be missing."""
    line = line.strip()
    parts = [part.replace("\\|", "|").strip() for part in _PIPE.split(line)]
    if line.startswith("|"):
        parts = parts[1:]
    if len(parts) > 1 and not parts[-1] and line.endswith("|"):
        parts = parts[:-1]
    return parts


def _row(number: int, line: str) -> Row:
    return Row(number, tuple(map(parse, cells(line))))


def _rows(lines: list[tuple[int, str]], start: int) -> list[tuple[int, str]]:
    end = start
    while end < len(lines) and "|" in lines[end][1]:
        end += 1
    return lines[start:end]


def _is_delimiter(line: str) -> bool:
    return "-" in line and _DELIMITER.match(line) is not None


def _visible(text: str, page: Page) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without comments and code; what a comment hides is noted."""
    fence = ""
    comment: list[str] | None = None
    begun = 0
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if found := _FENCE.match(line):
            if not fence:
                fence = found[1]
            elif line.startswith(fence):
                fence = ""
            continue
        if fence:
            continue
        shown = ""
        while line:
            if comment is None:
                before, opening, line = line.partition("<!--")
                shown += before
                if opening:
                    comment, begun = [], number
            else:
                hidden, closing, line = line.partition("-->")
                comment.append(hidden)
                if closing:
                    _note_comment("\n".join(comment), begun, page)
                    comment = None
        yield number, shown.strip()
    if comment is not None:
        page.notices.append(Notice("left out", page.file, begun, "a comment that is never closed: the page ends here"))


def _note_comment(comment: str, line: int, page: Page) -> None:
    content = comment.strip()
    if content.startswith("@include"):
        target = content.partition(":")[2].strip()
        page.notices.append(Notice("left out", page.file, line, f"an include, which is not followed: {target}"))
    elif "|" in content:
        for offset, row in enumerate(content.splitlines()):
            first = next((cell.plain for cell in map(parse, cells(row)) if cell.plain), "")
            if first:
                page.notices.append(Notice("left out", page.file, line + offset, f"a row inside a comment: {first}"))
