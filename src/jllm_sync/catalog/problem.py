"""What is wrong with a catalog, as values: all of it is reported at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jllm_sync.catalog.model import Location
from jllm_sync.errors import UserError
from jllm_sync.messages import Sayable, joined, message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what was found, and what was expected."""

    location: Location
    message: Sayable

    @property
    def said(self) -> Sayable:
        """Place and message in words."""
        return message("catalog-problem", place=str(self.location), what=self.message)

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class InvalidCatalog(UserError):
    """A catalog that cannot be used; ``problems`` are all that were found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = {str(problem): problem for problem in problems}
        self.problems = tuple(sorted(unique.values(), key=lambda problem: (problem.location, str(problem.message))))
        super().__init__(joined([problem.said for problem in self.problems], "line"))
