"""context-drift: the usable context length differs from the claimed one."""

from __future__ import annotations

from jllm_sync.catalog.model import ContextRange
from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings import Reading
from jllm_sync.rules.rule import CONTEXT, Agrees, Found, RepoRule, Subject, Verdict, set_claim


def check(subject: Subject) -> Verdict:
    """Fires where neither the usable length nor another way of counting the same table lies in the claimed range."""
    claim = subject.claim("context")
    if claim is None or not isinstance(claim.value, ContextRange):
        return None
    reading = subject.read(CONTEXT)
    if not isinstance(reading, Reading):
        return None
    length = reading.value
    if any(claim.value.contains(tokens) for tokens in (length.tokens, *length.also)):
        return Agrees(claim)
    first = reading.evidence[0]
    says = f"{length.tokens:,}"
    found = message("context-drift.found", claimed=str(claim.value), file=first.file, says=says)
    if length.window:
        found = message(
            "context-drift.found-in-windows",
            claimed=str(claim.value),
            file=first.file,
            says=says,
            window=length.window,
        )
    return Found(
        confidence=reading.confidence,
        message=found,
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, str(claim.value)),
        reading=Stated(length.tokens, says),
        fix=set_claim(subject.variant, claim, length.tokens, "safe" if reading.confidence == "high" else "unsafe"),
    )


RULE = RepoRule(
    id="context-drift",
    severity="warning",
    check=check,
    reads=(CONTEXT,),
    compares=("context",),
)
