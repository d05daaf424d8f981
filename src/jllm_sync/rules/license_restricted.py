"""license-restricted: the card's text limits use below what its licence grants."""

from __future__ import annotations

from jllm_sync.data import load
from jllm_sync.finding import Stated, weakest
from jllm_sync.license_names import known_licenses
from jllm_sync.messages import joined, message, said
from jllm_sync.readings import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.rule import LICENSE, RESTRICTIONS, Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires where every stated licence grants any use and a sentence of the card takes some of it back."""
    data = load("use_restrictions.yaml")
    reading = subject.read(LICENSE)
    if not isinstance(reading, Reading) or not reading.value:
        return None
    if not all(known_licenses().get(stated.means or "", {}).get("any_use") for stated in reading.value):
        return None
    limits = subject.read(RESTRICTIONS)
    if not isinstance(limits, Reading):
        return None
    kinds = [limit.kind for limit in limits.value]
    names = joined(data["restrictions"][kind]["name"] for kind in kinds)
    sentence = limits.value[0].sentence
    says = licenses.stated_text(reading.value)
    claim = subject.claim("license")
    return Found(
        confidence=weakest(reading.confidence, limits.confidence),
        message=message("license-restricted.found", says=says, limits=names, sentence=sentence),
        evidence=(*limits.evidence, *reading.evidence),
        claim=claim,
        claimed=licenses.claimed_stated(subject) if claim is not None else Stated(None, says),
        reading=Stated(kinds, said(names, "en")),
    )


RULE = RepoRule(
    id="license-restricted",
    severity="warning",
    check=check,
    reads=(
        RESTRICTIONS,
        LICENSE,
    ),
)
