"""base-model-drift: the Hub's base model leads to neither the claimed foundation nor a claimed parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jllm_sync.catalog.model import Catalog, Claim, Foundation, format_parameters
from jllm_sync.finding import Stated, weakest
from jllm_sync.messages import Sayable, joined, message, said
from jllm_sync.readings import NoReading, Reading, was_seen
from jllm_sync.rules.ancestry import ANCESTRY, Ancestry, with_their_bases
from jllm_sync.rules.rule import ARCHITECTURE, PARENTS, Agrees, Found, Reader, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires where every chain was followed to its root and none passes what the catalog names.

    For a claimed foundation it is enough to know the roots; for a claimed parent every link must be known. Where the
    roots are not known, the model_type may still show that it is made from another foundation.
    """
    foundation, parents = subject.claim("foundation"), subject.claim("parents")
    claim = foundation if foundation is not None and isinstance(foundation.value, Foundation) else parents
    if claim is None or not isinstance(claim.value, Foundation | tuple):
        return None
    found = subject.read(ANCESTRY)
    if found is None or not (found.whole if claim is foundation else found.unbroken):
        return _by_type(subject, claim)
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


def _by_type(subject: Subject, claim: Claim) -> Verdict:
    """Where the chain is not known: a model_type of other bases alone is not made from the claimed one."""
    reading = subject.read(ARCHITECTURE)
    if not isinstance(claim.value, Foundation) or not isinstance(reading, Reading):
        return None
    of_claimed, of_others = _types(subject.catalog, claim.value.id)
    types = {reading.value.model_type, *reading.value.parts}
    if not of_claimed or not types & (of_claimed | of_others):
        return None
    if types & of_claimed:
        return Agrees(claim)
    says, claimed = str(reading.value.model_type), _named(subject, claim)
    return Found(
        confidence=weakest(reading.confidence, "medium"),
        message=message("base-model-drift.type", claimed=claimed, type=says),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, said(claimed, "en")),
        reading=Stated(says, says),
    )


def _types(catalog: Catalog, id_: str) -> tuple[frozenset[str], frozenset[str]]:
    """The model_types of a foundation and of those made from it, and those of all others."""
    bases = catalog.foundations.values()
    own = frozenset(type_ for base in bases if id_ in with_their_bases([base.id], catalog) for type_ in base.types)
    return own, frozenset(type_ for base in bases for type_ in base.types) - own


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


def _base(subject: Subject) -> Reading[Any] | NoReading:
    parents = subject.read(PARENTS)
    return parents if was_seen(parents) else subject.read(ARCHITECTURE)


BASE = Reader(_base, PARENTS.files | ARCHITECTURE.files)
"""What tells the base: the parents, or else the type."""

RULE = RepoRule(
    id="base-model-drift",
    severity="warning",
    check=check,
    reads=(BASE, ANCESTRY),
    compares=("foundation", "parents"),
)
