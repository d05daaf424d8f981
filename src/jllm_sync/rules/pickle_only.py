"""pickle-only: the weights exist only as pickle files, whose loading can run code."""

from __future__ import annotations

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings import Reading
from jllm_sync.rules.rule import WEIGHTS, Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires where a complete file list has pickle weights and none as safetensors, GGUF or the like."""
    reading = subject.read(WEIGHTS)
    if not isinstance(reading, Reading) or not reading.value.pickles or reading.value.others:
        return None
    repo, files = subject.variant.repo, reading.value.pickles
    return Found(
        confidence=reading.confidence,
        message=message("pickle-only.found", repo=repo, file=files[0]),
        evidence=reading.evidence,
        reading=Stated(list(files), ", ".join(files[:3])),
    )


RULE = RepoRule(
    id="pickle-only",
    severity="info",
    check=check,
    reads=(WEIGHTS,),
)
