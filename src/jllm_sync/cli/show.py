"""jllm-sync show: claims and readings side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jllm_sync.cli import options
from jllm_sync.cli.options import DEFAULT_CATALOG


def show(
    what: Annotated[str, typer.Argument(metavar="REPO|ENTRY", help="A repo ID, or the id of an entry.")],
    catalog: Annotated[Path, typer.Option(help="The catalog.")] = DEFAULT_CATALOG,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    format_: options.Format = "text",
    output: options.Output = None,
    lang: options.Lang = None,
    color: options.Color = "auto",
) -> None:
    """Show what the catalog claims of a repo beside what the Hub says, with the evidence.

    \b
    Examples:
      jllm-sync show sbintuitions/sarashina2-7b
      jllm-sync show sarashina2 --hub recorded
      jllm-sync show rinna/nue-asr --format json
    """
    from jllm_sync.audit import Selection, bases_of, files_of, models_of
    from jllm_sync.catalog.model import Variant
    from jllm_sync.catalog.reader import read_catalog
    from jllm_sync.cli import run
    from jllm_sync.cli.output import console_text, emit
    from jllm_sync.cli.session import HubChoice, session
    from jllm_sync.errors import UserError
    from jllm_sync.hub.source import RepoRef
    from jllm_sync.report.safe import json_text
    from jllm_sync.report.side_by_side import Shown, as_data, as_lines

    claims = read_catalog(catalog)
    language = run.language(lang, claims)
    entry = next((entry for entry in claims.entries if entry.id == what), None)
    listed = [v for e in claims.entries for v in e.variants if v.repo.lower() == what.lower()]
    chosen: list[tuple[RepoRef, Variant | None]]
    if entry is not None:
        chosen = [(RepoRef(variant.repo, variant.kind), variant) for variant in entry.variants]
        if not chosen:
            raise UserError(f"{what}: this entry names no repo; nothing on the Hub speaks of it")
    elif listed:
        chosen = [(RepoRef(what, listed[0].kind), listed[0])]
    elif "/" in what:
        chosen = [(RepoRef(what), None)]
    else:
        raise UserError(f"{what}: neither a repo ID (owner/name) nor the id of an entry of {catalog}")
    with session(HubChoice(hub, state, no_state)) as source:
        observed = source.observe([ref for ref, _ in chosen], files_of(Selection()))
        models, interrupted = models_of(observed.results.values()), observed.interrupted
        if bases := bases_of(claims, models):
            more = source.observe(bases, files_of(Selection()))
            models, interrupted = models_of(more.results.values()) | models, interrupted or more.interrupted
    shown = [Shown(ref.repo, ref.kind, variant, observed.results[ref], models) for ref, variant in chosen]
    if format_ == "json":
        data = [as_data(one) for one in shown]
        emit(json_text(data if entry is not None else data[0]), output)
    else:
        lines = [line for one in shown for line in as_lines(one, claims, language)]
        emit(console_text(lines, color, to_terminal=output is None), output)
    raise typer.Exit(0 if interrupted is None else 3)
