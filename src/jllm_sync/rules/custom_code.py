"""custom-code: loading the model runs code from a repo."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings import Reading
from jllm_sync.rules.rule import CUSTOM_CODE, Found, RepoRule, Subject, Verdict

_SHOWN = 4
"""So many of the files that will run are named; there are rarely more."""
_LONGEST = 200


def check(subject: Subject) -> Verdict:
    """Fires where model or tokenizer need an `auto_map`, or the Hub has the tag `custom_code` (trust_remote_code)."""
    reading = subject.read(CUSTOM_CODE)
    if not isinstance(reading, Reading):
        return None
    repo, code = subject.variant.repo, reading.value
    others = _few(one for one in code.repos if one.lower() != subject.observation.canonical.lower())
    own = f"{others}/" if len(code.repos) == 1 else ""  # the one repo is named before its files
    files = _few(file.removeprefix(own) for file in code.files)
    found = message("custom-code.found", repo=repo)
    if others:
        found = message("custom-code.found-elsewhere", repo=repo, others=others, files=files)
    elif files:
        found = message("custom-code.found-files", repo=repo, files=files)
    return Found(
        confidence=reading.confidence,
        message=found,
        evidence=reading.evidence,
        reading=Stated(list(code.classes), ", ".join(code.classes) or "custom_code"),
    )


def _few(names: Iterable[str]) -> str:
    """The first of these names in a line, none of them longer than any on the Hub."""
    shown = [name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names]
    return ", ".join((*shown[:_SHOWN], *(["…"] if len(shown) > _SHOWN else [])))


RULE = RepoRule(
    id="custom-code",
    severity="info",
    check=check,
    reads=(CUSTOM_CODE,),
)
