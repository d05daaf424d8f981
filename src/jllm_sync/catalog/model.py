"""What a catalog states, as values.

A catalog has sections, a section has entries (a model family: one row of a table), an entry has variants (one Hub
repo each). What they state of a variant are its claims: its own, or inherited from its entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from jllm_sync.errors import UserError
from jllm_sync.messages import Sayable, Text, joined, message
from jllm_sync.repo import RepoKind

if TYPE_CHECKING:
    from jllm_sync.catalog.pages.listing import PageList


ReferenceRole = Literal["training", "origin", "mentioned"]
ClaimField = str
"""The name of a field that a catalog can claim: one of catalog/fields.py's table."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column are counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Unknown:
    """The claim that nobody knows: ``unknown`` in the catalog, ``？`` in the list."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class ContextRange:
    """A claimed context length in tokens, from ``minimum`` to ``maximum``, both included.

    A plain number has both the same; ``{at_most: n}`` has no minimum.
    """

    minimum: int | None
    maximum: int

    def contains(self, tokens: int) -> bool:
        """Whether a length in tokens agrees with the claim."""
        return (self.minimum is None or self.minimum <= tokens) and tokens <= self.maximum

    def __str__(self) -> str:
        if self.minimum == self.maximum:
            return f"{self.maximum:,}"
        if self.minimum is None:
            return f"≤ {self.maximum:,}"
        return f"{self.minimum:,}–{self.maximum:,}"


@dataclass(frozen=True, slots=True)
class Size:
    """A claimed number of parameters; a mixture of experts may state the active ones too."""

    total: int
    active: int | None = None


def format_parameters(count: int) -> str:
    """A number of parameters as the list writes it: 7b, 46.7b, 110m."""
    for unit, letter in ((10**9, "b"), (10**6, "m"), (10**3, "k")):
        if count >= unit:
            return f"{count / unit:.4g}{letter}"
    return str(count)


@dataclass(frozen=True, slots=True)
class Foundation:
    """The model that a variant is claimed to be based on: an id of ``foundations`` and the size the list gives."""

    id: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """A model that the list names as a base, with its repos on the Hub."""

    id: str
    name: Text
    repos: tuple[str, ...] = ()
    license: str | None = None
    """The id of the licence whose terms travel to what is made from it, where the catalog says one."""
    made_from: str | None = None
    """The id of the foundation that it was itself made from, where it was made from one."""
    types: tuple[str, ...] = ()
    """The model_types that its models, and what is made from them, have; empty where nobody knows."""


ClaimValue = tuple[str, ...] | ContextRange | Size | Foundation | Text | tuple[Mapping[str, Any], ...] | int | Unknown


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that the catalog states of a variant."""

    field: ClaimField
    value: ClaimValue
    """The value as the rules compare it; for ``license`` a tuple of licence ids, for ``context`` a range."""
    raw: Any
    """The value as it stands in the YAML: plain data."""
    location: Location
    path: tuple[str, ...]
    """Where it stands, by ids: (entry, field), or (entry, repo, field) for a variant's own."""

    @property
    def inherited(self) -> bool:
        """Whether it stands at the entry, and a variant has it from there."""
        return len(self.path) == 2

    @property
    def contradictable(self) -> bool:
        """Whether the Hub could say otherwise: of what nobody knows, or does not load, it proves nothing."""
        return self.value is not UNKNOWN and not (self.field == "loadable" and self.value != "yes")


@dataclass(frozen=True, slots=True)
class Accepts:
    """One way in which the Hub states a licence; every part that is given must match.

    ``license`` is the front matter's identifier, ``name`` its license_name, ``title`` the first line of the repo's
    LICENSE file.
    """

    license: str | None = None
    name: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class License:
    """A licence as the catalog names it, with every way the Hub states it.

    A licence without ``accepts`` is one that no repo can state (the terms of a service, say): it is never compared.
    """

    id: str
    name: Text
    accepts: tuple[Accepts, ...] = ()
    declared: bool = True
    """Whether the catalog names it; the others are built in."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's recorded acceptance of a finding."""

    rule: str
    reason: str
    seen: Any
    location: Location
    by: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A Hub repo that a row mentions and does not offer: only its existence is of interest."""

    repo: str
    kind: RepoKind
    role: ReferenceRole
    location: Location


@dataclass(frozen=True, slots=True)
class Variant:
    """One Hub repo of an entry."""

    repo: str
    """The repo's ID as the catalog spells it."""
    kind: RepoKind
    label: Text | None
    location: Location
    """Where the repo's ID stands."""
    claims: Mapping[ClaimField, Claim]
    """What the catalog states of it, inherited claims included."""
    unofficial: bool = False
    """Somebody else's conversion: only its state is audited."""
    representative: bool = False
    """One of many on purpose: its siblings are not proposed."""
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A model family: one row of a table."""

    id: str
    section: str
    name: Text | None
    location: Location
    claims: Mapping[ClaimField, Claim]
    variants: tuple[Variant, ...] = ()
    references: tuple[Reference, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    family: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What nothing on the Hub can contradict, as it stands in the YAML: training, domain, developer, link, …"""

    @property
    def title(self) -> Text:
        """The entry's name, or its first repo where it has none of its own."""
        if self.name is not None:
            return self.name
        return self.variants[0].repo if self.variants else self.id


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the list, with the entries of the table below it."""

    id: str
    title: Text
    location: Location
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A file in which a catalog, or a language of it, stands."""

    path: str
    """The path as the user gave it."""
    sha256: str
    language: str | None = None
    """The language of a page."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """A whole catalog."""

    file: str
    """The path as the user gave it; of pages, the master's."""
    sha256: str
    """Of pages, the hash of all their hashes."""
    title: Text
    settings: Mapping[str, Any]
    licenses: Mapping[str, License]
    foundations: Mapping[str, Base]
    sections: tuple[Section, ...]
    bases_by_repo: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Which foundations a repo is one of, by its ID in small letters: several ids may name the same base."""
    files: tuple[CatalogFile, ...] = ()
    """The pages in which it stands, the master first; none where it is one YAML file."""
    pages: PageList | None = None
    """What was read from the pages."""
    places: Mapping[Location, tuple[Location, ...]] = field(default_factory=dict)
    """All places of what stands at the first of them, where pages of several languages say it too."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the catalog's order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    def models(self) -> dict[str, tuple[Entry, Variant]]:
        """The listed models by their IDs in small letters, in the catalog's order; of one listed twice the last."""
        return {v.repo.lower(): (entry, v) for entry in self.entries for v in entry.variants if v.kind == "model"}


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
