"""One finding where a whole entry has drifted alike, instead of one per variant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from jllm_sync.catalog.model import Catalog, Claim, ClaimField, Entry
from jllm_sync.finding import Edit, Finding, Fix, weakest
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.messages import in_all, message
from jllm_sync.repo import RepoRef

Results = Mapping[RepoRef, Observation | Unobserved]


def merge_siblings(catalog: Catalog, results: Results, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about one inherited claim become one at the entry where all observed siblings read the same.

    A fix then edits the entry. Where they differ, or a sibling has no such finding, each keeps its own, whose fix
    adds an override on the variant.
    """
    entries = {entry.id: entry for entry in catalog.entries}
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
        if len(heirs) == 1:
            yield replace(group[0], fix=_entry_fix(claim, group, whole=True))
        elif alike and len(group) == len(seen) > 1:
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
