"""parameters-drift: an explicit size differs from the size of the weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jllm_sync.catalog.model import Foundation, Size, format_parameters
from jllm_sync.catalog.reader import parse_size
from jllm_sync.data.load import load
from jllm_sync.finding import Stated
from jllm_sync.hub.observation import Present
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.reading import Reading
from jllm_sync.rules.edits import set_claim
from jllm_sync.rules.rule import Found, Rule, Subject

TOLERANCE = 0.15
"""Embeddings may or may not be counted, and sizes are rounded: by so much a size may differ."""


def check(subject: Subject) -> Iterable[Found]:
    """Fires where neither the claimed size, nor what its foundation means by that name, is near the weights' size."""
    claim = subject.variant.claims.get("parameters")
    if claim is None or not isinstance(claim.value, Size) or _is_adapter(subject):
        return
    reading = read_parameters(subject.observation)
    if not isinstance(reading, Reading):
        return
    if any(abs(reading.value - size) <= TOLERANCE * size for size in _meant(subject, claim.value)):
        return
    says = format_parameters(reading.value)
    yield Found(
        confidence=reading.confidence,
        message={
            "en": f"The catalog says {claim.value} parameters, the weights on the Hub hold {says}.",
            "ja": f"カタログでは {claim.value} パラメータ、Hub の重みは {says} です。",
        },
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, str(claim.value)),
        reading=Stated(reading.value, says),
        fix=set_claim(subject, claim, says, "unsafe"),
    )


def _meant(subject: Subject, claimed: Size) -> Iterator[int]:
    yield claimed.total
    foundation = subject.variant.claims.get("foundation")
    if foundation is not None and isinstance(foundation.value, Foundation):
        real = load("nominal_sizes.yaml").get(foundation.value.id, {}).get(format_parameters(claimed.total))
        if real is not None:
            yield parse_size(real)


def _is_adapter(subject: Subject) -> bool:
    """An adapter's weights are not the model's."""
    observation = subject.observation
    listed = observation.info.get("siblings")
    in_list = isinstance(listed, Present) and "adapter_config.json" in listed.value
    return in_list or isinstance(observation.files.get("adapter_config.json"), Present)


RULE = Rule(
    id="parameters-drift",
    severity="warning",
    check=check,
    remedy={"en": "correct the claim", "ja": "カタログの値を直してください"},
    files=frozenset({"config.json"}),
)
