"""A plan, and what became of it, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from jllm_sync.issues.model import Action, Close, Create, Plan, with_numbers
from jllm_sync.issues.sync import Synced
from jllm_sync.issues.ticks import Request
from jllm_sync.report.escape import visible

SCHEMA = "jllm-sync/issues/1"


def outline(plan: Plan, requests: Sequence[Request]) -> Iterator[str]:
    """The plan's lines: one for each action."""
    for action in plan.actions:
        yield _line(action)
    for request in requests:
        yield f"pull request: {request.command} {request.finding.rule} of {request.finding.repo} (#{request.issue})"
    if plan.deferred:
        yield f"left for later runs: {len(plan.deferred)} issues"
    for note in plan.notes:
        yield f"note: {visible(note)}"
    if not plan.actions and not requests:
        yield "nothing to do"


def outcome(synced: Synced) -> Iterator[str]:
    """What became of a plan: one line for each action, and what went wrong."""
    for result in synced.result.results:
        number = f" #{result.number}" if isinstance(result.action, Create) and result.number else ""
        detail = f": {visible(result.detail)}" if result.detail else ""
        yield f"{_line(result.action)}{number} – {result.outcome}{detail}"
    left = len(synced.plan.actions) - len(synced.result.results)
    if synced.result.stopped is not None:
        yield f"stopped, {left} actions left for the next run: {visible(str(synced.result.stopped), 600)}"
    if synced.pull is not None and synced.pull.open:
        yield f"pull request #{synced.pull.number}: {len(synced.pull.requests)} ticks"
    if synced.plan.deferred:
        yield f"left for later runs: {len(synced.plan.deferred)} issues"
    for note in synced.notes:
        yield f"note: {visible(note, 600)}"
    if not synced.plan.actions:
        yield "nothing to do"


def plan_data(plan: Plan, requests: Sequence[Request]) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "schema": SCHEMA,
        "actions": [_data(action) for action in plan.actions],
        "requests": [{"id": one.id, "command": one.command, "issue": one.issue} for one in requests],
        "deferred": list(plan.deferred),
        "notes": list(plan.notes),
    }


def synced_data(synced: Synced) -> dict[str, Any]:
    """What a sync did, as plain data."""
    data = plan_data(synced.plan, synced.requests)
    del data["actions"]
    stopped = synced.result.stopped
    return data | {
        "notes": list(synced.notes),
        "results": [
            {**_data(one.action), "number": one.number, "outcome": one.outcome, "detail": one.detail}
            for one in synced.result.results
        ],
        "pull_request": None if synced.pull is None else {"number": synced.pull.number, "open": synced.pull.open},
        "complete": synced.result.complete,
        "stopped": None if stopped is None else {"reason": stopped.reason, "message": str(stopped)},
    }


def _data(action: Action) -> dict[str, Any]:
    data = {
        name: with_numbers(value, {}) if isinstance(value, str) else value for name, value in asdict(action).items()
    }
    return {"action": type(action).__name__.lower(), **data}


def _line(action: Action) -> str:
    name = type(action).__name__.lower()
    if isinstance(action, Create):
        return f"{name}  {visible(action.title)}  ({visible(action.key)})"
    why = f", {action.reason}" if isinstance(action, Close) else ""
    return f"{name}  #{action.number}  ({visible(action.key)}{why})"
