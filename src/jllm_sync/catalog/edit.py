"""What a change of a catalog is, and what speaks against it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, runtime_checkable

from jllm_sync.catalog.model import Catalog, Location
from jllm_sync.errors import UserError
from jllm_sync.messages import Sayable, joined, message

PAGE = "page:"
"""Before a language's code, the second step of a path to a cell of one page: (entry, page:ja, column)."""
POSITION = "position"
"""In place of a column: the row's line; the new value is the line that it moves before."""

_NAME = re.compile(r"[\w.+/-]+", re.ASCII)
_SHOWN = 120


@runtime_checkable
class CatalogEdit(Protocol):
    """One change of a claim, by ids; the edits that findings carry have this form."""

    @property
    def path(self) -> tuple[str, ...]:
        """(entry, field), or (entry, repo, field) for a variant or a reference."""

    @property
    def op(self) -> Literal["set", "add", "remove"]:
        """Set a value that is there, add a key that is not, or remove a key with its value."""

    @property
    def old(self) -> Any:
        """The value that must stand there; None where a key is added."""

    @property
    def new(self) -> Any:
        """The value to write, as plain data; None where a key is removed."""

    @property
    def location(self) -> Location:
        """Where it stood when the edit was made; what stands there now is found by the ids."""


@dataclass(frozen=True, slots=True)
class SettingEdit:
    """A change of the catalog's settings: a :class:`CatalogEdit` whose path begins at the root of the file.

    What the path leads through need not be there yet.
    """

    path: tuple[str, ...]
    op: Literal["set", "add"]
    old: Any
    new: Any
    location: Location


@dataclass(frozen=True, slots=True)
class Insertion:
    """Something new put into a list of the catalog: a section, an entry of a section, a variant of an entry."""

    what: Literal["section", "entry", "variant"]
    into: str
    """The id of the section or the entry that it goes into; of no meaning for a section."""
    place: int
    """Before which item of the list, counted with those that the same run put in before; as many: behind the last."""
    lines: tuple[str, ...]
    """It as lines of YAML, its keys at the left margin; comments may stand behind values."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A new line of a page: a row of a table."""

    file: str
    before: int
    """The line, counted from 1, that it is put before."""
    text: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of one page as it stands and as it should, or a row's line and the one that it should stand before."""

    entry: str
    language: str
    column: str
    old: str | int
    new: str | int
    location: Location

    @property
    def path(self) -> tuple[str, ...]:
        """As an edit names it."""
        return self.entry, f"{PAGE}{self.language}", self.column


Change = CatalogEdit | Insertion
PageChange = Change | NewLine


class CatalogText(Protocol):
    """A catalog as it stands in its files: in one of YAML, or in Markdown pages. It is read once and never changes."""

    @property
    def file(self) -> str:
        """What messages call it: its path, of pages the master's."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """The bytes of its files by their paths."""

    @property
    def catalog(self) -> Catalog:
        """What it says. Raises InvalidCatalog where it is none."""

    def edited(self, changes: Sequence[Change]) -> Self:
        """The catalog with changes: all of them, or none. Raises EditsRefused where one does not fit."""

    def stands_already(self, edit: CatalogEdit, renamed: Mapping[tuple[str, ...], str]) -> bool:
        """Whether it says already what an edit would make it say; ``renamed``: new IDs of repos by (entry, repo)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change is not made."""

    path: tuple[str, ...]
    expected: Sayable
    found: Sayable
    location: Location | None
    """Where the catalog says otherwise; None where there is no such place."""

    @property
    def said(self) -> Sayable:
        """The refusal in words."""
        steps = " › ".join(step if _NAME.fullmatch(step) else json.dumps(step[:_SHOWN]) for step in self.path)
        place = f"{self.location}: {steps}" if self.location else steps
        return message("edit-refused", place=place, expected=self.expected, found=self.found)

    def __str__(self) -> str:
        return str(self.said)


class EditsRefused(UserError):
    """Changes that do not fit the catalog; none of them was made."""

    def __init__(self, refusals: Sequence[tuple[Change, Refusal]]) -> None:
        self.refused = tuple(refusals)
        """The changes, each with what speaks against it."""
        super().__init__(joined([refusal.said for _, refusal in refusals], "line"))
