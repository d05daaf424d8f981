"""jllm-sync discover: variants and families on the Hub that the catalog lacks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Literal

import typer

from jllm_sync.cli import options

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DiscoveryFormat = Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="How to print.")]
Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only what was created on this day (YYYY-MM-DD, in UTC) or later."),
]
New = Annotated[
    bool,
    typer.Option("--new", help="Only what the last run of the state, of this command or of `check`, did not have."),
]
Derivatives = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Name what others made of listed models, too; ask at most so often for it."),
]


def discover(
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    trust_gone: options.TrustGone = False,
    format_: DiscoveryFormat = "text",
    output: options.Output = None,
    lang: options.Lang = None,
    section: options.Sections = None,
    entry: options.Entries = None,
    repo: options.Repos = None,
    min_confidence: options.MinConfidence = "medium",
    derivatives: Derivatives = None,
    since: Since = None,
    new: New = False,
    quiet: Annotated[
        bool, options.quiet("In text, proposals only; that the Hub was not seen whole is said all the same.")
    ] = False,
    verbose: Annotated[bool, options.verbose("List what was left out, too, and why.")] = False,
    no_progress: options.NoProgress = False,
    color: options.Color = "auto",
) -> None:
    """Propose what the owners of listed repos publish and the catalog lacks, and what others publish in its language.

    Each proposal names the entry it belongs to, or the section it probably belongs to, with the evidence. What is
    left out is counted by reason, and listed with -v; settings.discovery in the catalog sets the bounds. --section
    and --entry narrow the search to the owners of what they name, --repo to new repos that match. Exit codes: 0
    whatever is proposed, 2 the command line or the catalog is wrong, 3 the Hub was not seen whole.

    Beside what the audit asks of the Hub anyway, it is asked for the newest models of the catalog's language, whoever
    made them: at most 20 requests, none where the search is narrowed; settings.discovery.beyond bounds it and turns it
    off. With --derivatives, one request names what others made of one listed model (of those that --section, --entry
    and --repo name). With a state, later runs go on where the requests of this one ended.

    \b
    Examples:
      jllm-sync discover
      jllm-sync discover --hub recorded --entry llm-jp-3-172b
      jllm-sync discover --repo 'sbintuitions/*' -v
      jllm-sync discover --format markdown -o new.md
      jllm-sync discover --since 2026-08-01
      jllm-sync discover --new
      jllm-sync discover --entry sarashina2 --derivatives 10
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, repos_of
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import console_text, emit
    from jllm_sync.cli.session import HubChoice, session, surveyed
    from jllm_sync.discovery.derivatives import model_trees, roots
    from jllm_sync.discovery.proposals import discover as search
    from jllm_sync.discovery.proposals import discover_beyond
    from jllm_sync.errors import UserError
    from jllm_sync.finding import at_least
    from jllm_sync.hub.observation import Observation
    from jllm_sync.messages import in_all, message
    from jllm_sync.report.discovery import Found, as_json, as_lines, as_markdown

    now = datetime.now(UTC)
    first_day = None if since is None else _day(since, now.date())
    if new and (no_state or hub not in ("live", "state")):
        raise UserError(message("cli-new-no-state"))
    claims = read_named(catalog, settings)
    selection = catalogs.chosen(claims, section, entry)
    catalogs.check_owners(claims, selection, repo or ())
    chosen = {one.id for one in claims.entries if selection.takes_entry(one)}
    narrowed = replace(selection, repos=tuple(repo or ()))
    language = catalogs.language(lang, claims)
    choice = HubChoice(
        hub, state, no_state, max_requests, max_wait, jobs, trust_gone, progress=not (quiet or no_progress)
    )
    trees = None
    with session(choice) as source:
        observed = source.observe(  # the listings say all that it takes
            repos_of(claims, selection), files=(), others=repos_of(claims, Selection())
        )
        observed = surveyed(source, claims, observed, narrowed, now)
        seen = [result for result in observed.results.values() if isinstance(result, Observation)]
        if derivatives is not None and observed.interrupted is None:
            wanted = {name: one for name, one in roots(claims, seen, chosen).items() if narrowed.takes_repo(name)}
            trees = model_trees(claims, wanted, source.derivatives(list(wanted), derivatives, now))
        found = search(claims, observed.others, seen, now.date())
        if (more := observed.newcomers) is not None:
            found = found.joined(discover_beyond(claims, more.observations, seen, more.organizations, now.date()))
        proposals = [
            p
            for p in found.proposals
            if (p.nearest is None or p.nearest in chosen)
            and narrowed.takes_repo(p.repo)
            and at_least(p.confidence, min_confidence)
        ]
        last = source.last_proposed(claims)
        if narrowed.is_whole and observed.complete and min_confidence != "high":
            source.remember_proposed(claims, (p.repo for p in proposals))
    if new and last is None:
        observed = replace(observed, notes=(*observed.notes, in_all(message("run-no-last", catalog=claims.file))))
    unsure = sum(narrowed.takes_repo(p.repo) and (p.nearest is None or p.nearest in chosen) for p in found.proposals)
    if unsure := unsure - len(proposals):
        observed = replace(observed, notes=(*observed.notes, in_all(message("found-unsure", count=unsure))))
    recent = [p for p in proposals if first_day is None or (p.created is not None and p.created >= first_day)]
    if len(recent) < len(proposals):
        undated = sum(p.created is None for p in proposals)
        left = message("found-before", date=str(first_day), count=len(proposals) - len(recent), undated=undated)
        observed = replace(observed, notes=(*observed.notes, in_all(left)))
    unknown = [p for p in recent if not (new and last is not None and p.repo.lower() in last)]
    if len(unknown) < len(recent):
        observed = replace(
            observed, notes=(*observed.notes, in_all(message("found-known", count=len(recent) - len(unknown))))
        )
    kept = replace(
        found,
        proposals=tuple(unknown),
        left_out=tuple(
            one
            for one in found.left_out
            if (one.entry is None or one.entry in chosen) and narrowed.takes_repo(one.repo)
        ),
    )
    shown = Found(claims, observed, kept, trees)
    if format_ == "json":
        emit(as_json(shown), output)
    elif format_ == "markdown":
        emit(as_markdown(shown, language, verbose), output)
    else:
        lines = as_lines(shown, language, verbose=verbose, quiet=quiet)
        emit(console_text(lines, color, to_terminal=output is None), output)
    raise typer.Exit(0 if shown.complete else 3)


def _day(text: str, today: date) -> date:
    """The day that --since names; somewhere on earth it may be tomorrow already. Raises UserError."""
    from jllm_sync.errors import UserError
    from jllm_sync.messages import message

    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise UserError(message("cli-since-no-day", found=text))
    if day > today + timedelta(days=1):
        raise UserError(message("cli-since-future", found=text, today=str(today)))
    return day
