"""What discovery proposes, as the audit's rules variant-new and family-new take it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.proposals import Proposal
from jllm_sync.discovery.texts import joined, proposed
from jllm_sync.messages import LANGUAGES
from jllm_sync.rules.rule import Missing


def missing_repos(catalog: Catalog, proposals: Iterable[Proposal]) -> Iterator[Missing]:
    """The proposed repos, each with its entry: the one that it belongs to, or its owner's nearest."""
    entries = {entry.id: entry for entry in catalog.entries}
    sections = {section.id: section for section in catalog.sections}
    for proposal in proposals:
        entry, section = entries[proposal.nearest], sections[proposal.section]
        yield Missing(
            repo=proposal.repo,
            entry=entry,
            section=proposal.section,
            belongs=proposal.entry is not None,
            confidence=proposal.confidence,
            evidence=proposal.evidence,
            message={
                language: f"{proposed(proposal, entry, section, language)}{joined(proposal.reasons, language)}"
                for language in LANGUAGES
            },
        )
