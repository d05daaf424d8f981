"""license-found: the catalog says `unknown` and the Hub states a licence."""

from __future__ import annotations

from typing import Literal

from jllm_sync.catalog.model import Unknown
from jllm_sync.messages import message
from jllm_sync.readings import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.rule import LICENSE, Found, RepoRule, Subject, Verdict, set_claim


def check(subject: Subject) -> Verdict:
    """Fires where nobody knew the licence and the Hub names one."""
    claim = subject.claim("license")
    if claim is None or not isinstance(claim.value, Unknown):
        return None
    reading = subject.read(LICENSE)
    if not isinstance(reading, Reading) or not reading.value or not all(s.names_one for s in reading.value):
        return None
    says = licenses.stated_text(reading.value)
    ids = licenses.ids_of(subject.catalog, reading.value)
    kind: Literal["safe", "unsafe"] = "safe" if reading.confidence == "high" else "unsafe"
    return Found(
        confidence=reading.confidence,
        message=message("license-found.found", says=says),
        evidence=reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(reading),
        fix=set_claim(subject.variant, claim, licenses.as_claim(ids), kind) if ids else None,
    )


RULE = RepoRule(
    id="license-found",
    severity="warning",
    check=check,
    reads=(LICENSE,),
)
