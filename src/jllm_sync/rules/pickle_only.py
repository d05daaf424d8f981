"""pickle-only: the weights exist only as pickle files, whose loading can run code."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Stated
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
        message={
            "en": f"The weights of {repo} are pickle files only ({files[0]}); there are no safetensors.",
            "ja": f"{repo} の重みは pickle 形式（{files[0]}）だけで、safetensors がありません。",
        },
        evidence=reading.evidence,
        reading=Stated(list(files), ", ".join(files[:3])),
    )


RULE = Rule(
    id="pickle-only",
    severity="info",
    check=check,
    remedy={
        "en": "nothing need be done; readers may want to know",
        "ja": "対応は必須ではありません（読者への情報です）",
    },
    sees=lambda subject: isinstance(read_weights(subject.observation), Reading),
)
