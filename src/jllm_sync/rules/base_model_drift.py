"""base-model-drift: the Hub's base model leads to neither the claimed foundation nor a claimed parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jllm_sync.catalog.model import Claim, Foundation, format_parameters
from jllm_sync.finding import Stated
from jllm_sync.messages import Sayable, joined, message, said
from jllm_sync.readings.lineage import read_parents
from jllm_sync.readings.reading import Reading
from jllm_sync.rules.ancestry import Ancestry, ancestry
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where every chain was followed to its root and none passes what the catalog names.

    For a claimed foundation it is enough to know the roots; for a claimed parent every link must be known.
    """
    claims = subject.variant.claims
    foundation, parents = claims.get("foundation"), claims.get("parents")
    claim = foundation if foundation is not None and isinstance(foundation.value, Foundation) else parents
    if claim is None or not isinstance(claim.value, Foundation | tuple):
        return
    found = ancestry(subject)
    if found is None or not (found.whole if claim is foundation else found.unbroken):
        return
    if _reaches(subject, found, foundation, parents):
        return
    says = ", ".join(found.parents)
    claimed = _named(subject, claim)
    yield Found(
        confidence=found.confidence,
        message=message("base-model-drift.found", claimed=claimed, says=says),
        evidence=found.evidence,
        claim=claim,
        claimed=Stated(claim.raw, said(claimed, "en")),
        reading=Stated(list(found.parents), says),
    )


def _reaches(subject: Subject, found: Ancestry, foundation: Claim | None, parents: Claim | None) -> bool:
    """Whether a chain passes anything claimed; a parent that is only a name cannot be ruled out."""
    if foundation is not None and isinstance(foundation.value, Foundation):
        if foundation.value.id in found.foundations:
            return True
        if not subject.catalog.foundations[foundation.value.id].repos:
            return True
    named: tuple[Mapping[str, object], ...] = ()
    if parents is not None and isinstance(parents.value, tuple):
        named = tuple(parent for parent in parents.value if not isinstance(parent, str))
    for parent in named:
        repo, entry = parent.get("repo"), parent.get("entry")
        if repo is None and entry is None:
            return True
        if (isinstance(repo, str) and repo.lower() in found.repos) or entry in found.entries:
            return True
    return False


def _named(subject: Subject, claim: Claim) -> Sayable:
    if isinstance(claim.value, Foundation):
        name = subject.catalog.foundations[claim.value.id].name
        size = claim.value.size
        return message("base-model-drift.sized", name=name, size=format_parameters(size)) if size else name
    if isinstance(claim.value, tuple):
        return joined(parent["name"] for parent in claim.value if not isinstance(parent, str))
    return str(claim.raw)


RULE = Rule(
    id="base-model-drift",
    severity="warning",
    check=check,
    files=frozenset({"adapter_config.json"}),
    compares=("foundation", "parents"),
    sees=lambda subject: isinstance(read_parents(subject.observation), Reading),
)
