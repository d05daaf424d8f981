"""What discovery proposes, as findings of the audit."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.proposals import Proposal
from jllm_sync.discovery.texts import joined, proposed
from jllm_sync.finding import Finding, Stated
from jllm_sync.messages import LANGUAGES
from jllm_sync.rules.discovered import FAMILY_NEW, VARIANT_NEW


def findings(catalog: Catalog, proposals: Iterable[Proposal]) -> list[Finding]:
    """A finding for each proposal: of variant-new at the entry, of family-new at its owner's nearest entry.

    The finding's repo is the new one, so that its fingerprint stays whatever becomes of the entry. Its reading is
    the repo too: a waiver at the entry names what was seen, ``{rule: variant-new, seen: owner/name, …}``.
    """
    entries = {entry.id: entry for entry in catalog.entries}
    sections = {section.id: section for section in catalog.sections}
    found = []
    for proposal in proposals:
        rule = FAMILY_NEW if proposal.entry is None else VARIANT_NEW
        entry, section = entries[proposal.nearest], sections[proposal.section]
        found.append(
            Finding(
                rule=rule.id,
                severity=rule.severity,
                confidence=proposal.confidence,
                section=proposal.section,
                entry=entry.id,
                repo=proposal.repo,
                kind="model",
                field=None,
                location=entry.location,
                claim=None,
                reading=Stated(proposal.repo, proposal.repo),
                evidence=proposal.evidence,
                message={
                    language: f"{proposed(proposal, entry, section, language)}{joined(proposal.reasons, language)}"
                    for language in LANGUAGES
                },
            )
        )
    return found
