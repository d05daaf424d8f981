"""What a rule is, what it looks at, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jllm_sync.catalog.model import Catalog, Claim, ClaimField, Entry, Variant
from jllm_sync.finding import Confidence, Evidence, Finding, Fix, Severity, Stated
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import Message, Sayable, in_all, message
from jllm_sync.readings.license import StatedLicense, read_license
from jllm_sync.readings.reading import NoReading, Reading


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

    @cached_property
    def license(self) -> Reading[tuple[StatedLicense, ...]] | NoReading:
        """What the Hub states of the licence, read once for the five rules that look at it."""
        return read_license(self.observation)


@dataclass(frozen=True, slots=True)
class Rule:
    """Compares claims with readings; its id is public and documented in docs/rules.md."""

    id: str
    severity: Severity
    check: Callable[[Subject], Iterable[Found]]
    files: frozenset[str] = field(default_factory=frozenset)
    """The files of a repo that it needs."""
    of_new: bool = False
    """Whether it looks at repos that the catalog lacks."""
    of_unofficial: bool = False
    """Whether it looks at somebody else's conversions and at mere references too: rules about a repo's state do."""
    compares: tuple[ClaimField, ...] = ()
    """The claims that it holds against the Hub."""
    sees: Callable[[Subject], bool] = lambda subject: True
    """Whether what it looks at was observed: only then does its silence mean that there is nothing to find."""

    @property
    def sentence(self) -> Message:
        """When it fires, in a sentence."""
        return message(f"{self.id}.sentence")

    @property
    def remedy(self) -> Message:
        """What a maintainer can do about it where the finding carries no fix."""
        return message(f"{self.id}.remedy")


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found in one subject; the audit makes a finding of it."""

    confidence: Confidence
    message: Sayable
    evidence: tuple[Evidence, ...]
    claim: Claim | None = None
    """The claim it is about; None where it is about the repo itself."""
    claimed: Stated | None = None
    reading: Stated | None = None
    fix: Fix | None = None


def finding_of(rule: Rule, subject: Subject, found: Found) -> Finding:
    """The finding: what was found, with its place in the catalog."""
    claim = found.claim
    claim_field: ClaimField | None = claim.field if claim else None
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        confidence=found.confidence,
        section=subject.entry.section,
        entry=subject.entry.id,
        repo=subject.variant.repo,
        kind=subject.variant.kind,
        field=claim_field,
        location=claim.location if claim else subject.variant.location,
        claim=found.claimed,
        reading=found.reading,
        evidence=found.evidence,
        message=in_all(found.message),
        fix=found.fix,
    )
