"""A row of the list in all its languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jllm_sync.catalog.pages.notice import Notice, NoticeKind
from jllm_sync.catalog.pages.rich import Rich
from jllm_sync.catalog.pages.text import localized
from jllm_sync.messages import Text
from jllm_sync.repo import is_web_link


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
