"""license-unstated: the catalog claims a licence and the Hub names none."""

from __future__ import annotations

from jllm_sync.messages import message
from jllm_sync.rules import licenses
from jllm_sync.rules.rule import LICENSE, Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires on `other` with nothing to name it, `unknown`, a mere family, or a card seen whole that states none.

    Where nothing was seen of the licence, it is silent.
    """
    comparison = subject.read(licenses.COMPARISON)
    if comparison is None or comparison.named:
        return None
    claim = comparison.claim
    claimed = licenses.names(subject)
    says = licenses.stated_text(comparison.reading.value)
    found = message("license-unstated.none", claimed=claimed)
    if comparison.reading.value:
        found = message("license-unstated.nameless", claimed=claimed, says=says)
    return Found(
        confidence=comparison.reading.confidence,
        message=found,
        evidence=comparison.reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(comparison.reading),
    )


RULE = RepoRule(
    id="license-unstated",
    severity="info",
    check=check,
    reads=(LICENSE,),
)
