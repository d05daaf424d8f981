"""The audit: runs the rules over what a catalog claims and what the Hub was observed to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cache

from jllm_sync.catalog.model import Catalog, Claim, ClaimField, Entry, Reference, Variant, Waiver
from jllm_sync.discovery.proposals import Proposal, discover, discover_beyond, missing_repos
from jllm_sync.finding import (
    SEVERITIES,
    Confidence,
    Edit,
    FailOn,
    Finding,
    Fix,
    Severity,
    at_least,
    covers,
    weakest,
)
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.source import Cost, Observed, Origin
from jllm_sync.messages import Text, in_all, message
from jllm_sync.readings.lineage import adapter_base
from jllm_sync.repo import RepoRef
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import CatalogRule, Found, Missing, RepoRule, Rule, Run, RunRule, Subject, place_of


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was known before a run, and is left out of its report."""

    report: str | None = None
    """The file of the report that holds it."""
    last_run: bool = False
    """Whether what the state's last run found is left out, too."""
    left_out: int = 0
    """How many findings that were."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the catalog, and which rules, a run is about; empty means all."""

    sections: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    """Globs of repo IDs, without regard to capitals."""
    rules: tuple[str, ...] = ()
    min_confidence: Confidence = "medium"
    skipped_rules: tuple[str, ...] = ()
    baseline: Baseline | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every entry and every rule is in the run."""
        return not (self.sections or self.entries or self.repos or self.rules or self.skipped_rules)

    @property
    def narrowed_by(self) -> tuple[str, ...]:
        """The options that leave something out, as they are typed; how certain findings must be is none of them."""
        named = {
            "--section": self.sections,
            "--entry": self.entries,
            "--repo": self.repos,
            "--rule": self.rules,
            "--skip-rule": self.skipped_rules,
            "--baseline": (self.baseline.report,) if self.baseline and self.baseline.report is not None else (),
        }
        given = [f"{option} {value}" for option, values in named.items() for value in values]
        return (*given, *(("--new",) if self.baseline and self.baseline.last_run else ()))

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
        return (not self.rules or rule in self.rules) and rule not in self.skipped_rules


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
    notes: tuple[Text, ...] = ()
    """What else the run has to say of itself."""
    selection: Selection = Selection()
    """Which part of the catalog, which rules, how certain: of the rest the findings say nothing."""
    known: frozenset[tuple[str, str]] | None = None
    """Fingerprint and digest of what the last run found; None where nobody knows. The JSON report leaves it out."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has waived."""
        return tuple(finding for finding in self.findings if finding.waiver is None)

    @property
    def new(self) -> tuple[Finding, ...]:
        """The open findings that the last run did not have; none where nobody knows of a last run."""
        known = self.known
        return () if known is None else tuple(f for f in self.open if (f.fingerprint, f.digest) not in known)

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


def without_known(report: Report, known: Container[tuple[str, str]], baseline: Baseline) -> Report:
    """The report without the findings that were known before.

    Args:
        report: of a run.
        known: fingerprint and digest of each; one that has changed since has another digest, and stays.
        baseline: where they are known from; how many are left out is counted here.
    """
    new = tuple(finding for finding in report.findings if (finding.fingerprint, finding.digest) not in known)
    counted = replace(baseline, left_out=len(report.findings) - len(new))
    return replace(report, findings=new, selection=replace(report.selection, baseline=counted))


def repos_of(catalog: Catalog, selection: Selection) -> tuple[RepoRef, ...]:
    """The repos that a run has to observe, each once, in the catalog's order."""
    return tuple(dict.fromkeys(RepoRef(variant.repo, variant.kind) for _, variant in _chosen(catalog, selection)))


def rules_of(selection: Selection, catalog: Catalog | None = None) -> tuple[Rule, ...]:
    """The rules of a run, each as severe as the catalog's settings say.

    What the settings turn off is left out, unless the selection names it: the command line wins.
    """
    settings = catalog.settings.get("rules", {}) if catalog is not None else {}
    rules = []
    for rule in RULES:
        setting = settings.get(rule.id, rule.severity)
        off = setting in (False, "off")  # YAML 1.1 reads off as false
        if selection.takes_rule(rule.id) and not (off and rule.id not in selection.rules):
            rules.append(rule if off else replace(rule, severity=setting))
    return tuple(rules)


def files_of(selection: Selection, catalog: Catalog | None = None) -> frozenset[str]:
    """The files of a repo that the rules of a run need."""
    return frozenset().union(*(rule.files for rule in rules_of(selection, catalog) if isinstance(rule, RepoRule)))


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


def asks_the_hub(selection: Selection, catalog: Catalog | None = None) -> bool:
    """Whether any rule of a run looks at more than the catalog."""
    return not all(isinstance(rule, CatalogRule) for rule in rules_of(selection, catalog))


def audit(catalog: Catalog, observed: Observed | None, selection: Selection, today: date) -> Report:
    """Compare all that was chosen; pure.

    Args:
        catalog: what is claimed.
        observed: what a source found for ``repos_of(catalog, selection)``; None where no Hub was asked: then the rules
            that look at the catalog alone are run, and its waivers of these judged.
        selection: which part of the catalog, which rules, how certain.
        today: the day of the run, on which waivers may have run out.
    """
    rules = rules_of(selection, catalog)
    refs = repos_of(catalog, selection)
    if observed is None:
        rules, refs = tuple(rule for rule in rules if not isinstance(rule, RepoRule) and not rule.of_new), ()
        observed = Observed({}, Origin("none", "", None), Cost())
    of_repos: dict[str, Finding] = {}
    judged: Counter[tuple[str, ClaimField]] = Counter()
    subjects = _Subjects(catalog, observed)
    for subject in subjects.of(selection):  # one by one: what was read of each goes with it
        for rule in rules:
            if not isinstance(rule, RepoRule) or not rule.concerns(subject):
                continue
            verdict = rule.check(subject)
            if verdict is not None and verdict.claim is not None:
                judged[rule.id, verdict.claim.field] += 1
            if isinstance(verdict, Found):
                if verdict.fix is not None and _is_contested(verdict, subject, catalog):
                    verdict = replace(verdict, fix=None)
                finding = rule.finding(place_of(subject.entry, subject.variant), verdict)
                of_repos.setdefault(finding.fingerprint, finding)
    of_catalog = list(_of_catalog(catalog, rules, selection, observed.results))
    of_run = list(_of_run(catalog, rules, subjects, selection, [*of_repos.values(), *of_catalog], today))
    entries = {entry.id: entry for entry in catalog.entries}
    certain, of_list = (
        [_waived_itself(entries[f.entry], f, today) for f in found if _takes(selection, f)]
        for found in (of_repos.values(), of_catalog)
    )
    # Only what is certain enough and not waived of itself is merged: else one variant would speak for its siblings.
    merged = _merge_siblings(entries, observed.results, (f for f in certain if f.waiver is None))
    whole = [*merged, *(f for f in of_list if f.waiver is None), *(f for f in of_run if _takes(selection, f))]
    shown = [f for f in (*certain, *of_list) if f.waiver] + [_waived(f, entries[f.entry].waivers, today) for f in whole]
    order = {rule.id: place for place, rule in enumerate(RULES)}
    shown.sort(key=lambda f: (f.location, order[f.rule]))  # stable: variants stay in the catalog's order
    compared = _compared(catalog, rules, selection, judged)
    return Report(
        catalog=catalog,
        origin=observed.origin,
        coverage=replace(_coverage(catalog, observed, selection, refs), claims=compared),
        cost=observed.cost,
        findings=tuple(replace(f, locations=f.locations or catalog.places.get(f.location, ())) for f in shown),
        notes=(
            *observed.notes,
            *(observed.newcomers.notes if observed.newcomers else ()),
            *((observed.interrupted,) if observed.interrupted else ()),
        ),
        selection=selection,
    )


def _is_contested(found: Found, subject: Subject, catalog: Catalog) -> bool:
    """Whether another rule doubts what a fix would write; one that the run left out doubts it all the same."""
    return found.claim is not None and any(
        isinstance(rule, RepoRule)
        and found.claim.field in rule.contests
        and rule.concerns(subject)
        and isinstance(rule.check(subject), Found)
        for rule in rules_of(Selection(), catalog)
    )


def _of_catalog(
    catalog: Catalog,
    rules: Iterable[Rule],
    selection: Selection,
    results: Mapping[RepoRef, Observation | Unobserved],
) -> Iterator[Finding]:
    """What the rules find that look at the catalog alone, with what the Hub says of it where it was asked."""
    for rule in rules:
        if isinstance(rule, CatalogRule):
            for place, found in rule.check(catalog):
                if selection.takes_entry(place.entry) and selection.takes_repo(place.repo):
                    about = (results.get(RepoRef(repo, place.kind)) for repo in found.repos or (place.repo,))
                    seen = [result for result in about if isinstance(result, Observation)]
                    yield rule.finding(place, rule.beside_hub(found, seen))


def _of_run(
    catalog: Catalog,
    rules: Collection[Rule],
    subjects: _Subjects,
    selection: Selection,
    findings: Iterable[Finding],
    today: date,
) -> Iterator[Finding]:
    """What the rules find that judge the run as a whole, each knowing what those before it found."""

    def judged(rule: Rule, entry: Entry, variant: Variant) -> bool:
        subject = subjects.get(entry, variant) if selection.takes_repo(variant.repo) else None
        if not isinstance(rule, RepoRule):
            return isinstance(rule, CatalogRule) or subject is not None
        return subject is not None and rule.concerns(subject) and rule.sees(subject)

    @cache
    def missing() -> tuple[Missing, ...]:
        return tuple(_missing(catalog, subjects.observed, selection, today))

    entries = tuple(entry for entry in catalog.entries if selection.takes_entry(entry))
    known = list(findings)
    for rule in rules:
        if isinstance(rule, RunRule):
            run = Run(entries, rules, tuple(known), judged, missing, today)
            new = [rule.finding(place, found) for place, found in rule.check(run)]
            known += new
            yield from new


def _missing(catalog: Catalog, observed: Observed, selection: Selection, today: date) -> Iterator[Missing]:
    """What the owners of the chosen repos publish and the catalog lacks, and what is new of others."""
    seen = [result for result in observed.results.values() if isinstance(result, Observation)]
    proposals: list[Proposal] = []
    if any(selection.takes_repo(other.canonical) for other in observed.others):
        proposals += discover(catalog, observed.others, seen, today, selection.takes_repo).proposals
    if (new := observed.newcomers) is not None and new.observations:
        proposals += discover_beyond(catalog, new.observations, seen, new.organizations, today).proposals
    return (one for one in missing_repos(catalog, proposals) if selection.takes_entry(one.entry))


def _chosen(catalog: Catalog, selection: Selection) -> Iterator[tuple[Entry, Variant]]:
    """The variants in the run, and after an entry's variants the repos that it only mentions."""
    for entry in catalog.entries:
        if selection.takes_entry(entry):
            for variant in (*entry.variants, *map(_as_variant, entry.references)):
                if selection.takes_repo(variant.repo):
                    yield entry, variant


def _as_variant(reference: Reference) -> Variant:
    return Variant(reference.repo, reference.kind, None, reference.location, {}, unofficial=True)


class _Subjects:
    """The variants of a catalog beside what was observed of their repos; each is made when it is asked for."""

    def __init__(self, catalog: Catalog, observed: Observed) -> None:
        self.observed = observed
        self._catalog, self._listed = catalog, catalog.models()
        self._models = models_of(observed.results.values())

    def of(self, selection: Selection) -> Iterator[Subject]:
        """Those that were chosen and observed."""
        for entry, variant in _chosen(self._catalog, selection):
            if (subject := self.get(entry, variant)) is not None:
                yield subject

    def get(self, entry: Entry, variant: Variant) -> Subject | None:
        """A variant, where its repo was observed."""
        observation = self.observed.results.get(RepoRef(variant.repo, variant.kind))
        if not isinstance(observation, Observation):
            return None
        return Subject(self._catalog, entry, variant, observation, self._listed, self._models)


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
    if refs and len(unobserved) == len(refs) and any(result.reason != "gated" for result in unobserved):
        complete = False  # nothing could be checked, so nothing is clean
    return Coverage(
        complete=complete,
        repos=len(refs),
        observed=sum(isinstance(observed.results.get(ref), Observation) for ref in refs),
        unobserved=unobserved,
        unaudited_entries=tuple(
            e.id for e in catalog.entries if selection.takes_entry(e) and not e.variants and not selection.repos
        ),
    )


def _compared(
    catalog: Catalog, rules: Iterable[Rule], selection: Selection, judged: Mapping[tuple[str, ClaimField], int]
) -> Mapping[ClaimField, Compared]:
    """What became of each claim: only that was compared which the Hub's answer could have contradicted.

    ``judged`` has how often a rule, by its ID, spoke of claims of a field.
    """
    by_field = {name: rule for rule in rules if isinstance(rule, RepoRule) for name in rule.compares}
    claims = Counter[ClaimField]()
    for _, variant in _chosen(catalog, selection):
        claims.update(name for name in by_field if not variant.unofficial and _is_claimed(variant, name))
    return {
        name: Compared(claims[name], judged.get((rule.id, name), 0)) for name, rule in by_field.items() if claims[name]
    }


def _is_claimed(variant: Variant, name: ClaimField) -> bool:
    claim = variant.claims.get(name)
    return claim is not None and claim.contradictable


def _merge_siblings(
    entries: Mapping[str, Entry], results: Mapping[RepoRef, Observation | Unobserved], findings: Iterable[Finding]
) -> Iterator[Finding]:
    """Findings about one inherited claim become one at the entry where all observed siblings read the same.

    A fix then edits the entry. Where they differ, or a sibling has no such finding, each keeps its own, whose fix
    adds an override on the variant.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        claim = _inherited_claim(entries[finding.entry], finding)
        if claim is None:
            yield finding
        else:
            groups.setdefault((finding.entry, finding.rule, claim.field), []).append(finding)
    for (entry_id, _, _), group in groups.items():
        entry = entries[entry_id]
        claim = _inherited_claim(entry, group[0])
        assert claim is not None
        heirs = [v for v in entry.variants if not v.unofficial and v.claims.get(claim.field) == claim]
        seen = [v for v in heirs if isinstance(results.get(RepoRef(v.repo, v.kind)), Observation)]
        alike = len({repr(f.reading.value if f.reading else None) for f in group}) == 1
        asked_all = all(RepoRef(v.repo, v.kind) in results for v in heirs)  # else a narrowed run would widen the fix
        if len(heirs) == 1:
            yield replace(group[0], fix=_entry_fix(claim, group, whole=True))
        elif asked_all and alike and len(group) == len(seen) > 1:
            yield _merged(claim, group, whole=len(seen) == len(heirs))
        else:
            yield from group


def _inherited_claim(entry: Entry, finding: Finding) -> Claim | None:
    for variant in entry.variants:
        if variant.repo == finding.repo and variant.kind == finding.kind:
            field: ClaimField
            for field, claim in variant.claims.items():
                if field == finding.field and claim.inherited:
                    return claim
    return None


def _merged(claim: Claim, group: list[Finding], whole: bool) -> Finding:
    first = group[0]
    return replace(
        first,
        severity=min((finding.severity for finding in group), key=SEVERITIES.index),
        confidence=weakest(*(finding.confidence for finding in group)),
        evidence=tuple(evidence for finding in group for evidence in finding.evidence),
        message=in_all(message("finding-of-all", found=first.message, count=len(group))),
        repos=tuple(finding.repo for finding in group),
        fix=_entry_fix(claim, group, whole),
    )


def _entry_fix(claim: Claim, group: list[Finding], whole: bool) -> Fix | None:
    """The edit of the entry's claim; safe only where every variant that inherits it was seen and has a safe fix."""
    fixes = [finding.fix for finding in group if finding.fix is not None]
    if len(fixes) < len(group):
        return None
    safe = whole and all(fix.kind == "safe" for fix in fixes)
    edit = Edit(claim.path, "set", claim.raw, fixes[0].edits[0].new, claim.location)
    return Fix("safe" if safe else "unsafe", (edit,))
