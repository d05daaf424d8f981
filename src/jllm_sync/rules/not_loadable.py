"""not-loadable: the catalog says that AutoModel loads it, and files that this needs are missing."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings.reading import Reading
from jllm_sync.readings.weights import read_weights
from jllm_sync.rules.edits import set_claim
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires on a claim of ◯ where a complete file list lacks config.json, or weights under a name AutoModel knows.

    What another class loads as easily (an adapter, a pipeline, a sentence encoder) is left alone.
    """
    claim = subject.variant.claims.get("loadable")
    if claim is None or claim.value != "yes":
        return
    reading = read_weights(subject.observation)
    if not isinstance(reading, Reading) or reading.value.loads_otherwise:
        return
    files = [] if reading.value.has_config else ["config.json"]
    if not reading.value.for_auto_model:
        files.append("model.safetensors")
    if not files:
        return
    missing = "both" if len(files) == 2 else "weights" if reading.value.has_config else "config"
    yield Found(
        confidence=reading.confidence,
        message=message("not-loadable.found", missing=missing),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated("yes", "◯"),
        reading=Stated(files, f"no {' and no '.join(files)}"),
        fix=set_claim(subject, claim, "no", "unsafe"),
    )


RULE = Rule(
    id="not-loadable",
    severity="warning",
    check=check,
    compares=("loadable",),
    sees=lambda subject: isinstance(read_weights(subject.observation), Reading),
)
