"""What a change of a catalog is, and what speaks against it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from jllm_sync.catalog.model import Location
from jllm_sync.errors import UserError

_NAME = re.compile(r"[\w.+/-]+", re.ASCII)
_SHOWN = 120


class CatalogEdit(Protocol):
    """One change of a catalog, by ids; the edits that findings carry have this form."""

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
class Refusal:
    """Why an edit is not made."""

    path: tuple[str, ...]
    expected: str
    found: str
    location: Location | None
    """Where the catalog says otherwise; None where there is no such place."""

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        steps = (step if _NAME.fullmatch(step) else json.dumps(step[:_SHOWN]) for step in self.path)
        return f"{place}{' › '.join(steps)}: expected {self.expected}; found {self.found}"


class EditsRefused(UserError):
    """Edits that do not fit the catalog; none of them was made."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(map(str, self.refusals)))
