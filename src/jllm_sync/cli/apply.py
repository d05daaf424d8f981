"""jllm-sync apply: writes fixes into the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jllm_sync.cli import options

From = Annotated[
    Path | None,
    typer.Option("--from", metavar="REPORT", help="Make the fixes of this JSON report, and audit nothing."),
]
Waive = Annotated[
    Path | None,
    typer.Option(metavar="REPORT", help="Waive all findings of this JSON report, with --reason; fix nothing."),
]
Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why these findings are accepted.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the changes as a unified diff; write nothing.")]
PullRequest = Annotated[
    bool,
    typer.Option(
        "--pull-request",
        help="Write no file: propose the fixes as one pull request in GITHUB_REPOSITORY, with GITHUB_TOKEN.",
    ),
]
Unsafe = Annotated[bool, typer.Option("--unsafe", help="Make the fixes, too, that need a person's eye.")]


def apply(
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    trust_gone: options.TrustGone = False,
    from_: From = None,
    waive: Waive = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    pull_request: PullRequest = False,
    unsafe: Unsafe = False,
    lang: options.Lang = None,
    section: options.Sections = None,
    entry: options.Entries = None,
    repo: options.Repos = None,
    rule: options.Rules = None,
    skip_rule: options.SkippedRules = None,
    min_confidence: options.MinConfidence = "medium",
    no_progress: options.NoProgress = False,
    color: options.Color = "auto",
) -> None:
    """Write the fixes that findings carry into the catalog, or waivers that accept them.

    Comments, order, quotes and every byte that no fix is about stay as they are. Fixes that do not follow from the
    evidence alone are made with --unsafe only. Exit codes: 0 done, or nothing to do; 2 the command line, the report or
    the catalog is wrong, or the catalog no longer says what the report was made for (nothing is written then); 3 the
    audit is incomplete.

    \b
    Examples:
      jllm-sync apply --dry-run
      jllm-sync apply --rule repo-renamed
      jllm-sync apply --from report.json
      jllm-sync apply --from report.json --pull-request
      jllm-sync apply --waive report.json --rule context-drift --reason "looked at on adoption" --dry-run
    """
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, asks_the_hub, files_of, repos_of
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import open_catalog
    from jllm_sync.cli.output import complain, console_text, emit, is_colored, write_whole
    from jllm_sync.cli.session import HubChoice, session
    from jllm_sync.errors import UserError
    from jllm_sync.fixes import Fixed, Waived, fix_from_audit, fix_from_report, is_writable, waive_all
    from jllm_sync.messages import Text, message
    from jllm_sync.report.json import read_fixes, read_open
    from jllm_sync.report.text import diff, diff_lines, fix_lines, waived_lines

    if pull_request and waive is not None:
        raise typer.BadParameter("--pull-request proposes fixes; --waive writes waivers")
    if "-" in (catalog or ()):
        raise UserError(message("cli-apply-stdin"))
    document = open_catalog(catalog, settings)
    claims = document.catalog
    if (waive, reason) != (None, None) and (
        waive is None or not (reason or "").strip() or not is_writable(reason) or from_ is not None or unsafe
    ):
        raise UserError(message("cli-waive"))
    selection = catalogs.chosen(claims, section, entry, repo, rule, min_confidence, skip_rule)
    language = catalogs.language(lang, claims)
    today = datetime.now(UTC).date()
    done: Fixed | Waived
    complete = True
    notes: tuple[Text, ...] = ()
    if waive is not None and reason is not None:
        done = waive_all(document, read_open(waive, claims, selection), reason.strip(), today)
    elif from_ is not None:
        fixes, complete = read_fixes(from_, claims, selection)
        done = fix_from_report(document, fixes, unsafe)
    elif not asks_the_hub(selection, claims):
        done, _ = fix_from_audit(document, None, selection, today, unsafe)
    else:
        choice = HubChoice(hub, state, no_state, max_requests, max_wait, jobs, trust_gone, progress=not no_progress)
        with session(choice) as source:
            observed = source.observe(
                repos_of(claims, selection), files_of(selection, claims), repos_of(claims, Selection())
            )
            done, report = fix_from_audit(document, observed, selection, today, unsafe)
            source.remember(report)
        complete, notes = report.coverage.complete, report.notes
    if pull_request and not dry_run:
        from jllm_sync.cli.issues import proposed

        complete &= proposed(document, done.files, language, complete=complete)
        raise typer.Exit(0 if complete else 3)
    changed = {path: data for path, data in done.files.items() if data != document.files.get(path)}
    new = [path for path in changed if path not in document.files]  # the settings of pages, begun for waivers
    if there := next((path for path in new if Path(path).exists()), None):
        raise UserError(message("cli-settings-there", file=there, page=document.file))
    if dry_run:
        changes = "".join(diff(document.files.get(path, b""), data, path) for path, data in changed.items())
        emit(console_text(diff_lines(changes), "always", True) if is_colored(color) else changes, None)
    else:
        for path in changed:  # in all of them or in none
            if path not in new and Path(path).read_bytes() != document.files[path]:
                raise UserError(message("cli-changed-meanwhile", file=path))
        for path, data in changed.items():
            write_whole(Path(path), data.decode("utf-8"))
    if isinstance(done, Waived):
        lines = waived_lines(done, next(iter(changed), document.file), language, dry_run=dry_run)
    else:
        lines = fix_lines(done, claims, [*changed], language, dry_run=dry_run, complete=complete, notes=notes)
    told = console_text(lines, color, to_terminal=not dry_run)
    if dry_run:
        complain(told)
    else:
        emit(told, None)
    raise typer.Exit(0 if complete else 3)
