"""A page's structure: headings, tables, rows, cells with their links, bold parts and footnotes, each with its line.

Tables are read line by line rather than with a Markdown parser, because every row must keep its line, and because
the list has rows that begin without a pipe. What stands in a cell is read with markdown-it. What
reaches no field, or is left to a person, becomes a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from jllm_sync.catalog.model import InvalidCatalog, Location, Problem
from jllm_sync.catalog.pages.vocabulary import brackets, readable, tidy
from jllm_sync.messages import Sayable, joined, message, said
from jllm_sync.repo import hub_link

NoticeKind = Literal["by hand", "mismatch", "leftover", "footnote", "left out"]

KINDS: dict[NoticeKind, str] = {
    "by hand": "page-notices-by-hand",
    "mismatch": "page-notices-mismatch",
    "leftover": "page-notices-leftover",
    "footnote": "page-notices-footnote",
    "left out": "page-notices-left-out",
}
"""The kinds of notices in the order in which they are shown, each with the message of its heading."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a person should know about pages that were read."""

    kind: NoticeKind
    file: str
    line: int
    text: Sayable
    cell: str = ""
    """The title of the cell's column, where it is about a cell."""

    def said(self, language: str) -> str:
        """The notice with its place, in a language."""
        where = f" {said(message('page-notice-cell', cell=self.cell), language)}" if self.cell else ""
        return f"{self.file}:{self.line}:{where} {said(self.text, language)}"

    def __str__(self) -> str:
        return self.said("en")


def format_notices(notices: Sequence[Notice], language: str = "en") -> str:
    """All notices, grouped by kind, with a closing count."""
    lines: list[str] = []
    counts: list[Sayable] = []
    for kind, heading in KINDS.items():
        group = [notice for notice in notices if notice.kind == kind]
        if group:
            lines += [said(message(heading, count=len(group)), language)]
            lines += [*(f"  {notice.said(language)}" for notice in group), ""]
            counts.append(message(f"{heading}.counted", count=len(group)))
    closing = (
        message("page-notices", count=len(notices), kinds=joined(counts)) if counts else message("page-notices-none")
    )
    return "\n".join([*lines, said(closing, language)]) + "\n"


_INLINE = MarkdownIt("commonmark").enable("strikethrough")
_LINK_OPEN = re.compile(r"""<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LINK_CLOSE = re.compile(r"</a\s*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")

Span = tuple[int, int]
"""A part of a text: start and end."""
References = tuple[tuple[str, str], ...]
"""Definitions of links: label and address of each."""


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


@lru_cache(maxsize=1 << 16)
def parse(markdown: str, references: References = ()) -> Rich:
    """Read the inline Markdown of one cell, heading or line; what was read once, before an edit, is not read again.

    Args:
        markdown: the text.
        references: the page's definitions of links.
    """
    reader = _Reader()
    known = {normalizeReference(label): {"href": url, "title": ""} for label, url in references}
    for block in _INLINE.parseInline(markdown, {"references": known} if known else {}):
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
        self._images: list[str] = []
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
        elif token.type == "image":
            self._images.append(token.content.strip())
        elif token.type == "html_inline" and (opened := _LINK_OPEN.match(token.content)):
            self._open.append((len(self.text), opened[1]))
        elif token.type == "html_inline" and self._open and _LINK_CLOSE.match(token.content):
            start, url = self._open.pop()
            self._links.append(Link(start, len(self.text), url))
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
        if not self.text.strip() and any(self._images):  # a badge says what it shows
            self.text = " ".join(filter(None, self._images))
            self._links = [Link(0, len(self.text), link.url) for link in self._links]
        return Rich(self.text, tuple(self._links), tuple(self._bold))


_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*\Z")
_BOLD_HEADING = re.compile(r"\*\*((?:(?!\*\*).)+)\*\*\Z")
_TITLE = re.compile(r"[^\s#>|<*+=-]")
_UNDERLINE = re.compile(r"(=+|-+)\Z")
_ANCHOR = re.compile(r"""<a\s+(?:id|name)=["']([^"']+)["']>\s*(?:</a>)?\Z""")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\Z")
_FOOTNOTE_TEXT = re.compile(r"\[\^([^\]\s]+)\]:\s*(.*)")
_REFERENCE = re.compile(r"\s{0,3}\[([^\]^][^\]]*)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?\s*\Z")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_PIPE = re.compile(r"(?<!\\)\|")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BARE = re.compile(r"(?<![\w(<\[\"'`/])https?://(?:www\.)?(?:huggingface\.co|hf\.co)/[^\s<>()|`\"']*[\w/]")
"""An address of the Hub that stands for itself."""
_HUB_LINK = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/[^\s<>()|`\"']*\)?")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
_ITEM_REST = re.compile(r"\s+[-–—|]+\s+|\s*[:：,，;、]\s*|\.\s+")
"""What divides an item's name from what is said of it."""
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n[\w-]+:[^|\n]*\n(?:[^|\n]*\n){0,100}?---[ \t]*\r?$", re.MULTILINE)
"""What stands before a page, for a program."""
_QUOTE = re.compile(r"\s{0,3}>[\s>]*")
"""What stands before each line of a quotation; a table in one is a table."""
_HTML_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_LONGEST_LINE = 100_000
"""Characters: far more than any row of a list has; an inline parser may need the square of what it is given."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """One language's Markdown: its file as messages name it, its language (a code such as ja), its content."""

    file: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what it says, and where it stands."""

    content: Rich
    markdown: str
    """The cell as it stands in the file, without the blanks around it."""
    start: int
    """Where it begins in the page's text, in characters from 0."""
    line: int
    column: int
    """Where it begins in its line, in characters from 1."""
    references: References = ()
    """The definitions that its links may name."""

    @property
    def end(self) -> int:
        """Where it ends in the page's text."""
        return self.start + len(self.markdown)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    line: int
    cells: tuple[Cell, ...]
    start: int
    """Where its line begins in the page's text."""
    end: int
    """Where its line ends, without its line break."""


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
    text: str
    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    footnotes: dict[str, Footnote] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    references: References = ()
    """The definitions of links."""
    html_tables: list[int] = field(default_factory=list)
    """The lines on which tables in HTML begin."""

    @property
    def tables(self) -> list[tuple[Heading, Table]]:
        """All tables in page order, each with its heading."""
        return [(heading, table) for heading in self.headings for table in heading.tables]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's text, and the line on which it stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page with its place; comments and code are blanked out of its text, which stays as long."""

    number: int
    start: int
    text: str

    @property
    def stripped(self) -> str:
        return self.text.strip()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_page(source: SourceText, bullets: bool = False) -> Page:
    """Read one language's Markdown.

    Args:
        source: the page.
        bullets: where none of its tables links to the Hub, take the items of its lists that do for rows: what stands
            up to the first link is the name, the rest is left over.

    Raises:
        InvalidCatalog: it holds a NUL, or a line so long that it is no list's.
    """
    page = Page(source.file, source.language, source.text)
    heading = Heading(1, 1, Rich(""), "")
    lines = _visible(page)
    page.references = tuple((found[1], found[2]) for line in lines if (found := _REFERENCE.match(line.text)))
    anchor, level, position = "", 1, 0
    items: dict[int, tuple[Heading, list[Row]]] = {}
    outside: dict[int, list[int]] = {}

    def begin(line: _Line, level: int, title: str) -> Heading:
        begun = Heading(line.number, level, parse(title), anchor)
        if level > 1:
            page.headings.append(begun)
        else:
            page.title = page.title or begun.title.plain
        return begun

    while position < len(lines):
        line = lines[position]
        text = line.stripped
        position += 1
        below = lines[position] if position < len(lines) else None
        if found := _ANCHOR.match(text):
            anchor = found[1]
        elif found := _HEADING.match(text):
            level = len(found[1])
            heading = begin(line, level, found[2])
            anchor = ""
        elif found := _BOLD_HEADING.match(text):  # a line all in bold is a heading one level further down
            heading = begin(line, level + 1, found[1])
            anchor = ""
        elif found := _FOOTNOTE_TEXT.match(text):
            page.footnotes[found[1]] = Footnote(parse(found[2]).plain, line.number)
        elif "|" in text and below is not None and _is_delimiter(below.stripped):
            rows, position = _rows(lines, position + 1)
            header = tuple(cell.content for cell in _row(page, line).cells)
            table = Table(line.number, header, tuple(_row(page, row) for row in rows))
            heading = _add(page, heading, table)
        elif _TITLE.match(text) and below is not None and (found := _UNDERLINE.match(below.stripped)):
            level = 1 if found[1][0] == "=" else 2
            heading = begin(line, level, text)
            anchor, position = "", position + 1
        elif _HTML_TABLE.search(text):
            page.html_tables.append(line.number)
            page.notices.append(Notice("by hand", page.file, line.number, message("page-html-table")))
        elif bullets and (row := _item(page, line)) is not None:
            items.setdefault(id(heading), (heading, []))[1].append(row)
        elif not _REFERENCE.match(text):
            linked = [line.number for link in _HUB_LINK.findall(text) if hub_link(link.rstrip(").,;:"))]
            outside.setdefault(heading.line, []).extend(linked)
    for lines_ in filter(None, outside.values()):
        page.notices.append(Notice("left out", page.file, lines_[0], message("page-outside", count=len(lines_))))
    tables = (table for _, table in page.tables)
    if not any(hub_link(link.url) for one in tables for row in one.rows for c in row.cells for link in c.content.links):
        for heading, rows_ in items.values():
            _add(page, heading, Table(rows_[0].line, (Rich(""),), tuple(rows_)))
    return page


def _add(page: Page, heading: Heading, table: Table) -> Heading:
    """Put a table below a heading; below the page's title, or below nothing, it is a section as others are."""
    if heading.level == 1:
        heading = Heading(heading.line, 2, heading.title, heading.anchor)
        page.headings.append(heading)
    heading.tables.append(table)
    return heading


def _item(page: Page, line: _Line) -> Row | None:
    """An item of a list as a row: its name with the first link to the Hub, and the rest; None where it has no such."""
    begin = _ITEM.match(line.text)
    if begin is None or (link := _HUB_LINK.search(line.text, begin.end())) is None:
        return None
    cut = _ITEM_REST.search(line.text, link.end())
    end = cut.start() if cut else len(line.text)
    cells = [_cell(page, line, begin.end(), end)]
    if cut and line.text[cut.end() :].strip():
        cells.append(_cell(page, line, cut.end(), len(line.text)))
    if not any(hub_link(link.url) for link in cells[0].content.links):
        return None
    return Row(line.number, tuple(cells), line.start, line.end)


def _row(page: Page, line: _Line) -> Row:
    """The cells of a row; the pipes at its two ends may be missing."""
    spans: list[Span] = []
    position = 0
    for match in _PIPE.finditer(line.text):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, len(line.text)))
    if not line.text[: spans[0][1]].strip() and line.stripped.startswith("|"):
        spans = spans[1:]
    if len(spans) > 1 and not line.text[spans[-1][0] :].strip() and line.stripped.endswith("|"):
        spans = spans[:-1]
    return Row(line.number, tuple(_cell(page, line, *span) for span in spans), line.start, line.end)


def _cell(page: Page, line: _Line, start: int, end: int) -> Cell:
    text = line.text[start:end]
    start += len(text) - len(text.lstrip()) if text.strip() else min(1, len(text))
    text = text.strip()
    at = line.start + start
    own = page.references if "[" in text else ()
    return Cell(cell_content(text, own), page.text[at : at + len(text)], at, line.number, start + 1, own)


def cell_content(markdown: str, references: References = ()) -> Rich:
    """What a cell's Markdown says; a pipe in it is escaped, and a bare address of the Hub is a link as well."""
    return parse(_BARE.sub(r"<\g<0>>", markdown.replace("\\|", "|")), references)


def _rows(lines: list[_Line], position: int) -> tuple[list[_Line], int]:
    """The lines of a table's rows from a position on, and the position after them; comments do not end a table."""
    rows: list[_Line] = []
    end = position
    while position < len(lines):
        line = lines[position]
        if "|" in line.text:
            rows.append(line)
            end = position + 1
        elif not isinstance(line, _Comment):
            break
        position += 1
    return rows, end


def _is_delimiter(line: str) -> bool:
    return "-" in line and _DELIMITER.match(line) is not None


@dataclass(frozen=True, slots=True)
class _Comment(_Line):
    """A line that holds nothing but a comment."""


def _visible(page: Page) -> list[_Line]:
    """The lines of the page, without its comments and code; what a comment hides is noted."""
    lines: list[_Line] = []
    fence = ""
    front = found.end() if (found := _FRONT_MATTER.match(page.text)) else 0
    comment: str | None = None
    begun = 0
    for number, match in enumerate(_LINE.finditer(page.text), 1):
        line = match[0].rstrip("\r\n")
        _refuse(page, number, line)
        if match.start() < front:
            line = ""
        if comment is None and (found := _QUOTE.match(line)):
            line = " " * found.end() + line[found.end() :]
        if comment is None and (found := _FENCE.match(line.strip())):
            if not fence:
                fence = found[1]
            elif line.strip().startswith(fence):
                fence = ""
            line = ""
        if fence:
            line = ""
        shown, position = "", 0
        commented = comment is not None
        while position < len(line):  # what a comment hides is blank, so that the rest keeps its place
            end = line.find("<!--" if comment is None else "-->", position)
            part = line[position : end if end >= 0 else len(line)]
            if comment is None:
                shown += part
                if end >= 0:
                    comment, commented, begun = "", True, number
                    shown += " " * 4
            else:
                comment += part
                shown += " " * len(part)
                if end >= 0:
                    _note_comment(comment, begun, page)
                    comment = None
                    shown += " " * 3
            if end < 0:
                break
            position = len(shown)
        if comment is not None:
            comment += "\n"
        kind = _Comment if commented and not shown.strip() else _Line
        lines.append(kind(number, match.start(), shown))
    if comment is not None:
        page.notices.append(Notice("left out", page.file, begun, message("page-comment-open")))
    return lines


def _refuse(page: Page, number: int, line: str) -> None:
    """Refuse what is no text, or too long a line. Raises InvalidCatalog."""
    if (at := line.find("\0")) >= 0:
        raise InvalidCatalog([Problem(Location(page.file, number, at + 1), str(message("page-nul")))])
    if len(line) > _LONGEST_LINE and "|" in line:
        found = message("page-line-too-long", found=len(line), longest=_LONGEST_LINE)
        raise InvalidCatalog([Problem(Location(page.file, number, 1), str(found))])


def _note_comment(comment: str, line: int, page: Page) -> None:
    content = comment.strip()
    if content.startswith("@include"):
        target = content.partition(":")[2].strip()
        page.notices.append(Notice("left out", page.file, line, message("page-include", target=target)))
    elif "|" in content:
        for offset, row in enumerate(content.splitlines()):
            cells = (parse(part.replace("\\|", "|")) for part in _PIPE.split(row))
            first = next((cell.plain for cell in cells if cell.plain), "")
            if first:
                said = message("page-row-in-comment", row=first)
                page.notices.append(Notice("left out", page.file, line + offset, said))
