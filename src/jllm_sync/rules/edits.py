"""The fixes that rules propose."""

from __future__ import annotations

from typing import Any, Literal

from jllm_sync.catalog.model import Claim
from jllm_sync.finding import Edit, Fix
from jllm_sync.rules.rule import Subject


def set_claim(subject: Subject, claim: Claim, new: Any, kind: Literal["safe", "unsafe"]) -> Fix:
    """Set one variant's claim: in place where it is the variant's own, else as an override on the variant."""
    if not claim.inherited:
        return Fix(kind, (Edit(claim.path, "set", claim.raw, new, claim.location),))
    path = (subject.entry.id, subject.variant.repo, claim.field)
    return Fix(kind, (Edit(path, "add", None, new, subject.variant.location),))


def set_repo(subject: Subject, new: str, kind: Literal["safe", "unsafe"]) -> Fix:
    """Replace the repo's ID."""
    variant = subject.variant
    path = (subject.entry.id, variant.repo, "repo")
    return Fix(kind, (Edit(path, "set", variant.repo, new, variant.location),))
