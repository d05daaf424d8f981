"""The proposals of a report by family, as the dashboard offers them: one box takes in, or turns away, all of one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

from jllm_sync.audit import Report
from jllm_sync.discovery.proposals import Kind, Proposal
from jllm_sync.finding import Finding, Proposed
from jllm_sync.report.discovery import Group, grouped

PROPOSALS = ("variant-new", "family-new")
"""The rules that propose repos the catalog lacks."""


@dataclass(frozen=True, slots=True)
class Family:
    """What one owner published of one family and the catalog lacks, with the findings that say so."""

    group: Group
    findings: tuple[Finding, ...]
    """In the order of the group's proposals."""

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.group.owner}/{self.group.name}"

    @property
    def fingerprint(self) -> str:
        """Its stable name: it stays while repos come and go."""
        return short_hash(self.group.owner.lower(), self.group.id)

    @property
    def digest(self) -> str:
        """Says whether it consists of the same repos."""
        return short_hash(*sorted(f"{one.fingerprint} {one.digest}" for one in self.findings))


def proposals(report: Report) -> tuple[Finding, ...]:
    """The findings that propose repos the catalog lacks."""
    return tuple(finding for finding in report.open if finding.rule in PROPOSALS)


def families(report: Report) -> tuple[Family, ...]:
    """What a report proposes, by family; the likeliest interest first."""
    of_repo = {finding.repo: finding for finding in proposals(report)}
    groups = grouped(map(_proposal, of_repo.values()))
    return tuple(Family(group, tuple(of_repo[one.repo] for one in group.proposals)) for group in groups)


def _proposal(finding: Finding) -> Proposal:
    known = finding.proposal or Proposed(None, "model")  # reports of before did not say more
    return Proposal(
        repo=finding.repo,
        entry=finding.entry if finding.rule == "variant-new" else None,
        nearest=finding.entry,
        section=finding.section,
        family=known.family,
        kind=cast(Kind, known.kind),
        confidence=finding.confidence,
        reasons=(),
        evidence=finding.evidence,
        size=known.size,
        created=known.created,
        downloads=known.downloads,
    )


def short_hash(*parts: str) -> str:
    """A hash of texts, as findings have them."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]
