"""What an import has to say: what reached no field, where the languages differ, what is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

NoticeKind = Literal["by hand", "mismatch", "leftover", "footnote", "left out"]

HEADINGS: dict[NoticeKind, str] = {
    "by hand": "to be settled by hand",
    "mismatch": "the languages differ",
    "leftover": "parts of cells that reached no field",
    "footnote": "footnotes whose facts are to be entered by hand",
    "left out": "left out",
}
"""The kinds of notices in the order in which they are shown, each with its heading."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a person should know about an import."""

    kind: NoticeKind
    file: str
    line: int
    text: str
    cell: str = ""
    """The title of the cell's column, where it is about a cell."""

    def __str__(self) -> str:
        cell = f" cell «{self.cell}»:" if self.cell else ""
        return f"{self.file}:{self.line}:{cell} {self.text}"


def format_notices(notices: Sequence[Notice]) -> str:
    """All notices, grouped by kind, with a closing count."""
    lines: list[str] = []
    counts: list[str] = []
    for kind, heading in HEADINGS.items():
        group = [notice for notice in notices if notice.kind == kind]
        if group:
            lines += [f"{heading} ({len(group)}):", *(f"  {notice}" for notice in group), ""]
            counts.append(f"{len(group)} {kind}")
    lines.append(f"{len(notices)} notices: {', '.join(counts)}" if counts else "no notices")
    return "\n".join(lines) + "\n"
