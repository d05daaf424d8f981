"""What the audit reports: a finding, with its place in the catalog and the evidence for every word."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jllm_sync.catalog.model import Location, Waiver
from jllm_sync.hub.observation import Source
from jllm_sync.messages import Text, in_all, message
from jllm_sync.repo import RepoKind

Severity = Literal["error", "warning", "info"]
Confidence = Literal["low", "medium", "high"]
FailOn = Literal["error", "warning", "info", "never"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest to the lightest."""
CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
"""From the least to the most certain."""
_DEEPEST = 50
"""Levels of a value that are kept: deeper than any card or config, and flat enough for every encoder of JSON."""


def at_least(confidence: Confidence, minimum: Confidence) -> bool:
    """Whether a confidence reaches a minimum."""
    return CONFIDENCES.index(confidence) >= CONFIDENCES.index(minimum)


def weakest(*confidences: Confidence) -> Confidence:
    """The least certain of several: a chain is as strong as its weakest link."""
    return min(confidences, key=CONFIDENCES.index)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that a reading rests on: which key of which file, what it said, at which revision."""

    kind: Literal["api", "file", "label", "report"]
    file: str
    key: str | None
    value: Any
    revision: str | None
    url: str
    note: Text | None = None
    """What limits the fact: the branch it was read from, who reported it and when."""

    def __post_init__(self) -> None:
        # What a JSON report says of a finding is all there is to it, so that one read back is the same finding.
        object.__setattr__(self, "value", json_value(self.value, _DEEPEST))

    @classmethod
    def of(cls, source: Source, key: str | None, value: Any) -> Evidence:
        """Evidence from an observed fact's source."""
        note: Text | None = source.note
        if source.proposed:
            note = in_all(message("evidence-proposed", branch=source.branch or ""))
        elif source.revision is None and note is None:
            note = source.branch
        return cls(source.kind, source.path, key, value, source.revision, source.url, note)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and how to show it: what the catalog claims, or what the Hub was read to say."""

    value: Any
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", json_value(self.value, _DEEPEST))  # as in Evidence


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the catalog; it must refuse when ``old`` is not what stands there."""

    path: tuple[str, ...]
    """By ids: (entry, field) or (entry, repo, field)."""
    op: Literal["set", "add", "remove"]
    old: Any
    new: Any
    location: Location


@dataclass(frozen=True, slots=True)
class Fix:
    """A machine-made edit: ``safe`` follows from the evidence, ``unsafe`` needs a person's eye."""

    kind: Literal["safe", "unsafe"]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the Hub says of a repo that is proposed for the list, for those who take it in by family."""

    family: str | None
    """What ties the repos of one new family together; None where it belongs to an entry."""
    kind: str
    """As discovery names it: base, tuned, copy, …"""
    size: int | None = None
    """The number of parameters, as far as its name or its weights say."""
    created: date | None = None
    downloads: int | None = None
    """Those of 30 days."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule has to say about one claim, or about one repo."""

    rule: str
    severity: Severity
    confidence: Confidence
    section: str
    entry: str
    repo: str
    """The repo as the catalog spells it; of a finding about a whole entry, its first repo."""
    kind: RepoKind
    field: str | None
    """The claim's field; None where the finding is about the repo itself."""
    location: Location
    claim: Stated | None
    reading: Stated | None
    evidence: tuple[Evidence, ...]
    message: Mapping[str, str]
    """The finding in words, by language (en, ja)."""
    fix: Fix | None = None
    repos: tuple[str, ...] = ()
    """All repos that it is about, where it is about more than one."""
    waiver: Waiver | None = None
    locations: tuple[Location, ...] = ()
    """All places, where pages of several languages say it; the first is ``location``."""
    proposal: Proposed | None = None
    """Of a repo that is proposed for the list."""

    @property
    def fingerprint(self) -> str:
        """The finding's stable name: it stays while the values change."""
        return _hash(self.rule, self.kind, self.repo or self.entry, self.field)

    @property
    def digest(self) -> str:
        """Says whether the finding has changed: a hash of claim and reading."""
        return _hash(
            self.claim.value if self.claim else None,
            self.reading.value if self.reading else None,
            self.repos or None,
        )


def covers(waiver: Waiver, finding: Finding, today: date) -> bool:
    """Whether a waiver accepts a finding: it lapses when the Hub says something else than what was accepted.

    A list of one may be written as the one.
    """
    if waiver.rule != finding.rule or finding.reading is None:
        return False
    if waiver.until is not None and waiver.until < today:
        return False
    return finding.reading.value in (waiver.seen, [waiver.seen])


def json_value(value: Any, depth: int) -> Any:
    """The value as a JSON document gives it back.

    NaN, infinities and whatever else JSON lacks become text, tuples become lists.

    Args:
        value: any value.
        depth: how many levels of it are kept; what lies deeper becomes an ellipsis.
    """
    if isinstance(value, Mapping):
        return {str(key): json_value(item, depth - 1) for key, item in value.items()} if depth else "…"
    if isinstance(value, list | tuple):
        return [json_value(item, depth - 1) for item in value] if depth else "…"
    if value is None or isinstance(value, str | int):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)


def value_text(value: Any) -> str:
    """A value as text: as JSON where it is not a string, as its type's name where JSON has no such value."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return type(value).__name__


def _hash(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
