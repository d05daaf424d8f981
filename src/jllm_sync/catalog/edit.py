"""What a change of a catalog is, and what speaks against it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from jllm_sync.catalog.model import Location
from jllm_sync.errors import UserError
from jllm_sync.messages import Sayable, joined, message

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
class Insertion:
    """Something new put into a list of the catalog: a section, an entry of a section, a variant of an entry."""

    what: Literal["section", "entry", "variant"]
    into: str
    """The id of the section or the entry that it goes into; of no meaning for a section."""
    place: int
    """Before which item of the list, counted with those that the same run put in before; as many: behind the last."""
    lines: tuple[str, ...]
    """It as lines of YAML, its keys at the left margin; comments may stand behind values."""


Change = CatalogEdit | Insertion


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
