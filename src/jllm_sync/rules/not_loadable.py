"""not-loadable: the catalog says that AutoModel loads it, and files that this needs are missing."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Stated
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
    missing = [] if reading.value.has_config else ["config.json"]
    if not reading.value.for_auto_model:
        missing.append("model.safetensors")
    if not missing:
        return
    lacks, lacks_ja = " and no ".join(missing), "と ".join(missing)
    yield Found(
        confidence=reading.confidence,
        message={
            "en": f"The catalog says that AutoModel loads it; the repo has no {lacks} in its top folder.",
            "ja": f"カタログでは ◯（AutoModel ですぐ使える）ですが、リポジトリの直下に {lacks_ja} がありません。",
        },
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated("yes", "◯"),
        reading=Stated(missing, f"no {lacks}"),
        fix=set_claim(subject, claim, "no", "unsafe"),
    )


RULE = Rule(
    id="not-loadable",
    severity="warning",
    check=check,
    remedy={"en": "correct the claim", "ja": "カタログの値を直してください"},
    compares=("loadable",),
    sees=lambda subject: isinstance(read_weights(subject.observation), Reading),
)
