"""jllm-sync validate: schema, consistency and the list's own manners; no network."""

from __future__ import annotations

from typing import Annotated

import typer

from jllm_sync.cli import options


def validate(
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
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
    fail_on: options.FailOn = None,
    quiet: Annotated[bool, options.quiet("In text, findings and errors only.")] = False,
    verbose: Annotated[bool, options.verbose("Of pages, list what reached no field, too.")] = False,
    color: options.Color = "auto",
) -> None:
    """Check a catalog's schema, its consistency, and the rules that need no Hub; no network.

    Every error is reported at once, as file:line:column, as far as the file can be read. Exit codes: 0 nothing at or
    above --fail-on, 1 findings, 2 the command line is wrong or the catalog cannot be read.

    \b
    Examples:
      jllm-sync validate
      jllm-sync validate my-models.yaml
      git show :catalog.yaml | jllm-sync validate -
      jllm-sync validate README.md en/README.md fr/README.md --format github
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from jllm_sync.audit import Baseline, audit, without_known
    from jllm_sync.catalog.model import InvalidCatalog
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import also_to, checkout, complain, emit, is_colored
    from jllm_sync.messages import message, said
    from jllm_sync.report import Layout, formatted
    from jllm_sync.report.escape import visible
    from jllm_sync.report.json import read_known

    others = also_to(also or ())
    try:
        claims = read_named(catalog, settings)
    except InvalidCatalog as invalid:
        speaks = catalogs.language(lang)
        emit("".join(f"{visible(said(problem.said, speaks), 1000)}\n" for problem in invalid.problems), None)
        file = invalid.problems[0].location.file
        complain(visible(said(message("cli-errors", count=len(invalid.problems), file=file), speaks), 1000))
        raise typer.Exit(2) from None
    language = catalogs.language(lang, claims)
    if verbose and claims.pages is not None:
        from jllm_sync.catalog.pages.markdown import format_notices

        told = format_notices(claims.pages.notices, language)
        complain("\n".join(visible(line, 1000) for line in told.splitlines()))
    selection = catalogs.chosen(claims, section, entry, repo, rule, min_confidence, skip_rule)
    now = datetime.now(UTC)
    report = audit(claims, None, selection, now.date())
    if baseline is not None:
        report = without_known(report, read_known(baseline), Baseline(str(baseline)))
    layout = Layout(now, language, quiet=quiet, verbose=verbose, root=checkout())
    for name, path in ((format_, output), *others):
        if name == "text" and not report.findings and baseline is None:
            variants = sum(len(one.variants) for one in claims.entries)
            counts = {"sections": len(claims.sections), "entries": len(claims.entries), "variants": variants}
            text = "" if quiet else said(message("cli-valid", file=claims.file, **counts), language) + "\n"
        else:
            text = formatted(report, name, replace(layout, colored=is_colored(color, to_terminal=path is None)))
        emit(text, path)
    raise typer.Exit(report.exit_code(catalogs.fail_on(fail_on, claims)))
