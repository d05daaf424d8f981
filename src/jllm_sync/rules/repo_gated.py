"""repo-gated: access to the repo's files must be asked for."""

from __future__ import annotations

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading
from jllm_sync.rules.rule import Found, Reader, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires where the Hub says that the repo is gated: `auto` (on agreeing to terms) or `manual` (on approval)."""
    reading = subject.read(GATE)
    if not isinstance(reading, Reading) or not reading.value:
        return None
    key = "repo-gated.found-by-hand" if reading.value == "manual" else "repo-gated.found"
    return Found(
        message=message(key, repo=subject.variant.repo),
        evidence=reading.evidence,
        reading=Stated(reading.value, f"gated: {reading.value}"),
    )


def _read_gate(observation: Observation) -> Reading[str | bool] | NoReading:
    gated = observation.info.get("gated")
    if not isinstance(gated, Present):
        return NoReading(message("no-reading-gate-unseen"))
    value = gated.value if gated.value in (True, "auto", "manual") else False
    return Reading(value, "high", (Evidence.of(gated.source, "gated", gated.value),))


GATE = Reader(lambda subject: _read_gate(subject.observation))
RULE = RepoRule(id="repo-gated", severity="info", check=check, reads=(GATE,))
