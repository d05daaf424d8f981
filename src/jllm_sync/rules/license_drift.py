"""license-drift: the Hub states a licence that the claimed one does not accept."""

from __future__ import annotations

from jllm_sync.messages import message
from jllm_sync.rules import licenses
from jllm_sync.rules.rule import LICENSE, Agrees, Found, RepoRule, Subject, Verdict, set_claim


def check(subject: Subject) -> Verdict:
    """Fires where the set of stated licences is not the set of claimed ones."""
    comparison = subject.read(licenses.COMPARISON)
    if comparison is None or not comparison.named:
        return None
    claim = comparison.claim
    if comparison.agrees:
        return Agrees(claim)
    says = licenses.stated_text(comparison.named)
    claimed = licenses.names(subject)
    ids = licenses.ids_of(subject.catalog, comparison.named)
    key = "license-drift.found" if ids else "license-drift.found-unknown"
    return Found(
        confidence=comparison.reading.confidence,
        severity="warning" if all(one.kind == "label" for one in comparison.reading.evidence) else None,
        message=message(key, claimed=claimed, says=says),
        evidence=comparison.reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(comparison.reading),
        fix=set_claim(subject.variant, claim, licenses.as_claim(ids), "unsafe") if ids else None,
    )


RULE = RepoRule(
    id="license-drift",
    severity="error",
    check=check,
    reads=(LICENSE,),
    compares=("license",),
)
