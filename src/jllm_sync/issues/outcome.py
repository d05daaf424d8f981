"""A plan, and what became of it, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from jllm_sync.issues.model import Action, Close, Create, Plan
from jllm_sync.issues.sync import Synced
from jllm_sync.issues.ticks import Addition, Request, asked_for
from jllm_sync.messages import Language, Message, Sayable, message, said
from jllm_sync.report.escape import title_text, visible

SCHEMA = "jllm-sync/issues/1"


def plan_lines(
    plan: Plan, requests: Sequence[Request], additions: Sequence[Addition], language: Language
) -> Iterator[str]:
    """The plan's lines: one for each action, each change of the catalog and each family that is to be added."""
    said_ = [_line(action) for action in plan.actions]
    said_ += [
        message(
            "plan-pull",
            what=asked_for(request.command),
            rule=request.finding.rule,
            repo=request.finding.repo,
            issue=str(request.issue),
        )
        for request in requests
    ]
    said_ += [
        message(
            "plan-add", family=title_text(one.family.name, 200), issue=str(one.issue), count=len(one.family.findings)
        )
        for one in additions
    ]
    yield from _lines([*said_, *_more(plan, plan.notes)], language)


def synced_lines(synced: Synced, language: Language) -> Iterator[str]:
    """What became of a plan: one line for each action, and what went wrong."""
    lines: list[Sayable] = []
    for result in synced.result.results:
        action = _line(result.action)
        if isinstance(result.action, Create) and result.number:
            action = message("sync-as", action=action, number=str(result.number))
        line = message(f"sync-{result.outcome}", action=action)
        lines.append(message("sync-because", outcome=line, why=result.detail) if result.detail else line)
    left = len(synced.plan.actions) - len(synced.result.results)
    if synced.result.stopped is not None:
        lines.append(message("sync-stopped", count=left, why=synced.result.stopped.why))
    if synced.pull is not None and synced.pull.open:
        lines.append(message("sync-pull", number=str(synced.pull.number), count=len(synced.pull.requests)))
    lines += [message("sync-addition", number=str(one.number)) for one in synced.additions]
    yield from _lines([*lines, *_more(synced.plan, synced.notes)], language)


def plan_data(plan: Plan, requests: Sequence[Request], additions: Sequence[Addition] = ()) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "schema": SCHEMA,
        "actions": [_data(action) for action in plan.actions],
        "requests": [{"id": one.id, "command": one.command, "issue": one.issue} for one in requests],
        "additions": [
            {"id": one.id, "issue": one.issue, "repos": [finding.repo for finding in one.family.findings]}
            for one in additions
        ],
        "deferred": list(plan.deferred),
        "notes": [said(note, "en") for note in plan.notes],
    }


def synced_data(synced: Synced) -> dict[str, Any]:
    """What a sync did, as plain data."""
    data = plan_data(synced.plan, synced.requests)
    del data["actions"]
    stopped = synced.result.stopped
    return data | {
        "notes": [said(note, "en") for note in synced.notes],
        "results": [
            {**_data(one.action), "number": one.number, "outcome": one.outcome, "detail": said(one.detail, "en")}
            for one in synced.result.results
        ],
        "pull_request": None if synced.pull is None else {"number": synced.pull.number, "open": synced.pull.open},
        "additions": [one.number for one in synced.additions],
        "complete": synced.result.complete,
        "stopped": None if stopped is None else {"reason": stopped.reason, "message": str(stopped)},
    }


def _lines(lines: Sequence[Sayable], language: Language) -> Iterator[str]:
    yield from (visible(said(line, language), 1000) for line in lines or [message("plan-nothing")])


def _more(plan: Plan, notes: Sequence[Sayable]) -> Iterator[Sayable]:
    if plan.deferred:
        yield message("plan-deferred", count=len(plan.deferred))
    for note in notes:
        yield message("plan-note", note=note)


def _data(action: Action) -> dict[str, Any]:
    data = {name: value for name, value in asdict(action).items() if name != "places"}
    return {"action": type(action).__name__.lower(), **data}


def _line(action: Action) -> Message:
    if isinstance(action, Create):
        return message("plan-create", title=action.title, issue=action.key)
    number, issue = str(action.number), action.key
    if isinstance(action, Close):
        return message("plan-close", number=number, issue=issue, reason=message(f"plan-close-{action.reason}"))
    return message(f"plan-{type(action).__name__.lower()}", number=number, issue=issue)
