"""What reading pages has to say: what reached no field, where the languages differ, what is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jllm_sync.messages import Sayable, joined, message, said

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
