"""What is different from what an issue last told of, and how a comment says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jllm_sync.catalog.model import Entry
from jllm_sync.finding import SEVERITIES, Finding
from jllm_sync.issues.marker import Seen
from jllm_sync.issues.texts import finding_line
from jllm_sync.messages import Language, message, said
from jllm_sync.report.escape import code
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import RepoRule

RECORDED = 400
"""How many findings of one entry are followed from run to run; a marker has no room for more."""
_OF_KIN = frozenset(rule.id for rule in RULES if isinstance(rule, RepoRule) and rule.of_kin)
"""The rules whose findings may rest on other repos than they name."""
_LISTED = 20
"""How many findings one paragraph of a comment lists."""


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between what an issue last told of and what this run found."""

    new: tuple[Finding, ...] = ()
    worse: tuple[Finding, ...] = ()
    """Of a graver severity than before."""
    changed: tuple[Finding, ...] = ()
    """Claim or reading differ from what they were."""
    resolved: tuple[Seen, ...] = ()
    waived: tuple[Seen, ...] = ()
    unchecked: Mapping[str, Seen] | None = None
    """Told of earlier, about repos that this run did not observe: neither found again nor gone."""


def seen_of(findings: Sequence[Finding], unchecked: Mapping[str, Seen]) -> dict[str, Seen]:
    """What the marker remembers of the findings an issue tells of."""
    seen = {f.fingerprint: Seen(f.severity, f.rule, f.digest, _repos(f)) for f in findings[:RECORDED]}
    return seen | dict(unchecked)


def compare(
    findings: Sequence[Finding],
    before: Mapping[str, Seen],
    waived: Collection[str],
    entry: Entry | None,
    unobserved: Collection[str],
) -> Change:
    """What changed.

    Findings about siblings may have become one, or fallen apart: a finding of the same rule about one of the same
    repos is the same news, whatever its fingerprint.

    Args:
        findings: the open errors and warnings of the entry.
        before: what the issue last told of, by fingerprint.
        waived: the fingerprints of the findings that are waived now.
        entry: the entry; None where it left the catalog.
        unobserved: the repos that this run could not observe.
    """
    current = {finding.fingerprint: finding for finding in findings[:RECORDED]}
    known = [(finding, before[name]) for name, finding in current.items() if name in before]
    fresh = [finding for name, finding in current.items() if name not in before]
    regrouped = [*fresh, *(finding for finding, _ in known if len(finding.repos) > 1)]
    left = {
        name: seen
        for name, seen in before.items()
        if name not in current and not any(_same_news(finding, seen) for finding in regrouped)
    }
    unchecked = {name: seen for name, seen in left.items() if name not in waived and _is_open(seen, entry, unobserved)}
    worse = [finding for finding, seen in known if _grade(finding.severity) < _grade(seen.severity)]
    return Change(
        new=tuple(finding for finding in fresh if not any(_same_news(finding, seen) for seen in before.values())),
        worse=tuple(worse),
        changed=tuple(f for f, seen in known if f.digest != seen.digest and f not in worse),
        resolved=tuple(seen for name, seen in left.items() if name not in unchecked and name not in waived),
        waived=tuple(seen for name, seen in left.items() if name in waived),
        unchecked=unchecked,
    )


def comment(change: Change, returned: bool, language: Language) -> str:
    """What is worth a notification: what is new, graver or resolved; nothing where only a value changed."""
    blocks = [said(message("issue-returned"), language)] if returned else []
    told = [(message("issue-new"), change.new), (message("issue-worse"), change.worse)]
    if returned:
        told.append((message("issue-changed"), change.changed))
    for word, findings in told:
        if findings:
            blocks.append("\n".join([said(word, language), *(finding_line(f, language) for f in findings[:_LISTED])]))
    for word, gone in ((message("issue-resolved"), change.resolved), (message("issue-waived"), change.waived)):
        if gone:
            lines = (f"- {code(seen.rule)} {', '.join(map(code, seen.repos[:5]))}" for seen in gone[:_LISTED])
            blocks.append("\n".join([said(word, language), *lines]))
    return "\n\n".join(blocks)


def _is_open(seen: Seen, entry: Entry | None, unobserved: Collection[str]) -> bool:
    """Whether this run could not see what a finding is about; what left the catalog is no question any more."""
    if entry is None:
        return False
    if unobserved and seen.rule in _OF_KIN:
        return True
    listed = {v.repo for v in entry.variants} | {r.repo for r in entry.references}
    return not (listed.intersection(seen.repos) if seen.repos else listed).isdisjoint(unobserved)


def _same_news(finding: Finding, seen: Seen) -> bool:
    return finding.rule == seen.rule and not set(_repos(finding)).isdisjoint(seen.repos)


def _repos(finding: Finding) -> tuple[str, ...]:
    return finding.repos or (finding.repo,)


def _grade(severity: str) -> int:
    return [*SEVERITIES, severity].index(severity)
