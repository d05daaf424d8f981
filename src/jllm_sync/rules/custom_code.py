"""custom-code: loading the model runs code from a repo."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings.code import FILES, read_custom_code
from jllm_sync.readings.reading import Reading, was_seen
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where model or tokenizer need an `auto_map`, or the Hub has the tag `custom_code` (trust_remote_code)."""
    reading = read_custom_code(subject.observation)
    if not isinstance(reading, Reading):
        return
    repo, code = subject.variant.repo, reading.value
    others = ", ".join(one for one in code.repos if one.lower() != subject.observation.canonical.lower())
    found = message("custom-code.found", repo=repo)
    if others:
        found = message("custom-code.found-elsewhere", repo=repo, others=others)
    yield Found(
        confidence=reading.confidence,
        message=found,
        evidence=reading.evidence,
        reading=Stated(list(code.classes), ", ".join(code.classes) or "custom_code"),
    )


RULE = Rule(
    id="custom-code",
    severity="info",
    check=check,
    files=FILES,
    sees=lambda subject: was_seen(read_custom_code(subject.observation)),
)
