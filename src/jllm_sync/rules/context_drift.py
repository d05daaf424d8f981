"""context-drift: the usable context length differs from the claimed one."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.catalog.model import ContextRange
from jllm_sync.finding import Stated
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
    window = {"en": "", "ja": ""}
    if length.window:
        window = {
            "en": f" (attention in windows of {length.window:,})",
            "ja": f"（アテンションの窓は {length.window:,}）",
        }
    yield Found(
        confidence=reading.confidence,
        message={
            "en": f"The catalog says {claim.value} tokens, {first.file} on the Hub gives {says}{window['en']}.",
            "ja": f"カタログでは {claim.value} トークン、Hub の {first.file} では {says} です{window['ja']}。",
        },
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
    remedy={"en": "correct the claim", "ja": "カタログの値を直してください"},
    files=FILES,
    compares=("context",),
    sees=lambda subject: isinstance(read_context(subject.observation, subject.models), Reading),
)
