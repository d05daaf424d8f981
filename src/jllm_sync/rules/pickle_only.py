"""pickle-only: the weights exist only as pickle files, whose loading can run code."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings.reading import Reading
from jllm_sync.readings.weights import read_weights
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where a complete file list has pickle weights and none as safetensors, GGUF or the like."""
    reading = read_weights(subject.observation)
    if not isinstance(reading, Reading) or not reading.value.pickles or reading.value.others:
        return
    repo, files = subject.variant.repo, reading.value.pickles
    yield Found(
        confidence=reading.confidence,
        message=message("pickle-only.found", repo=repo, file=files[0]),
        evidence=reading.evidence,
        reading=Stated(list(files), ", ".join(files[:3])),
    )


RULE = Rule(
    id="pickle-only",
    severity="info",
    check=check,
    sees=lambda subject: isinstance(read_weights(subject.observation), Reading),
)
