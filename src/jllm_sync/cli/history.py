"""jllm-sync history and runs: what the state remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jllm_sync.cli import options
from jllm_sync.errors import UserError
from jllm_sync.messages import Language, message

if TYPE_CHECKING:
    from jllm_sync.hub.store import Store


Lang = Annotated[Language | None, typer.Option(help="Language of messages; default from the locale.")]


def history(
    repo: Annotated[str, typer.Argument(metavar="REPO", help="A repo ID or address.")],
    kind: Annotated[Literal["model", "dataset", "space"], typer.Option(help="What the repo is.")] = "model",
    state: options.State = None,
    format_: options.Format = "text",
    output: options.Output = None,
    lang: Lang = None,
    color: options.Color = "auto",
) -> None:
    """Tell how a repo's readings changed, and when.

    Every run on the live Hub adds to the state; this reads it and asks nobody. Of the first runs that saw the repo it
    tells all that was read, of later ones what changed. Exit codes: 0, 2 no run has seen the repo.

    \b
    Examples:
      jllm-sync history sbintuitions/sarashina2-7b
      jllm-sync history elyza/ELYZA-tasks-100 --kind dataset --format json
    """
    from jllm_sync.cli.catalogs import language
    from jllm_sync.cli.output import console_text, emit
    from jllm_sync.hub.history import history as seen
    from jllm_sync.repo import RepoRef
    from jllm_sync.report.escape import json_text
    from jllm_sync.report.show import history_data, history_lines, repo_of

    ref = repo_of(repo, kind) or RepoRef(repo, kind)
    with _state(state) as store:
        spans = seen(store, ref.repo, ref.kind)
    if not spans:
        raise UserError(message("cli-history-never", repo=ref.repo, kind=ref.kind))
    if format_ == "json":
        emit(json_text(history_data(spans)), output)
    else:
        emit(console_text(history_lines(spans, language(lang)), color, to_terminal=output is None), output)


def runs(
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many.")] = 20,
    state: options.State = None,
    format_: options.Format = "text",
    output: options.Output = None,
    lang: Lang = None,
) -> None:
    """List the last runs on the live Hub, the newest first.

    Exit codes: 0, 2 the command line is wrong, or there is no state.

    \b
    Examples:
      jllm-sync runs
      jllm-sync runs --limit 5 --format json
    """
    from dataclasses import asdict

    from jllm_sync.cli.catalogs import language
    from jllm_sync.cli.output import console_text, emit
    from jllm_sync.hub.history import runs as past
    from jllm_sync.report.escape import json_text
    from jllm_sync.report.show import run_lines

    with _state(state) as store:
        found = past(store, limit)
    if format_ == "json":
        emit(json_text([asdict(run) for run in found]), output)
    else:
        emit(console_text(run_lines(found, language(lang)), "never", to_terminal=output is None), output)


@contextmanager
def _state(path: Path | None) -> Iterator[Store]:
    from jllm_sync.cli.session import default_state
    from jllm_sync.hub.store import Store

    path = path or default_state()
    if path.exists() and not path.is_file():
        raise UserError(message("cli-state-no-file", file=str(path)))
    if not path.exists():
        raise UserError(message("cli-state-none", file=str(path)))
    with Store.open(path) as store:
        yield store
