"""A page's structure: headings, tables, rows, cells with their links, bold parts and footnotes, each with its line.

Tables are read line by line rather than with a Markdown parser, because every row must keep its line, and because
the list has rows that begin without a pipe. What stands in a cell is read with markdown-it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from jllm_sync.catalog.pages.notices import Notice
from jllm_sync.catalog.pages.text import brackets, readable, tidy

_INLINE = MarkdownIt("commonmark")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")

Span = tuple[int, int]
"""A part of a text: start and end."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link and the part of the text that carries it."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Rich:
    """A text with its markup taken off and remembered; a line break of the cell is a newline of the text."""

    text: str
    links: tuple[Link, ...] = ()
    bold: tuple[Span, ...] = ()
    footnotes: tuple[tuple[int, str], ...] = ()
    """The footnotes' names, and where they stood."""

    @property
    def plain(self) -> str:
        """The text on one line."""
        return tidy(self.text)

    def of(self, link: Link) -> Rich:
        """The part of the text that carries the link."""
        return self.cut(link.start, link.end)

    def cut(self, start: int, end: int) -> Rich:
        """A part of the text, with the markup that lies in it."""
        return Rich(
            self.text[start:end],
            tuple(
                Link(max(link.start, start) - start, min(link.end, end) - start, link.url)
                for link in self.links
                if link.start < end and link.end > start
            ),
            tuple((max(a, start) - start, min(b, end) - start) for a, b in self.bold if a < end and b > start),
            tuple((at - start, name) for at, name in self.footnotes if start <= at <= end),
        )

    def strip(self, characters: str | None = None) -> Rich:
        """The text without the blanks (or the given characters) around it."""
        left = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(left, max(left, len(self.text.rstrip(characters))))

    def without(self, spans: Iterable[Span]) -> Rich:
        """The text with some parts taken out."""
        pieces: list[Rich] = []
        position = 0
        for start, end in sorted(spans):
            pieces.append(self.cut(position, start))
            position = end
        return join([*pieces, self.cut(position, len(self.text))], "")

    def split(self, separator: re.Pattern[str]) -> list[Rich]:
        """The parts between the separators that stand outside of brackets and of links."""
        closed = [*brackets(self.text), *((link.start, link.end) for link in self.links)]
        pieces: list[Rich] = []
        position = 0
        for match in separator.finditer(self.text):
            if any(start < match.end() and match.start() < end for start, end in closed):
                continue
            pieces.append(self.cut(position, match.start()))
            position = match.end()
        return [piece.strip() for piece in (*pieces, self.cut(position, len(self.text)))]

    def is_bold(self, start: int, end: int) -> bool:
        """Whether a part of the text is bold as a whole."""
        return any(a <= start and end <= b for a, b in self.bold)

    def link_groups(self) -> Iterator[tuple[Span, tuple[Link, ...]]]:
        """The brackets that hold nothing but links, and those links."""
        for start, end in brackets(self.text):
            inner = tuple(link for link in self.links if start < link.start and link.end < end)
            rest = self.cut(start, end).without([(link.start - start, link.end - start) for link in inner])
            if inner and not rest.text.strip("()（）,、/ \n"):
                yield (start, end), inner


def join(parts: Iterable[Rich], separator: str) -> Rich:
    """Texts put together, with all their markup."""
    text, links, bold, footnotes = "", [], [], []
    for part in parts:
        if text and separator:
            text += separator
        offset = len(text)
        text += part.text
        links += [Link(link.start + offset, link.end + offset, link.url) for link in part.links]
        bold += [(start + offset, end + offset) for start, end in part.bold]
        footnotes += [(at + offset, name) for at, name in part.footnotes]
    return Rich(text, tuple(links), tuple(bold), tuple(dict.fromkeys(footnotes)))


def parse(markdown: str) -> Rich:
    """Read the inline Markdown of one cell, heading or line."""
    reader = _Reader()
    for block in _INLINE.parseInline(markdown):
        for token in block.children or ():
            reader.take(token)
    return replace(reader.result(), footnotes=tuple(reader.footnotes))


class _Reader:
    """Puts the tokens of inline Markdown together."""

    def __init__(self) -> None:
        self.text = ""
        self.footnotes: list[tuple[int, str]] = []
        self._links: list[Link] = []
        self._bold: list[Span] = []
        self._open: list[tuple[int, str]] = []
        self._open_bold: list[int] = []

    def take(self, token: Token) -> None:
        if token.type == "link_open":
            self._open.append((len(self.text), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            start, url = self._open.pop()
            self._links.append(Link(start, len(self.text), url))
        elif token.type == "strong_open":
            self._open_bold.append(len(self.text))
        elif token.type == "strong_close":
            self._bold.append((self._open_bold.pop(), len(self.text)))
        elif token.type in ("softbreak", "hardbreak") or _BREAK.match(token.content):
            self.text += "\n"
        elif token.type in ("text", "code_inline"):
            self._add(readable(token.content))

    def _add(self, text: str) -> None:
        position = 0
        for match in _FOOTNOTE.finditer(text):
            self.text += text[position : match.start()]
            self.footnotes.append((len(self.text), match[1]))
            position = match.end()
        self.text += text[position:]

    def result(self) -> Rich:
        return Rich(self.text, tuple(self._links), tuple(self._bold))


_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*\Z")
_BOLD_HEADING = re.compile(r"\*\*((?:(?!\*\*).)+)\*\*\Z")
_ANCHOR = re.compile(r"""<a\s+(?:id|name)=["']([^"']+)["']>\s*(?:</a>)?\Z""")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\Z")
_FOOTNOTE_TEXT = re.compile(r"\[\^([^\]\s]+)\]:\s*(.*)")
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
        elif found := _FOOTNOTE_TEXT.match(line):
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
