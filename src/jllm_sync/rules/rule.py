"""What a rule is, what it looks at, which kinds there are, and how it says what it found.

A rule of a repo holds a variant's claims against the observation beside it. A rule of the catalog needs no Hub: it
looks at the catalog alone. A rule of the run speaks last, of what only all of it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from jllm_sync.catalog.model import Catalog, Claim, ClaimField, Entry, Location, Variant
from jllm_sync.finding import SEVERITIES, Confidence, Edit, Evidence, Finding, Fix, Proposed, Severity, Stated
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import Message, Sayable, in_all, message
from jllm_sync.readings import card, code, context, license, was_seen
from jllm_sync.readings.architecture import read_architecture
from jllm_sync.readings.lineage import read_parents, read_successor
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.weights import read_weights
from jllm_sync.repo import RepoKind

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Reader(Generic[T]):
    """A reading that rules rest on: how it is made, and the files of a repo that it needs."""

    of: Callable[[Subject], T]
    files: frozenset[str] = frozenset()
    of_kin: bool = False
    """Whether it looks at other listed repos too: what it was made from."""


@dataclass(frozen=True)
class Subject:
    """One variant of the catalog beside what the Hub was observed to say of its repo."""

    catalog: Catalog
    entry: Entry
    variant: Variant
    observation: Observation
    listed: Mapping[str, tuple[Entry, Variant]] = field(default_factory=dict)
    """All models that the catalog lists, by their IDs in small letters."""
    models: Mapping[str, Observation] = field(default_factory=dict)
    """All models that this run observed, by their IDs in small letters."""
    _read: dict[Reader[Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def read(self, reader: Reader[T]) -> T:
        """A reading of it, made once however many rules rest on it."""
        if reader not in self._read:
            self._read[reader] = reader.of(self)
        made: T = self._read[reader]
        return made

    def claim(self, name: ClaimField) -> Claim | None:
        """What the catalog states of the variant, of itself or by inheritance."""
        return self.variant.claims.get(name)


_OF_CONFIG = frozenset({"config.json"})

ARCHITECTURE = Reader(lambda subject: read_architecture(subject.observation), _OF_CONFIG)
CONTEXT = Reader(lambda subject: context.read_context(subject.observation, subject.models), context.FILES, of_kin=True)
CUSTOM_CODE = Reader(lambda subject: code.read_custom_code(subject.observation), code.FILES)
LICENSE = Reader(lambda subject: license.read_license(subject.observation), frozenset(license.LICENSE_FILES))
PARAMETERS = Reader(lambda subject: read_parameters(subject.observation), _OF_CONFIG)
PARENTS = Reader(lambda subject: read_parents(subject.observation), frozenset({"adapter_config.json", "config.json"}))
RESTRICTIONS = Reader(lambda subject: card.read_restrictions(subject.observation), card.FILES)
SUCCESSOR = Reader(lambda subject: read_successor(subject.observation))
WEIGHTS = Reader(lambda subject: read_weights(subject.observation))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule found; the audit makes a finding of it."""

    message: Sayable
    confidence: Confidence = "high"
    evidence: tuple[Evidence, ...] = ()
    claim: Claim | None = None
    """The claim it is about; None where it is about the repo itself."""
    claimed: Stated | None = None
    reading: Stated | None = None
    fix: Fix | None = None
    severity: Severity | None = None
    """Where it is lighter than the rule's."""
    repos: tuple[str, ...] = ()
    """All repos that it is about, where these are more than one."""
    proposal: Proposed | None = None
    """Of a repo that the catalog lacks."""


@dataclass(frozen=True, slots=True)
class Agrees:
    """The reading could have contradicted this claim, and does not."""

    claim: Claim


Verdict = Found | Agrees | None
"""None: there is nothing to say, and nothing was compared."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the catalog something was found."""

    entry: Entry
    repo: str
    """As the catalog spells it; of a whole entry, its first repo."""
    kind: RepoKind
    location: Location
    field: str | None = None
    section: str | None = None
    """Where it is not the entry's."""
    locations: tuple[Location, ...] = ()
    """All places, where pages of several languages say it; the first is ``location``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all rules have; the id is public and documented in docs/rules.md."""

    id: str
    severity: Severity
    of_new: bool = False
    """Whether it is about repos that the catalog lacks."""

    @property
    def sentence(self) -> Message:
        """When it fires, in a sentence."""
        return message(f"{self.id}.sentence")

    @property
    def remedy(self) -> Message:
        """What a maintainer can do about it where the finding carries no fix."""
        return message(f"{self.id}.remedy")

    def finding(self, place: Place, found: Found) -> Finding:
        """The finding: what was found, with its place in the catalog."""
        claim = found.claim
        return Finding(
            rule=self.id,
            severity=max(self.severity, found.severity or self.severity, key=SEVERITIES.index),
            confidence=found.confidence,
            section=place.section or place.entry.section,
            entry=place.entry.id,
            repo=place.repo,
            kind=place.kind,
            field=claim.field if claim else place.field,
            location=claim.location if claim else place.location,
            locations=place.locations,
            claim=found.claimed,
            reading=found.reading,
            evidence=found.evidence,
            message=in_all(found.message),
            fix=found.fix,
            repos=found.repos,
            proposal=found.proposal,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoRule(Rule):
    """Holds a variant's claims against what was observed of its repo, or looks at the repo itself."""

    check: Callable[[Subject], Verdict]
    reads: tuple[Reader[Any], ...] = ()
    """The readings that it rests on. Where the first was not seen, its silence proves nothing."""
    compares: tuple[ClaimField, ...] = ()
    """The claims that it holds against the Hub."""
    contests: tuple[ClaimField, ...] = ()
    """The fields of which, where it fires, the Hub's own word is in doubt: no fix moves a claim towards that."""
    of_unofficial: bool = False
    """Whether it looks at somebody else's conversions and at mere references too: rules about a repo's state do."""

    @property
    def files(self) -> frozenset[str]:
        """The files of a repo that its readings need."""
        return frozenset().union(*(reader.files for reader in self.reads))

    @property
    def of_kin(self) -> bool:
        """Whether it may rest on other listed repos: where those were not seen, its silence proves nothing."""
        return any(reader.of_kin for reader in self.reads)

    def sees(self, subject: Subject) -> bool:
        """Whether what it looks at was observed: only then does its silence mean that there is nothing to find."""
        return not self.reads or was_seen(subject.read(self.reads[0]))

    def concerns(self, subject: Subject) -> bool:
        """Whether it looks at a repo: of what the Hub no longer serves, old facts prove nothing but that."""
        served = subject.observation.state in ("ok", "renamed")
        return self.of_unofficial or (served and not subject.variant.unofficial)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRule(Rule):
    """Looks at the catalog alone: it needs no Hub, and `validate` runs it too."""

    check: Callable[[Catalog], Iterable[tuple[Place, Found]]]
    beside_hub: Callable[[Found, Iterable[Observation]], Found] = lambda found, seen: found
    """Adds to what was found what the Hub says of its repos, as far as these were observed: it decides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRule(Rule):
    """Judges a run as a whole, once the rules of the repos and of the catalog have spoken."""

    check: Callable[[Run], Iterable[tuple[Place, Found]]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A repo that the Hub has and the catalog lacks, as discovery proposes it."""

    repo: str
    entry: Entry
    """The entry that it belongs to, or that of its owner's which is nearest to it."""
    section: str
    belongs: bool
    """Whether it belongs to the entry; else it is a family of its own."""
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    message: Sayable
    proposal: Proposed


@dataclass(frozen=True, slots=True)
class Run:
    """What a whole run knows once the other rules have spoken."""

    entries: tuple[Entry, ...]
    """The chosen ones."""
    rules: Collection[Rule]
    """Those that ran."""
    findings: Collection[Finding]
    """All that they found, however certain."""
    judged: Callable[[Rule, Entry, Variant], bool]
    """Whether this run saw what a rule looks at in a variant's repo: of others, nothing is known."""
    missing: Callable[[], Iterable[Missing]]
    today: date


def place_of(entry: Entry, variant: Variant) -> Place:
    """The place of a variant's repo."""
    return Place(entry, variant.repo, variant.kind, variant.location)


def set_claim(variant: Variant, claim: Claim, new: Any, kind: Literal["safe", "unsafe"]) -> Fix:
    """Set one variant's claim: in place where it is the variant's own, else as an override on the variant."""
    if not claim.inherited:
        return Fix(kind, (Edit(claim.path, "set", claim.raw, new, claim.location),))
    path = (claim.path[0], variant.repo, claim.field)
    return Fix(kind, (Edit(path, "add", None, new, variant.location),))


def set_repo(subject: Subject, new: str, kind: Literal["safe", "unsafe"]) -> Fix:
    """Replace the repo's ID."""
    variant = subject.variant
    path = (subject.entry.id, variant.repo, "repo")
    return Fix(kind, (Edit(path, "set", variant.repo, new, variant.location),))
