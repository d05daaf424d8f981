"""repo-gated: access to the repo's files must be asked for."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Present
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
        message={
            "en": f"Access to {repo} must be asked for" + (" and is granted by hand." if by_hand else "."),
            "ja": f"{repo} の利用には申請が必要です" + ("（承認は手動）。" if by_hand else "。"),
        },
        evidence=(Evidence.of(gated.source, "gated", gated.value),),
        reading=Stated(gated.value, f"gated: {gated.value}"),
    )


RULE = Rule(
    id="repo-gated",
    severity="info",
    check=check,
    remedy={"en": "say so in the entry's notes, or waive it", "ja": "notes に書くか、waiver を付けてください"},
    sees=lambda subject: isinstance(subject.observation.info.get("gated"), Present),
)
