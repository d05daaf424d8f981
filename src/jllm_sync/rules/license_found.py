"""license-found: the catalog says `unknown` and the Hub states a licence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from jllm_sync.catalog.model import Unknown
from jllm_sync.messages import message
from jllm_sync.readings.reading import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.edits import set_claim
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where nobody knew the licence and the Hub names one."""
    claim = subject.variant.claims.get("license")
    if claim is None or not isinstance(claim.value, Unknown):
        return
    reading = subject.license
    if not isinstance(reading, Reading) or not reading.value or not all(s.names_one for s in reading.value):
        return
    says = licenses.stated_text(reading.value)
    ids = licenses.ids_of(subject.catalog, reading.value)
    kind: Literal["safe", "unsafe"] = "safe" if reading.confidence == "high" else "unsafe"
    yield Found(
        confidence=reading.confidence,
        message=message("license-found.found", says=says),
        evidence=reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(reading),
        fix=set_claim(subject, claim, licenses.as_claim(ids), kind) if ids else None,
    )


RULE = Rule(
    id="license-found",
    severity="warning",
    check=check,
    files=licenses.FILES,
    sees=lambda subject: isinstance(subject.license, Reading),
)
