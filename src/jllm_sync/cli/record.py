"""jllm-sync record: the observations of a run, in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jllm_sync.cli import options


def record(
    output: Annotated[Path | None, options.output("The recording to write; - is standard output.")],
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    trust_gone: options.TrustGone = False,
    section: options.Sections = None,
    entry: options.Entries = None,
    repo: options.Repos = None,
    force: Annotated[bool, typer.Option("--force", help="Write the file even if no repo was observed.")] = False,
    quiet: Annotated[bool, options.quiet("Do not say how many repos were recorded.")] = False,
    no_progress: options.NoProgress = False,
    lang: options.Lang = None,
) -> None:
    """Save what the Hub says of a catalog's repos, to replay it with --hub FILE.

    The file is plain JSON lines (schemas/recording.schema.json). Exit codes: 0 written, 2 the command line
    or the catalog is wrong, 3 written but incomplete, or not written since no repo was observed.

    \b
    Examples:
      jllm-sync record -o today.jsonl
      jllm-sync check --hub today.jsonl
    """
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, files_of, repos_of
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import complain, emit
    from jllm_sync.cli.session import HubChoice, session, surveyed
    from jllm_sync.hub.observation import Observation
    from jllm_sync.hub.recording import format_recording, recording_of
    from jllm_sync.messages import message, said

    claims = read_named(catalog, settings)
    selection = catalogs.chosen(claims, section, entry, repo)
    choice = HubChoice(
        hub, state, no_state, max_requests, max_wait, jobs, trust_gone, progress=not (quiet or no_progress)
    )
    with session(choice) as source:
        observed = source.observe(
            repos_of(claims, selection), files_of(selection, claims), repos_of(claims, Selection())
        )
        observed = surveyed(source, claims, observed, selection, datetime.now(UTC))
    now = observed.origin.recorded_at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    seen = sum(isinstance(result, Observation) for result in observed.results.values())
    language = catalogs.language(lang, claims)
    if not seen and observed.results and not force and output is not None:
        why = observed.interrupted or message("record-incomplete.none")
        complain(f"jllm-sync: {said(message('record-nothing', file=str(output), why=why), language)}")
        raise typer.Exit(3)
    emit(format_recording(recording_of(observed, now, note=f"recorded by jllm-sync for {claims.file}")), output)
    counted = said(message("record-count", seen=seen, of=len(observed.results)), language)
    if output is None and not quiet:
        complain(counted)
    elif not quiet:
        emit(f"{output}: {counted}\n", None)
    if not observed.complete or not seen:
        why = observed.interrupted or message("record-incomplete.some")
        complain(f"jllm-sync: {said(message('record-incomplete', why=why), language)}")
        raise typer.Exit(3)
