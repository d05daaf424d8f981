"""A small reader of lists by regular expressions alone, to hold the real one to: it shares no code with it."""

# ruff: noqa: E501  (words at the heads of columns)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CELL_END = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\]\(https?://(?:huggingface\.co|hf\.co)/([^)\s#?]+)\)")
_OWNERS_OF_PAGES = ("collections/", "blog/", "papers/", "docs/", "spaces/", "datasets/")
_COLUMNS = {
    "year": ("公開年", "Release Year", "Année de sortie", "Release Date"),
    "context": ("入出力で扱えるトークン数", "入力で扱えるトークン数", "Max Context Length", "Max Input Length", "Longueur Maximale du Contexte",
                "Longueur d'entrée maximale"),
    "license": ("ライセンス", "ライセンス / 利用規約", "License", "License / Terms of Use", "Licence", "Licence / Conditions d'utilisation"),
}  # fmt: skip


@dataclass(frozen=True)
class PlainRow:
    """A row: its line, the model repos that it links, and the text of three of its cells."""

    line: int
    repos: frozenset[str]
    year: str
    context: str
    license: str


def plain_rows(text: str) -> Iterator[PlainRow]:
    """The rows of all tables that are in no comment."""
    header: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("<!--") or "|" not in line:
            header = [] if not line.strip() or line.lstrip().startswith("#") else header
            continue
        cells = _cells(line)
        if not header:
            header = [re.sub(r"<br>|\[\^.*?\]|\s+", " ", cell).strip() for cell in cells]
        elif not all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells):
            yield PlainRow(
                number,
                frozenset(_repos(line)),
                *(_plain(_named(cells, header, titles)) for titles in _COLUMNS.values()),
            )


def _cells(line: str) -> list[str]:
    cells = _CELL_END.split(line.strip())
    return cells[1 if line.strip().startswith("|") else 0 : -1 if line.strip().endswith("|") else None]


def _repos(line: str) -> Iterator[str]:
    for path in _LINK.findall(line):
        if not path.startswith(_OWNERS_OF_PAGES) and (found := re.match(r"[\w.-]+/[\w.-]+", path)):
            yield found[0]


def _named(cells: list[str], header: list[str], titles: tuple[str, ...]) -> str:
    wanted = {title.replace(" ", "") for title in titles}
    return next((cell for cell, title in zip(cells, header, strict=False) if title.replace(" ", "") in wanted), "")


def _plain(cell: str) -> str:
    return re.sub(r"\*\*|\[\^[^\]]*\]", "", cell).replace("&#x2011;", "-").strip()
