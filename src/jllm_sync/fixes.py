"""Fixes and waivers written into the text of a catalog: the fixes of an audit, round by round, or those of a saved
report, all or none; and the waivers of a saved report's findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from jllm_sync.audit import Report, Selection, audit
from jllm_sync.catalog.edit import CatalogText, EditsRefused
from jllm_sync.catalog.model import Catalog, Entry, InvalidCatalog, Waiver
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit, Finding, Fix, covers, value_text
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import Observed
from jllm_sync.messages import Sayable, joined, message
from jllm_sync.repo import RepoKind, RepoRef

_MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class ProposedFix:
    """A fix, and the finding that it mends."""

    rule: str
    entry: str
    repo: str
    kind: RepoKind
    fix: Fix
    claimed: Any = None
    """What the catalog says now, of itself or by inheritance; None where it says nothing."""

    @classmethod
    def of(cls, finding: Finding) -> ProposedFix | None:
        """The fix of a finding that nobody has waived, where it carries one."""
        if finding.fix is None or finding.waiver is not None:
            return None
        claimed = finding.claim.value if finding.claim is not None else None
        return cls(finding.rule, finding.entry, finding.repo, finding.kind, finding.fix, claimed)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A catalog's text after its fixes."""

    files: Mapping[str, bytes]
    """The bytes of its files by their paths."""
    made: tuple[ProposedFix, ...] = ()
    left: tuple[ProposedFix, ...] = ()
    """Fixes that need a person's eye and were not asked for."""
    already: tuple[ProposedFix, ...] = ()
    """Fixes of a saved report that the catalog has already."""
    refused: tuple[tuple[ProposedFix, Sayable], ...] = ()
    """Fixes of the audit that cannot be made, and why."""


def fix_from_audit(
    document: CatalogText, observed: Observed | None, selection: Selection, today: date, unsafe: bool
) -> tuple[Fixed, Report]:
    """Audit a catalog, make the fixes, and audit the outcome, until nothing is left to do; pure.

    One round is not always enough: a repo that two entries name is one finding, and its fix mends one of them.

    Args:
        document: the catalog.
        observed: what a source found for the catalog's repos; None where no Hub was asked.
        selection: which part of the catalog, which rules, how certain.
        today: the day of the run.
        unsafe: make the fixes, too, that need a person's eye.

    Returns:
        The catalog's text with the fixes, and the first audit.
    """
    observed = _known_by_new_ids(observed) if observed is not None else None
    first: Report | None = None
    made: list[ProposedFix] = []
    refused: list[tuple[ProposedFix, Sayable]] = []
    tried: set[tuple[str, tuple[tuple[str, ...], ...]]] = set()
    for _ in range(_MOST_ROUNDS):
        report = audit(document.catalog, observed, selection, today)
        first = first or report
        proposed = [fix for finding in report.findings if (fix := ProposedFix.of(finding)) is not None]
        wanted = [fix for fix in proposed if (unsafe or fix.fix.kind == "safe") and _key(fix) not in tried]
        if not wanted:
            break
        tried.update(map(_key, wanted))
        document, done, not_done = _make_what_fits(document, wanted)
        made += done
        refused += not_done
    assert first is not None
    left = (
        () if unsafe else tuple(fix for fix in map(ProposedFix.of, first.findings) if fix and fix.fix.kind == "unsafe")
    )
    return Fixed(document.files, tuple(made), left, refused=tuple(refused)), first


def fix_from_report(document: CatalogText, proposed: Sequence[ProposedFix], unsafe: bool) -> Fixed:
    """Make the fixes of a saved report: all of them, or none.

    Raises:
        UserError: the catalog no longer says what a fix was made for, or would not be valid with the fixes.
    """
    wanted = [fix for fix in proposed if unsafe or fix.fix.kind == "safe"]
    left = tuple(fix for fix in proposed if not (unsafe or fix.fix.kind == "safe"))
    renamed = {
        edit.path[:2]: edit.new
        for fix in wanted
        for edit in fix.fix.edits
        if edit.op == "set" and edit.path[2:] == ("repo",) and isinstance(edit.new, str)
    }
    already = [fix for fix in wanted if all(document.stands_already(edit, renamed) for edit in fix.fix.edits)]
    there = {id(fix) for fix in already}
    to_make = [fix for fix in wanted if id(fix) not in there]
    file = document.file
    try:
        changed = _make(document, to_make)
    except EditsRefused as refusals:
        raise UserError(joined([refusals.args[0], message("fixes-refused", file=file)], "line")) from None
    except InvalidCatalog as invalid:
        raise UserError(joined([invalid.args[0], message("fixes-invalid", file=file)], "line")) from None
    return Fixed(changed.files, tuple(to_make), left, tuple(already))


@dataclass(frozen=True, slots=True)
class Waived:
    """A catalog's text after findings were waived."""

    files: Mapping[str, bytes]
    """The bytes of its files by their paths."""
    made: tuple[Finding, ...] = ()
    already: tuple[Finding, ...] = ()
    """Findings that a waiver of the catalog covers."""
    left: tuple[tuple[Finding, Sayable], ...] = ()
    """Findings that no waiver of the catalog can accept, and why."""


def waive_all(document: CatalogText, findings: Iterable[Finding], reason: str, today: date) -> Waived:
    """Accept findings for good, until the Hub says something else of them.

    Args:
        document: the catalog.
        findings: of a saved report; the catalog may have changed since.
        reason: why they are accepted.
        today: the day, on which waivers that stand there may have run out.

    Raises:
        UserError: the waivers cannot be written; none of them is then.
    """
    catalog = document.catalog
    entries = {entry.id: entry for entry in catalog.entries}
    new: list[tuple[Finding, Waiver]] = []
    already: list[Finding] = []
    left: list[tuple[Finding, Sayable]] = []
    for finding in findings:
        entry = entries.get(finding.entry)
        if entry is None:
            left.append((finding, message("waive-no-entry", entry=finding.entry, catalog=document.file)))
        elif finding.reading is None:
            left.append((finding, message("waive-no-reading")))
        elif not is_writable(finding.reading.value):
            left.append((finding, message("waive-unwritable", most=LONGEST_WRITTEN)))
        elif any(covers(waiver, finding, today) for waiver in _waivers_at(entry, _carrier(finding, entry))):
            already.append(finding)
        else:
            new.append((finding, Waiver(finding.rule, reason, finding.reading.value, finding.location)))
    changed = document.edited(waiver_edits(new, catalog))
    _ = changed.catalog
    return Waived(changed.files, tuple(finding for finding, _ in new), tuple(already), tuple(left))


LONGEST_WRITTEN = 2000
"""Characters of a value from the Hub, or of a reason, that may be written into a catalog."""


def is_writable(value: Any) -> bool:
    """Whether a value from the Hub may be written into a catalog: no longer than a person reads, and of characters that
    every reader of YAML takes.
    """
    text = value_text(value)
    escaped = not isinstance(value, str) and "\\" in text  # as JSON writes what does not print
    return len(text) <= LONGEST_WRITTEN and text.isprintable() and not escaped


def is_waivable(finding: Finding) -> bool:
    """Whether a waiver can accept a finding: it records the reading."""
    return finding.reading is not None and is_writable(finding.reading.value)


def waiver_edits(waived: Iterable[tuple[Finding, Waiver]], catalog: Catalog) -> tuple[Edit, ...]:
    """The edits that put waivers into a catalog, each for a finding of one of its entries.

    One that stands there for the same rule and reading is renewed.
    """
    entries = {entry.id: entry for entry in catalog.entries}
    by_carrier: dict[tuple[str, ...], dict[tuple[str, str], Waiver]] = {}
    for finding, waiver in waived:
        at = by_carrier.setdefault(_carrier(finding, entries[finding.entry]), {})
        at[waiver.rule, repr(waiver.seen)] = waiver
    return tuple(_waivers_edit(entries[carrier[0]], carrier, new) for carrier, new in by_carrier.items())


def _carrier(finding: Finding, entry: Entry) -> tuple[str, ...]:
    """Where a waiver stands: at the variant, or at the entry where the finding is about more than that variant.

    What is not listed (a proposed variant, a mere reference) is waived at the entry, too.
    """
    if len(finding.repos) > 1 or all(variant.repo != finding.repo for variant in entry.variants):
        return (entry.id,)
    return entry.id, finding.repo


def _waivers_at(entry: Entry, carrier: tuple[str, ...]) -> tuple[Waiver, ...]:
    """The waivers that hold where a finding is waived: an entry's are for its variants, too."""
    own = (waiver for variant in entry.variants if variant.repo == carrier[-1] for waiver in variant.waivers)
    return (*(own if len(carrier) > 1 else ()), *entry.waivers)


def _waivers_edit(entry: Entry, carrier: tuple[str, ...], new: Mapping[tuple[str, str], Waiver]) -> Edit:
    variant = next((v for v in entry.variants if v.repo == carrier[-1]), None) if len(carrier) > 1 else None
    old, location = (variant.waivers, variant.location) if variant else (entry.waivers, entry.location)
    kept = [waiver for waiver in old if (waiver.rule, repr(waiver.seen)) not in new]
    data = [_plain(waiver) for waiver in (*kept, *new.values())]
    return Edit((*carrier, "waivers"), "set" if old else "add", [_plain(one) for one in old] or None, data, location)


def _plain(waiver: Waiver) -> dict[str, Any]:
    until = waiver.until.isoformat() if waiver.until else None
    data = {"rule": waiver.rule, "reason": waiver.reason, "seen": waiver.seen, "by": waiver.by, "until": until}
    return {name: value for name, value in data.items() if value is not None}


def _make(document: CatalogText, fixes: Iterable[ProposedFix]) -> CatalogText:
    """The text with all the fixes. Raises EditsRefused, or InvalidCatalog where it would not be a catalog any more."""
    changed = document.edited([edit for fix in fixes for edit in fix.fix.edits])
    _ = changed.catalog
    return changed


def _make_what_fits(
    document: CatalogText, fixes: list[ProposedFix]
) -> tuple[CatalogText, list[ProposedFix], list[tuple[ProposedFix, Sayable]]]:
    """The text with the fixes that can be made, those that were, and the others with the reason.

    What the text speaks against is named all at once and left out; only where what is left makes no catalog is each
    fix tried by itself.
    """
    refused: list[tuple[ProposedFix, Sayable]] = []
    left = fixes
    while True:
        try:
            return _make(document, left), left, refused
        except EditsRefused as error:
            reasons = {id(change): refusal.said for change, refusal in error.refused}
            wrong = [(fix, next((reasons[id(e)] for e in fix.fix.edits if id(e) in reasons), "")) for fix in left]
            if all(reason for _, reason in wrong):
                break
            refused += [(fix, reason) for fix, reason in wrong if reason]
            left = [fix for fix, reason in wrong if not reason]
        except InvalidCatalog:
            break
    made: list[ProposedFix] = []
    for fix in sorted(left, key=lambda fix: fix.fix.edits[0].path[-1] == "repo"):  # IDs last: the others need them
        try:
            document = _make(document, [fix])
        except (EditsRefused, InvalidCatalog) as error:
            refused.append((fix, error.args[0]))
        else:
            made.append(fix)
    return document, made, refused


def _key(fix: ProposedFix) -> tuple[str, tuple[tuple[str, ...], ...]]:
    return fix.rule, tuple(edit.path for edit in fix.fix.edits)


def _known_by_new_ids(observed: Observed) -> Observed:
    """The observations, and those of renamed repos under their new IDs too: the fixed catalog asks for these."""
    renamed = {
        RepoRef(result.canonical, ref.kind): replace(result, repo=result.canonical, state="ok")
        for ref, result in observed.results.items()
        if isinstance(result, Observation) and result.canonical != ref.repo and result.state in ("ok", "renamed")
    }
    return replace(observed, results={**renamed, **observed.results})
