"""What the pages show, as values: a row a repo, an entry with its claims and readings, what changed and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from jllm_sync.audit import Report
from jllm_sync.catalog.fields import show_claim
from jllm_sync.catalog.model import (
    UNKNOWN,
    ContextRange,
    Entry,
    Foundation,
    Section,
    Size,
    Variant,
    format_parameters,
)
from jllm_sync.data import load
from jllm_sync.finding import Evidence, Finding
from jllm_sync.hub.observation import Observation, Present, Unobserved
from jllm_sync.messages import LANGUAGES, Sayable, Text, joined, message
from jllm_sync.readings import Reading
from jllm_sync.repo import RepoRef, repo_url
from jllm_sync.report.show import Shown, reading_text, readings, state_evidence, state_text

if TYPE_CHECKING:
    from jllm_sync.hub.history import HistoryEntry

State = Literal["ok", "gone", "renamed", "disabled", "unchecked"]
Use = Literal["open", "conditions", "noncommercial", "unknown"]
USES: tuple[Use, ...] = ("open", "conditions", "noncommercial", "unknown")
"""What a licence allows of commercial use, from the freest."""

_STATE_RULES: Mapping[str, State] = {"repo-gone": "gone", "repo-renamed": "renamed", "repo-disabled": "disabled"}
_KEPT_SINCE = "2022-03-03"
"""The Hub kept no day of creation before, and says this one of all older repos (huggingface_hub, ModelInfo)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value of a cell, and whether the catalog claims it or only the Hub says it."""

    text: Sayable
    number: int | None = None
    """What it is sorted and filtered by."""
    claimed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One repo of the list."""

    entry: Entry
    variant: Variant
    state: State
    gated: bool
    size: Known | None
    context: Known | None
    license: Known | None
    use: Use
    year: Known | None
    base: Known | None
    findings: tuple[Finding, ...]
    """The open ones about this repo, or about its entry as a whole."""

    @property
    def url(self) -> str:
        """The repo's page on the Hub."""
        return repo_url(self.variant.repo, self.variant.kind)

    @property
    def gravest(self) -> str:
        """The gravest severity of its findings; empty where there is none."""
        return next((s for s in ("error", "warning", "info") if any(f.severity == s for f in self.findings)), "")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became different on the Hub between two runs."""

    day: str
    """ISO date of the run that first saw it."""
    repo: str
    entry: str | None
    field: str
    """``state``, ``revision`` or the name of a reading."""
    before: Sayable | None
    """None where nothing was known before."""
    after: Sayable
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that the site tells. Pure: its times come from the report, the recording and the state."""

    report: Report
    made_at: str
    """ISO moment of the audit."""
    results: Mapping[RepoRef, Observation | Unobserved] = field(default_factory=dict)
    """What was observed; empty where only a report was given, which holds findings and no readings."""
    changes: Sequence[Change] = ()
    """The newest first."""
    first_seen: Mapping[str, str] = field(default_factory=dict)
    """When each open finding was first seen, by fingerprint: ISO dates, where the state knows."""

    @cached_property
    def models(self) -> Mapping[str, Observation]:
        """The observed models, by their IDs in small letters."""
        return {
            id_.lower(): result
            for result in self.results.values()
            if isinstance(result, Observation) and result.kind == "model"
            for id_ in (result.repo, result.canonical)
        }

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """The sections, by id."""
        return {section.id: section for section in self.report.catalog.sections}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """A row a repo, in the catalog's order."""
        return tuple(self._row(entry, variant) for entry in self.report.catalog.entries for variant in entry.variants)

    @cached_property
    def by_entry(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of each entry that has some, by its id."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.entry.id, []).append(row)
        return {id_: tuple(rows) for id_, rows in found.items()}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The open findings about what is listed; what is new on the Hub is told apart."""
        return tuple(f for f in self.report.open if f.rule not in ("variant-new", "family-new"))

    @cached_property
    def proposals(self) -> tuple[Finding, ...]:
        """What the Hub has and the catalog lacks."""
        return tuple(f for f in self.report.open if f.rule in ("variant-new", "family-new"))

    def kind_of(self, section: str) -> str:
        """The section that a chart counts a section's entries under: the topmost, or that below it of a topmost one
        which holds more than half of all entries."""
        top, _, below = section.partition("/")
        second = f"{top}/{below.partition('/')[0]}"
        return second if top == self._largest and second in self.sections else top

    @cached_property
    def _largest(self) -> str | None:
        """The topmost section with more than half of all entries."""
        count = Counter(entry.section.partition("/")[0] for entry in self.report.catalog.entries)
        top, entries = count.most_common(1)[0] if count else (None, 0)
        return top if entries * 2 > count.total() else None

    def shown(self, row: Row) -> Shown | None:
        """A repo for the readings side by side with its claims; None where nothing was observed."""
        ref = RepoRef(row.variant.repo, row.variant.kind)
        result = self.results.get(ref)
        return None if result is None else Shown(ref.repo, ref.kind, row.variant, result, self.models)

    @cached_property
    def _about(self) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
        found: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.findings:
            for repo in finding.repos or (finding.repo,):
                found.setdefault((finding.entry, repo), []).append(finding)
        return {key: tuple(ones) for key, ones in found.items()}

    @cached_property
    def _unobserved(self) -> frozenset[tuple[str, str]]:
        return frozenset((one.repo, one.kind) for one in self.report.coverage.unobserved)

    def _row(self, entry: Entry, variant: Variant) -> Row:
        ref = RepoRef(variant.repo, variant.kind)
        result = self.results.get(ref)
        observation = result if isinstance(result, Observation) else None
        about = self._about.get((entry.id, variant.repo), ())
        licenses = _license_ids(variant)
        return Row(
            entry=entry,
            variant=variant,
            state=self._state(ref, observation, about),
            gated=_is_gated(observation) or any(f.rule == "repo-gated" for f in about),
            size=_size(variant) or self._read(ref, variant, "parameters"),
            context=_context(variant) or self._read(ref, variant, "context"),
            license=self._license(variant, licenses),
            use=use_of(licenses),
            year=_year(entry, variant, observation),
            base=self._base(variant),
            findings=about,
        )

    def _state(self, ref: RepoRef, observation: Observation | None, about: Sequence[Finding]) -> State:
        if observation is not None:
            return observation.state
        if told := next((_STATE_RULES[f.rule] for f in about if f.rule in _STATE_RULES), None):
            return told
        return "unchecked" if self.results or (ref.repo, ref.kind) in self._unobserved else "ok"

    def _read(self, ref: RepoRef, variant: Variant, name: str) -> Known | None:
        """What the Hub says of a field that the catalog leaves open; sure readings only."""
        result = self.results.get(ref)
        if not isinstance(result, Observation) or variant.unofficial:
            return None
        reading = readings(Shown(ref.repo, ref.kind, variant, result, self.models))[name]
        if not isinstance(reading, Reading) or reading.confidence == "low":
            return None
        value = getattr(reading.value, "tokens", reading.value)
        if not isinstance(value, int):
            return None
        return Known(format_parameters(value) if name == "parameters" else f"{value:,}", value, claimed=False)

    def _license(self, variant: Variant, ids: Sequence[str]) -> Known | None:
        table = self.report.catalog.licenses
        if ids:
            return Known(joined([table[id_].name if id_ in table else id_ for id_ in ids]))
        claim = variant.claims.get("license")
        return Known(message("site-unknown")) if claim is not None and claim.value is UNKNOWN else None

    def _base(self, variant: Variant) -> Known | None:
        claim = variant.claims.get("foundation")
        if claim is not None and isinstance(claim.value, Foundation):
            base = self.report.catalog.foundations.get(claim.value.id)
            name = base.name if base else claim.value.id
            if claim.value.size is None:
                return Known(name)
            return Known(message("site-base-size", name=name, size=format_parameters(claim.value.size)))
        parents = variant.claims.get("parents")
        if parents is not None and isinstance(parents.value, tuple):
            names = [parent["name"] for parent in parents.value if isinstance(parent, Mapping) and "name" in parent]
            return Known(joined(names)) if names else None
        return None


def use_of(licenses: Sequence[str]) -> Use:
    """What licences that all apply allow of commercial use, by ids of the catalog; the narrowest of them decides."""
    if not licenses:
        return "unknown"
    table = load("license_uses.yaml")
    by_id: Mapping[str, Use] = {id_: use for use in USES for id_ in table["ids"].get(use, ())}
    found: list[Use] = []
    for id_ in licenses:
        if id_ in by_id:
            found.append(by_id[id_])
        else:
            narrow = any(word in id_ for word in table["noncommercial_words"])
            found.append("noncommercial" if narrow else "unknown")
    order: tuple[Use, ...] = ("noncommercial", "unknown", "conditions", "open")
    return next(use for use in order if use in found)


def _license_ids(variant: Variant) -> tuple[str, ...]:
    claim = variant.claims.get("license")
    if claim is None or not isinstance(claim.value, tuple):
        return ()
    return tuple(id_ for id_ in claim.value if isinstance(id_, str))


def _size(variant: Variant) -> Known | None:
    claim = variant.claims.get("parameters")
    return Known(show_claim(claim), claim.value.total) if claim and isinstance(claim.value, Size) else None


def _context(variant: Variant) -> Known | None:
    claim = variant.claims.get("context")
    return Known(show_claim(claim), claim.value.maximum) if claim and isinstance(claim.value, ContextRange) else None


def _year(entry: Entry, variant: Variant, observation: Observation | None) -> Known | None:
    claimed = next((c.raw for name, c in variant.claims.items() if str(name) == "year"), entry.facts.get("year"))
    if isinstance(claimed, int):
        return Known(str(claimed), claimed)
    created = observation.info.get("createdAt") if observation else None
    if isinstance(created, Present) and isinstance(created.value, str) and created.value[:10] > _KEPT_SINCE:
        year = created.value[:4]
        return Known(year, int(year), claimed=False) if year.isdigit() else None
    return None


def _is_gated(observation: Observation | None) -> bool:
    gated = observation.info.get("gated") if observation else None
    return isinstance(gated, Present) and bool(gated.value)


def changes_of(spans: Sequence[HistoryEntry], entry: str | None) -> Iterator[Change]:
    """The changes of one repo, the oldest first; how it looked in the first run that saw it is none.

    Args:
        spans: how it looked over time, the oldest first.
        entry: the id of the entry that lists it.
    """
    before: dict[str, Text] | None = None
    for span in spans:
        now, evidence = _told(span.observation)
        if before is not None:
            for field, text in now.items():
                if before.get(field) != text:
                    day = span.first_seen[:10]
                    repo = span.observation.repo
                    yield Change(day, repo, entry, field, before.get(field), text, evidence[field])
            for field in before.keys() - now.keys():
                yield Change(span.first_seen[:10], span.observation.repo, entry, field, before[field], "–", ())
        before = now


def newest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """All changes by night, the newest night first, within it by repo and field."""
    ordered = sorted(changes, key=lambda change: (change.repo.lower(), change.field))
    return tuple(sorted(ordered, key=lambda change: change.day, reverse=True))


def _told(observation: Observation) -> tuple[dict[str, Text], dict[str, tuple[Evidence, ...]]]:
    """All that a span says, by field, in every language; what was not read is left out."""
    texts: dict[str, Text] = {"state": {one: state_text(observation, one) for one in LANGUAGES}}
    evidence: dict[str, tuple[Evidence, ...]] = {"state": (state_evidence(observation),)}
    for name, reading in readings(Shown(observation.repo, observation.kind, None, observation)).items():
        if isinstance(reading, Reading):
            texts[name] = {one: reading_text(reading, one) for one in LANGUAGES}
            evidence[name] = reading.evidence
    return texts, evidence
