"""The audit: runs the rules over what a catalog claims and what the Hub was observed to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase

from jllm_sync.catalog.model import Catalog, ClaimField, Entry, Reference, Variant, Waiver
from jllm_sync.discovery.findings import findings as new_findings
from jllm_sync.discovery.proposals import discover
from jllm_sync.finding import SEVERITIES, Confidence, FailOn, Finding, Severity, at_least, covers
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.source import Cost, Observed, Origin
from jllm_sync.readings.lineage import adapter_base
from jllm_sync.repo import RepoRef
from jllm_sync.rules import RULES, waiver_stale
from jllm_sync.rules.discovered import FAMILY_NEW, VARIANT_NEW
from jllm_sync.rules.rule import Rule, Subject, finding_of
from jllm_sync.rules.waiver_stale import stale_waivers
from jllm_sync.siblings import merge_siblings


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the catalog, and which rules, a run is about; empty means all."""

    sections: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    """Globs of repo IDs, without regard to capitals."""
    rules: tuple[str, ...] = ()
    min_confidence: Confidence = "medium"

    def takes_entry(self, entry: Entry) -> bool:
        """Whether an entry is in the run; a section takes all sections below it."""
        in_section = not self.sections or any(
            entry.section == wanted or entry.section.startswith(f"{wanted}/") for wanted in self.sections
        )
        return in_section and (not self.entries or entry.id in self.entries)

    def takes_repo(self, repo: str) -> bool:
        """Whether a repo is in the run."""
        return not self.repos or any(fnmatchcase(repo.lower(), glob.lower()) for glob in self.repos)

    def takes_rule(self, rule: str) -> bool:
        """Whether a rule is in the run."""
        return not self.rules or rule in self.rules


@dataclass(frozen=True, slots=True)
class Compared:
    """How many of the variants' claims of one field there was something on the Hub to compare with."""

    claims: int
    compared: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was checked, what could not be, and why."""

    complete: bool
    """False where the Hub could not be reached or a live run left repos open: then exit code 3."""
    repos: int
    observed: int
    unobserved: tuple[Unobserved, ...]
    unaudited_entries: tuple[str, ...]
    """Entries without a repo: nothing on the Hub speaks of them."""
    claims: Mapping[ClaimField, Compared] = field(default_factory=dict)
    """What became of the claims that the run's rules compare, by field."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one run, and its coverage."""

    catalog: Catalog
    origin: Origin
    coverage: Coverage
    cost: Cost
    findings: tuple[Finding, ...]
    """In the order of the catalog; the waived ones are among them."""
    notes: tuple[str, ...] = ()
    """What else the run has to say of itself."""
    selection: Selection = Selection()
    """Which part of the catalog, which rules, how certain: of the rest the findings say nothing."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has waived."""
        return tuple(finding for finding in self.findings if finding.waiver is None)

    @property
    def summary(self) -> Mapping[str, int]:
        """How many open findings there are per severity, and how many are waived."""
        counts: dict[str, int] = {
            severity: sum(finding.severity == severity for finding in self.open) for severity in SEVERITIES
        }
        counts["waived"] = len(self.findings) - len(self.open)
        return counts

    def exit_code(self, fail_on: FailOn) -> int:
        """0, 1 (findings at or above ``fail_on``) or 3 (incomplete); 3 wins over 1."""
        if not self.coverage.complete:
            return 3
        failing: Sequence[Severity] = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return 1 if any(finding.severity in failing for finding in self.open) else 0


def repos_of(catalog: Catalog, selection: Selection) -> tuple[RepoRef, ...]:
    """The repos that a run has to observe, each once, in the catalog's order."""
    return tuple(dict.fromkeys(RepoRef(variant.repo, variant.kind) for _, variant in _chosen(catalog, selection)))


def files_of(selection: Selection) -> frozenset[str]:
    """The files of a repo that the rules of a run need."""
    return frozenset(file for rule in RULES if selection.takes_rule(rule.id) for file in rule.files)


def models_of(results: Iterable[Observation | Unobserved]) -> dict[str, Observation]:
    """The models among results, by the IDs that they were asked for and are served under, in small letters."""
    return {
        id_.lower(): result
        for result in results
        if isinstance(result, Observation) and result.kind == "model"
        for id_ in (result.repo, result.canonical)
    }


def bases_of(catalog: Catalog, models: Mapping[str, Observation]) -> tuple[RepoRef, ...]:
    """The listed models that adapters among these are made for, as far as they are not among these themselves."""
    listed = {repo: RepoRef(variant.repo) for repo, (_, variant) in catalog.models().items()}
    bases = (base.value.lower() for model in models.values() if (base := adapter_base(model)))
    return tuple(dict.fromkeys(listed[base] for base in bases if base in listed and base not in models))


def audit(catalog: Catalog, observed: Observed, selection: Selection, today: date) -> Report:
    """Compare all that was chosen; pure.

    Args:
        catalog: what is claimed.
        observed: what a source found for ``repos_of(catalog, selection)``.
        selection: which part of the catalog, which rules, how certain.
        today: the day of the run, on which waivers may have run out.
    """
    rules = tuple(rule for rule in RULES if selection.takes_rule(rule.id))
    findings: dict[str, Finding] = {}
    subjects = tuple(_subjects(catalog, observed, selection))
    for subject in subjects:
        for rule in rules:
            for finding in _apply(rule, subject):
                findings.setdefault(finding.fingerprint, finding)
    entries = {entry.id: entry for entry in catalog.entries}
    new = list(_new(catalog, observed, selection, today))
    certain = [_waived_itself(entries[f.entry], f, today) for f in findings.values() if _takes(selection, f)]
    # Only what is certain enough and not waived of itself is merged: else one variant would speak for its siblings.
    merged = merge_siblings(catalog, observed.results, (f for f in certain if f.waiver is None))
    whole = [*merged, *(f for f in new if _takes(selection, f))]
    shown = [f for f in certain if f.waiver] + [_waived(f, entries[f.entry].waivers, today) for f in whole]
    order = {rule.id: place for place, rule in enumerate(RULES)}
    shown += _stale(catalog, subjects, selection, [*findings.values(), *new], today)
    shown.sort(key=lambda f: (f.location, order[f.rule]))  # stable: variants stay in the catalog's order
    refs = repos_of(catalog, selection)
    return Report(
        catalog=catalog,
        origin=observed.origin,
        coverage=replace(_coverage(catalog, observed, selection, refs), claims=_compared(catalog, selection, subjects)),
        cost=observed.cost,
        findings=tuple(shown),
        notes=(*observed.notes, *((observed.interrupted,) if observed.interrupted else ())),
        selection=selection,
    )


def _new(catalog: Catalog, observed: Observed, selection: Selection, today: date) -> Iterator[Finding]:
    """What the owners of the chosen repos publish and the catalog lacks."""
    if not observed.others or not any(selection.takes_rule(rule.id) for rule in (VARIANT_NEW, FAMILY_NEW)):
        return
    entries = {entry.id: entry for entry in catalog.entries}
    seen = [result for result in observed.results.values() if isinstance(result, Observation)]
    for finding in new_findings(catalog, discover(catalog, observed.others, seen, today).proposals):
        in_run = selection.takes_entry(entries[finding.entry]) and selection.takes_repo(finding.repo)
        if in_run and selection.takes_rule(finding.rule):
            yield finding


def _stale(
    catalog: Catalog,
    subjects: Collection[Subject],
    selection: Selection,
    findings: Collection[Finding],
    today: date,
) -> Iterator[Finding]:
    """What the rule waiver-stale has to say, judged by all findings, the less certain ones too."""
    if not selection.takes_rule(waiver_stale.RULE.id):
        return

    observed: dict[tuple[str, str, str], Subject] = {}
    for subject in subjects:  # an entry's own variants come before the repos that it only mentions
        observed.setdefault((subject.entry.id, subject.variant.repo, subject.variant.kind), subject)

    def judged(rule: Rule, entry: Entry, variant: Variant) -> bool:
        subject = observed.get((entry.id, variant.repo, variant.kind))
        return subject is not None and _concerns(rule, variant, subject.observation) and rule.sees(subject)

    entries = [entry for entry in catalog.entries if selection.takes_entry(entry)]
    ran = [rule for rule in RULES if selection.takes_rule(rule.id)]
    yield from stale_waivers(entries, findings, judged, ran, today)


def _chosen(catalog: Catalog, selection: Selection) -> Iterator[tuple[Entry, Variant]]:
    """The variants in the run, and after an entry's variants the repos that it only mentions."""
    for entry in catalog.entries:
        if selection.takes_entry(entry):
            for variant in (*entry.variants, *map(_as_variant, entry.references)):
                if selection.takes_repo(variant.repo):
                    yield entry, variant


def _as_variant(reference: Reference) -> Variant:
    return Variant(reference.repo, reference.kind, None, reference.location, {}, unofficial=True)


def _subjects(catalog: Catalog, observed: Observed, selection: Selection) -> Iterator[Subject]:
    listed = catalog.models()
    models = models_of(observed.results.values())
    for entry, variant in _chosen(catalog, selection):
        observation = observed.results.get(RepoRef(variant.repo, variant.kind))
        if isinstance(observation, Observation):
            yield Subject(catalog, entry, variant, observation, listed, models)


def _apply(rule: Rule, subject: Subject) -> Iterator[Finding]:
    if _concerns(rule, subject.variant, subject.observation):
        for found in rule.check(subject):
            yield finding_of(rule, subject, found)


def _concerns(rule: Rule, variant: Variant, observation: Observation) -> bool:
    """Whether a rule looks at a repo: of what the Hub no longer serves, old facts prove nothing but that."""
    served = observation.state in ("ok", "renamed")
    return rule.of_unofficial or (served and not variant.unofficial)


def _takes(selection: Selection, finding: Finding) -> bool:
    return at_least(finding.confidence, selection.min_confidence)


def _waived_itself(entry: Entry, finding: Finding, today: date) -> Finding:
    """The finding with its variant's own waiver, where one covers it."""
    listed = (v for v in entry.variants if (v.repo, v.kind) == (finding.repo, finding.kind))
    return _waived(finding, (waiver for variant in listed for waiver in variant.waivers), today)


def _waived(finding: Finding, waivers: Iterable[Waiver], today: date) -> Finding:
    covering = next((waiver for waiver in waivers if covers(waiver, finding, today)), None)
    return replace(finding, waiver=covering) if covering else finding


def _coverage(catalog: Catalog, observed: Observed, selection: Selection, refs: Collection[RepoRef]) -> Coverage:
    unobserved = tuple(r for ref in refs if isinstance(r := observed.results.get(ref), Unobserved))
    answered = all(ref in observed.results for ref in refs)
    complete = observed.interrupted is None and answered and not any(result.left_open for result in unobserved)
    return Coverage(
        complete=complete,
        repos=len(refs),
        observed=sum(isinstance(observed.results.get(ref), Observation) for ref in refs),
        unobserved=unobserved,
        unaudited_entries=tuple(
            e.id for e in catalog.entries if selection.takes_entry(e) and not e.variants and not selection.repos
        ),
    )


def _compared(catalog: Catalog, selection: Selection, subjects: Iterable[Subject]) -> Mapping[ClaimField, Compared]:
    """What became of each claim: a repo that was observed may still say nothing of it."""
    rules = {name: rule for rule in RULES if selection.takes_rule(rule.id) for name in rule.compares}
    claims, compared = Counter[ClaimField](), Counter[ClaimField]()
    for _, variant in _chosen(catalog, selection):
        claims.update(name for name in rules if not variant.unofficial and _is_claimed(variant, name))
    for subject in subjects:
        for name, rule in rules.items():
            looked = _is_claimed(subject.variant, name) and _concerns(rule, subject.variant, subject.observation)
            compared[name] += looked and rule.sees(subject)
    return {name: Compared(claims[name], compared[name]) for name in rules if claims[name]}


def _is_claimed(variant: Variant, name: ClaimField) -> bool:
    claim = variant.claims.get(name)
    return claim is not None and claim.contradictable
