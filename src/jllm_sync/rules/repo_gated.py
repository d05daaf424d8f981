"""repo-gated: access to the repo's files must be asked for."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Present
from jllm_sync.messages import message
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where the Hub says that the repo is gated: `auto` (on agreeing to terms) or `manual` (on approval)."""
    gated = subject.observation.info.get("gated")
    if not isinstance(gated, Present) or gated.value not in (True, "auto", "manual"):
        return
    repo = subject.variant.repo
    by_hand = gated.value == "manual"
    yield Found(
        confidence="high",
        message=message("repo-gated.found-by-hand" if by_hand else "repo-gated.found", repo=repo),
        evidence=(Evidence.of(gated.source, "gated", gated.value),),
        reading=Stated(gated.value, f"gated: {gated.value}"),
    )


RULE = Rule(
    id="repo-gated",
    severity="info",
    check=check,
    sees=lambda subject: isinstance(subject.observation.info.get("gated"), Present),
)
