"""The content of a table cell: plain text that remembers its links, its bold parts and its footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

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
