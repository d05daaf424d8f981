"""variant-new: the Hub has a sibling of a listed variant that the catalog lacks."""

from __future__ import annotations

from collections.abc import Iterator

from jllm_sync.finding import Stated
from jllm_sync.rules.rule import Found, Missing, Place, Run, RunRule


def check(run: Run) -> Iterator[tuple[Place, Found]]:
    """Fires on each proposed repo that belongs to an entry."""
    return (found_missing(one) for one in run.missing() if one.belongs)


def found_missing(missing: Missing) -> tuple[Place, Found]:
    """The finding names the new repo, so that its fingerprint stays whatever becomes of the entry.

    Its reading is the repo too: a waiver at the entry names what was seen (``seen: owner/name``).
    """
    place = Place(missing.entry, missing.repo, "model", missing.entry.location, section=missing.section)
    return place, Found(
        message=missing.message,
        confidence=missing.confidence,
        evidence=missing.evidence,
        reading=Stated(missing.repo, missing.repo),
        proposal=missing.proposal,
    )


RULE = RunRule(id="variant-new", severity="info", check=check, of_new=True)
