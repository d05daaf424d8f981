"""not-loadable: the catalog says that AutoModel loads it, and files that this needs are missing."""

from __future__ import annotations

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings import Reading
from jllm_sync.rules.rule import WEIGHTS, Agrees, Found, RepoRule, Subject, Verdict, set_claim


def check(subject: Subject) -> Verdict:
    """Fires on a claim of ◯ where a complete file list lacks config.json, or weights under a name AutoModel knows.

    What another class loads as easily (an adapter, a pipeline, a sentence encoder) is left alone.
    """
    claim = subject.claim("loadable")
    if claim is None or claim.value != "yes":
        return None
    reading = subject.read(WEIGHTS)
    if not isinstance(reading, Reading) or reading.value.loads_otherwise:
        return None
    files = [] if reading.value.has_config else ["config.json"]
    if not reading.value.for_auto_model:
        files.append("model.safetensors")
    if not files:
        return Agrees(claim)
    missing = "both" if len(files) == 2 else "weights" if reading.value.has_config else "config"
    return Found(
        confidence=reading.confidence,
        message=message("not-loadable.found", missing=missing),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated("yes", "◯"),
        reading=Stated(files, f"no {' and no '.join(files)}"),
        fix=set_claim(subject.variant, claim, "no", "unsafe"),
    )


RULE = RepoRule(
    id="not-loadable",
    severity="warning",
    check=check,
    reads=(WEIGHTS,),
    compares=("loadable",),
)
