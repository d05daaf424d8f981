"""license-unstated: the catalog claims a licence and the Hub names none."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.messages import message
from jllm_sync.readings.reading import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires on `other` with nothing to name it, `unknown`, a mere family, or a card seen whole that states none.

    Where nothing was seen of the licence, it is silent.
    """
    comparison = licenses.compare(subject)
    if comparison is None or comparison.named:
        return
    claim = subject.variant.claims["license"]
    claimed = licenses.names(subject)
    says = licenses.stated_text(comparison.reading.value)
    found = message("license-unstated.none", claimed=claimed)
    if comparison.reading.value:
        found = message("license-unstated.nameless", claimed=claimed, says=says)
    yield Found(
        confidence=comparison.reading.confidence,
        message=found,
        evidence=comparison.reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(comparison.reading),
    )


RULE = Rule(
    id="license-unstated",
    severity="info",
    check=check,
    files=licenses.FILES,
    sees=lambda subject: isinstance(subject.license, Reading),
)
