"""context-drift: the usable context length differs from the claimed one."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.catalog.model import ContextRange
from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings.context import FILES, read_context
from jllm_sync.readings.reading import Reading
from jllm_sync.rules.edits import set_claim
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where neither the usable length nor another way of counting the same table lies in the claimed range."""
    claim = subject.variant.claims.get("context")
    if claim is None or not isinstance(claim.value, ContextRange):
        return
    reading = read_context(subject.observation, subject.models)
    if not isinstance(reading, Reading):
        return
    length = reading.value
    if any(claim.value.contains(tokens) for tokens in (length.tokens, *length.also)):
        return
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
    yield Found(
        confidence=reading.confidence,
        message=found,
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, str(claim.value)),
        reading=Stated(length.tokens, says),
        fix=set_claim(subject, claim, length.tokens, "safe" if reading.confidence == "high" else "unsafe"),
    )


RULE = Rule(
    id="context-drift",
    severity="warning",
    check=check,
    files=FILES,
    compares=("context",),
    sees=lambda subject: isinstance(read_context(subject.observation, subject.models), Reading),
)
