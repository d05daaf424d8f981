"""What is wrong with a catalog, as values: all of it is reported at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jllm_sync.catalog.model import Location
from jllm_sync.errors import UserError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where, what was found, and what was expected."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class InvalidCatalog(UserError):
    """A catalog that cannot be used; ``problems`` are all that were found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
