"""jllm-sync history and runs: what the state remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from jllm_sync.cli import options
from jllm_sync.errors import UserError

if TYPE_CHECKING:
    from jllm_sync.hub.journal import HistoryEntry
    from jllm_sync.hub.store import Store


def history(
    repo: Annotated[str, typer.Argument(metavar="REPO", help="A repo ID.")],
    kind: Annotated[Literal["model", "dataset", "space"], typer.Option(help="What the repo is.")] = "model",
    state: options.State = None,
    format_: options.Format = "text",
    output: options.Output = None,
) -> None:
    """Tell how a repo's readings changed, and when.

    Every run on the live Hub adds to the state; this reads it and asks nobody.

    \b
    Examples:
      jllm-sync history sbintuitions/sarashina2-7b
      jllm-sync history elyza/ELYZA-tasks-100 --kind dataset --format json
    """
    from jllm_sync.cli.output import emit
    from jllm_sync.hub.journal import history as seen
    from jllm_sync.report.safe import json_text, visible

    with _state(state) as store:
        spans = seen(store, repo, kind)
    if format_ == "json":
        emit(json_text([_span(span) for span in spans]), output)
        return
    if not spans:
        raise UserError(f"{repo}: no run in this state has observed this {kind}; run `jllm-sync check` first")
    lines = [visible(repo)]
    before: dict[str, Any] = {}
    for span in spans:
        now = _span(span)
        lines.append(f"  {span.first_seen} – {span.last_seen}  ({span.runs} runs)")
        changed = {key: value for key, value in now["readings"].items() if before.get(key, ...) != value}
        lines.extend(f"    {key}: {visible(str(value))}" for key, value in changed.items())
        before = now["readings"]
    emit("".join(f"{line}\n" for line in lines), output)


def runs(
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many.")] = 20,
    state: options.State = None,
    format_: options.Format = "text",
    output: options.Output = None,
) -> None:
    """List the last runs on the live Hub, the newest first.

    \b
    Examples:
      jllm-sync runs
      jllm-sync runs --limit 5 --format json
    """
    from dataclasses import asdict

    from jllm_sync.cli.output import emit
    from jllm_sync.hub.journal import runs as past
    from jllm_sync.report.safe import json_text, visible

    with _state(state) as store:
        found = past(store, limit)
    if format_ == "json":
        emit(json_text([asdict(run) for run in found]), output)
        return
    lines = [
        f"{run.id:>5}  {run.started_at}  {run.outcome:<10}  {run.observed}/{run.repos} repos  "
        f"{run.cost.api_requests} api, {run.cost.resolver_requests} files, {run.cost.seconds:.0f} s"
        + (f"  {visible(run.detail)}" if run.detail else "")
        for run in found
    ]
    emit("".join(f"{line}\n" for line in lines) or "no runs yet\n", output)


@contextmanager
def _state(path: Path | None) -> Iterator[Store]:
    from jllm_sync.cli.session import default_state
    from jllm_sync.hub.store import Store

    path = path or default_state()
    if not path.is_file():
        raise UserError(f"{path}: there is no state yet; `jllm-sync check` on the live Hub begins one")
    with Store.open(path) as store:
        yield store


def _span(span: HistoryEntry) -> dict[str, Any]:
    from jllm_sync.report.side_by_side import Shown, as_data

    observation = span.observation
    data = as_data(Shown(observation.repo, observation.kind, None, observation))
    readings = {"state": data["state"], "canonical": data["canonical"], "revision": data["revision"]}
    readings |= {field: reading["value"] for field, reading in data["readings"].items()}
    return {"first_seen": span.first_seen, "last_seen": span.last_seen, "runs": span.runs, "readings": readings}
