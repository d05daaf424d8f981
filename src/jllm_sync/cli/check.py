"""jllm-sync check: the audit."""

from __future__ import annotations

from typing import Annotated

import typer

from jllm_sync.cli import options


def check(
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    trust_gone: options.TrustGone = False,
    format_: options.ReportFormat = "text",
    output: options.Output = None,
    also: options.Also = None,
    lang: options.Lang = None,
    section: options.Sections = None,
    entry: options.Entries = None,
    repo: options.Repos = None,
    rule: options.Rules = None,
    skip_rule: options.SkippedRules = None,
    min_confidence: options.MinConfidence = "medium",
    baseline: options.Baseline = None,
    new: options.New = False,
    fail_on: options.FailOn = None,
    quiet: Annotated[
        bool, options.quiet("In text, findings only; that the audit is incomplete is said all the same.")
    ] = False,
    verbose: Annotated[bool, options.verbose("List what was not checked, too.")] = False,
    no_progress: options.NoProgress = False,
    color: options.Color = "auto",
) -> None:
    """Audit a catalog against the Hub.

    Compares what the catalog claims of each repo with what the Hub says, and reports every difference with its
    evidence. With --hub recorded, and no catalog here or named, it is the list that the package carries that is
    audited, to show what a report looks like. Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the command
    line or the catalog is wrong, 3 the audit is incomplete.

    \b
    Examples:
      jllm-sync check
      jllm-sync check --hub recorded
      jllm-sync check --entry sarashina2 --rule context-drift
      jllm-sync check my-models.yaml --repo 'my-company/*' --format json -o report.json
      jllm-sync check --baseline accepted.json --fail-on warning
      jllm-sync check --format github --also markdown=summary.md --also json=report.json
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import read_carried, read_named
    from jllm_sync.cli.output import also_to, checkout, emit, is_colored
    from jllm_sync.cli.session import HubChoice, audited
    from jllm_sync.messages import in_all, message
    from jllm_sync.report import Layout, formatted

    others = also_to(also or ())
    carried = read_carried(catalog, settings, hub)
    claims = carried or read_named(catalog, settings)
    selection = catalogs.chosen(claims, section, entry, repo, rule, min_confidence, skip_rule)
    language = catalogs.language(lang, claims)
    now = datetime.now(UTC)
    choice = HubChoice(
        hub, state, no_state, max_requests, max_wait, jobs, trust_gone, progress=not (quiet or no_progress)
    )
    report = audited(claims, selection, choice, now, baseline, new)
    if carried:
        report = replace(report, notes=(in_all(message("cli-carried")), *report.notes))
    layout = Layout(now, language, quiet=quiet, verbose=verbose, root=checkout())
    for name, path in ((format_, output), *others):
        emit(formatted(report, name, replace(layout, colored=is_colored(color, to_terminal=path is None))), path)
    raise typer.Exit(report.exit_code(catalogs.fail_on(fail_on, claims)))
