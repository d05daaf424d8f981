"""base-model-drift: the Hub's base model leads to neither the claimed foundation nor a claimed parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jllm_sync.catalog.model import Claim, Foundation, format_parameters
from jllm_sync.finding import Stated
from jllm_sync.messages import Sayable, joined, message, said
from jllm_sync.rules.ancestry import ANCESTRY, Ancestry
from jllm_sync.rules.rule import Agrees, Found, RepoRule, Verdict
from jllm_sync.rules.subject import PARENTS, Subject


def check(subject: Subject) -> Verdict:
    """Fires where every chain was followed to its root and none passes what the catalog names.

    For a claimed foundation it is enough to know the roots; for a claimed parent every link must be known.
    """
    foundation, parents = subject.claim("foundation"), subject.claim("parents")
    claim = foundation if foundation is not None and isinstance(foundation.value, Foundation) else parents
    if claim is None or not isinstance(claim.value, Foundation | tuple):
        return None
    found = subject.read(ANCESTRY)
    if found is None or not (found.whole if claim is foundation else found.unbroken):
        return None
    if _cannot_be_ruled_out(subject, foundation, parents):
        return None
    if _reaches(found, foundation, parents):
        return Agrees(claim)
    says = ", ".join(found.parents)
    claimed = _named(subject, claim)
    return Found(
        confidence=found.confidence,
        message=message("base-model-drift.found", claimed=claimed, says=says),
        evidence=found.evidence,
        claim=claim,
        claimed=Stated(claim.raw, said(claimed, "en")),
        reading=Stated(list(found.parents), says),
    )


def _cannot_be_ruled_out(subject: Subject, foundation: Claim | None, parents: Claim | None) -> bool:
    """Whether something claimed is only a name, of which nobody knows whether a chain passes it."""
    claimed = foundation.value if foundation is not None else None
    if isinstance(claimed, Foundation) and not subject.catalog.foundations[claimed.id].repos:
        return True
    return any(parent.get("repo") is None and parent.get("entry") is None for parent in _named_parents(parents))


def _reaches(found: Ancestry, foundation: Claim | None, parents: Claim | None) -> bool:
    """Whether a chain passes anything claimed."""
    claimed = foundation.value if foundation is not None else None
    if isinstance(claimed, Foundation) and claimed.id in found.foundations:
        return True
    return any(
        str(parent.get("repo")).lower() in found.repos or parent.get("entry") in found.entries
        for parent in _named_parents(parents)
    )


def _named_parents(claim: Claim | None) -> tuple[Mapping[str, Any], ...]:
    if claim is None or not isinstance(claim.value, tuple):
        return ()
    return tuple(parent for parent in claim.value if not isinstance(parent, str))


def _named(subject: Subject, claim: Claim) -> Sayable:
    if isinstance(claim.value, Foundation):
        name = subject.catalog.foundations[claim.value.id].name
        size = claim.value.size
        return message("base-model-drift.sized", name=name, size=format_parameters(size)) if size else name
    if isinstance(claim.value, tuple):
        return joined(parent["name"] for parent in _named_parents(claim))
    return str(claim.raw)


RULE = RepoRule(
    id="base-model-drift",
    severity="warning",
    check=check,
    reads=(PARENTS, ANCESTRY),
    compares=("foundation", "parents"),
)
