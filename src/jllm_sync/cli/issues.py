"""jllm-sync issues: the audit issues on GitHub."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jllm_sync.cli import options
from jllm_sync.cli.options import Command, Group
from jllm_sync.cli.output import complain, language
from jllm_sync.messages import Message, joined, message, said

if TYPE_CHECKING:
    from datetime import date

    from jllm_sync.audit import Report
    from jllm_sync.catalog.edit import CatalogText
    from jllm_sync.catalog.model import Catalog
    from jllm_sync.cli.session import HubChoice
    from jllm_sync.issues.additions import DraftFamily
    from jllm_sync.issues.client import Api
    from jllm_sync.issues.model import ExistingIssue, IssueSettings
    from jllm_sync.messages import Language

From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="REPORT",
        help="Take the findings of this JSON report of `check`, and ask nothing of the Hub.",
    ),
]

PullRequest = Annotated[
    bool, typer.Option(help="Turn ticked boxes into pull requests that edit the catalog; without, none is offered.")
]

issues = typer.Typer(
    cls=Group,
    help="Keep audit issues on GitHub in line with the findings (GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@issues.command(cls=Command)
def plan(
    context: typer.Context,
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    from_: From = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    trust_gone: options.TrustGone = False,
    existing: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The existing issues as GitHub's JSON, in place of asking GitHub."),
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="KEY", help="Print the planned text of one issue: dashboard, entry:ID.")
    ] = None,
    format_: options.Format = "text",
    output: options.Output = None,
    lang: options.Lang = None,
    min_confidence: options.MinConfidence = "medium",
    pull_request: PullRequest = True,
) -> None:
    """Print what a sync would do; changes nothing.

    The audit is always of the whole catalog: a narrower one would close issues about what it left out. So is the
    one behind a report for --from, whose --min-confidence must be the same and whose CATALOG unchanged. An empty file
    for --existing stands for a repository without issues.

    Exit codes: 0 whatever is planned, 2 the command line, the catalog or the access is wrong, 3 the audit is incomplete
    or GitHub did not show its issues.

    \b
    Examples:
      jllm-sync issues plan
      jllm-sync issues plan --from report.json
      gh api --paginate 'repos/{owner}/{repo}/issues?state=all&labels=jllm-sync' > issues.json
      jllm-sync issues plan --hub recorded --existing issues.json
      jllm-sync issues plan --hub recorded --existing /dev/null --body dashboard --lang ja
    """
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import emit
    from jllm_sync.cli.session import HubChoice
    from jllm_sync.errors import UserError
    from jllm_sync.issues.model import Close, Create, Reopen, Update, with_numbers
    from jllm_sync.issues.outcome import plan_data, plan_lines
    from jllm_sync.issues.plan import by_key
    from jllm_sync.issues.plan import plan as make_plan
    from jllm_sync.issues.ticks import read_additions, read_requests
    from jllm_sync.report.escape import json_text

    source = _api(60) if existing is None else _read_existing(existing)  # what is wrong here is said before the audit
    claims = read_named(catalog, settings)
    choice = HubChoice(hub, state, no_state, trust_gone=trust_gone)
    report, today = _findings(context, claims, from_, choice, min_confidence)
    wording = _settings(report, lang, pull_request)
    found = source if isinstance(source, list) else _ask_existing(source, wording)
    made = make_plan(report, found, wording, today)
    firsts = [group[0] for group in by_key(found, wording).values()]
    requests, additions = read_requests(firsts, report, None, today), read_additions(firsts, report, {})
    if body is not None:
        writing = [
            a for a in made.actions if isinstance(a, Create | Update | Close | Reopen) and a.key == body and a.body
        ]
        if not writing:
            keys = sorted({action.key for action in made.actions})
            written = message("cli-issues-writes", keys=joined(keys)) if keys else message("cli-issues-writes-none")
            raise UserError(joined([message("cli-issues-no-such", wanted=body), written], "sentence"))
        free = max((issue.number for issue in found), default=0) + 1  # a guess that an idle repository makes true
        new = [action.key for action in made.actions if isinstance(action, Create)]
        first = writing[0]
        places = first.places if isinstance(first, Create | Update) else ()
        emit(with_numbers(first.body or "", places, {key: number for number, key in enumerate(new, free)}), output)
    elif format_ == "json":
        emit(json_text(plan_data(made, requests, additions)), output)
    else:
        emit("".join(f"{line}\n" for line in plan_lines(made, requests, additions, wording.language)), output)
    raise typer.Exit(0 if report.coverage.complete else 3)


@issues.command(cls=Command)
def sync(
    context: typer.Context,
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    from_: From = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    trust_gone: options.TrustGone = False,
    format_: options.Format = "text",
    output: options.Output = None,
    lang: options.Lang = None,
    min_confidence: options.MinConfidence = "medium",
    pull_request: PullRequest = True,
    max_wait: Annotated[
        int, typer.Option(metavar="SECONDS", min=0, help="How long to wait for GitHub's limits, all in all.")
    ] = 900,
) -> None:
    """Open, update, close and reopen audit issues.

    With --from, by the findings of a report that `check` wrote: about the whole catalog, which must not have changed
    since, and with the same --min-confidence. --hub and --state then say where a family that was ticked for the list is
    looked at; without them adding waits.

    Exit codes: 0 all was done, 2 the command line, the catalog or the access is wrong, 3 the audit is incomplete or
    GitHub did not take everything; the next sync goes on where this one stopped.

    \b
    Examples:
      jllm-sync issues sync
      jllm-sync issues sync --from report.json
      jllm-sync issues sync --no-pull-request --lang en
    """
    from jllm_sync.catalog.pages.document import PagesDocument
    from jllm_sync.cli.catalogs import open_catalog
    from jllm_sync.cli.output import emit
    from jllm_sync.cli.session import HubChoice
    from jllm_sync.issues.client import GitHubFailure
    from jllm_sync.issues.outcome import synced_data, synced_lines
    from jllm_sync.issues.pull_request import EditCatalog, PagesInRepository, edit_and_check
    from jllm_sync.issues.sync import sync as run_sync
    from jllm_sync.report.escape import json_text

    api = _api(max_wait)
    document = open_catalog(catalog, settings)
    claims = document.catalog
    choice = HubChoice(hub, state, no_state, trust_gone=trust_gone)
    report, today = _findings(context, claims, from_, choice, min_confidence, drafts=True)
    wording = _settings(report, lang, pull_request)
    edit: EditCatalog | PagesInRepository | None = edit_and_check if pull_request else None
    if pull_request and isinstance(document, PagesDocument):
        paths = [(_path_in_repository(Path(page.file)), page.language) for page in document.sources]
        own = document.settings.file
        edit = PagesInRepository(paths, None if own is None else _path_in_repository(Path(own)))
    sees = from_ is None or any(_is_given(context, name) for name in ("hub", "state"))
    draft = _drafter(document, choice if sees else None, wording.language) if pull_request else None
    try:
        synced = run_sync(api, report, wording, today, _path_in_repository(Path(claims.file)), edit, draft)
    except GitHubFailure as failure:
        raise _stop(failure, message("cli-issues-nothing-changed")) from failure
    if format_ == "json":
        emit(json_text(synced_data(synced)), output)
    else:
        emit("".join(f"{line}\n" for line in synced_lines(synced, wording.language)), output)
    raise typer.Exit(0 if report.coverage.complete and synced.result.complete else 3)


def _findings(
    context: typer.Context,
    claims: Catalog,
    saved: Path | None,
    choice: HubChoice,
    min_confidence: options.MinConfidence,
    drafts: bool = False,
) -> tuple[Report, date]:
    """The findings to reconcile with, and the day of their audit: of a saved report, or of an audit made now."""
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection
    from jllm_sync.cli.session import audited

    if saved is not None:
        _refuse_hub_options(context, ("trust_gone",) if drafts else ("hub", "state", "no_state", "trust_gone"))
        from jllm_sync.issues.plan import check_whole
        from jllm_sync.report.json import read_report

        read = read_report(saved, claims)
        check_whole(read, saved, min_confidence)
        return read.report, read.generated_at.date()
    now = datetime.now(UTC)
    report = audited(claims, Selection(min_confidence=min_confidence), choice, now)
    return report, now.date()


def _drafter(document: CatalogText, choice: HubChoice | None, language: Language) -> DraftFamily:
    """What drafts a family as `add --write` would; without a choice it says what adding waits for."""
    from jllm_sync.catalog.pages.document import PagesDocument
    from jllm_sync.cli.add import drafted
    from jllm_sync.drafting.writing import as_yaml, guesses, rows_text
    from jllm_sync.errors import UserError
    from jllm_sync.issues.additions import Drafted

    def draft(repos: Sequence[str]) -> Drafted:
        if choice is None:
            raise UserError(message("pull-add-waits"))
        made = drafted(document, repos, choice, language)
        if made.left:
            raise UserError(joined(made.left, "clause"))
        files = {
            _path_in_repository(Path(path)): (document.files[path], data)
            for path, data in made.after.files.items()
            if data != document.files[path]
        }
        if isinstance(document, PagesDocument) and isinstance(made.after, PagesDocument):
            text = rows_text(document, made.after)
        else:
            text = as_yaml(made.drafts, language)
        return Drafted(files, text, tuple(guesses(made.drafts, language)))

    return draft


def proposed(document: CatalogText, files: Mapping[str, bytes], language: Language, *, complete: bool) -> bool:
    """Put the fixes of a catalog into one pull request, or close it, and say what became of them.

    Args:
        document: the catalog, as it stands in the checkout.
        files: what its files are with the fixes, by their paths.
        language: the language of what is said here; that of the pull request is the issues'.
        complete: whether the audit saw everything.

    Returns:
        Whether the fixes, if there are any, are proposed.
    """
    from jllm_sync.cli.output import emit
    from jllm_sync.issues.client import GitHubFailure, open_repository
    from jllm_sync.issues.model import IssueSettings
    from jllm_sync.issues.pull_request import FixPullRequest

    api = _api(900.0)
    settings = IssueSettings.of(document.catalog.settings, language, None)
    base = os.environ.get("GITHUB_REF_NAME", "") if os.environ.get("GITHUB_REF_TYPE") == "branch" else ""
    changes = {_path_in_repository(Path(path)): (document.files[path], data) for path, data in files.items()}
    try:
        outcome, done = FixPullRequest(api, open_repository(api, needs_issues=False), settings, base).publish(
            changes, complete=complete
        )
    except GitHubFailure as failure:
        raise _stop(failure, message("cli-issues-nothing-changed")) from failure
    emit(f"{said(outcome, language)}\n", None)
    return done


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _refuse_hub_options(context: typer.Context, names: Sequence[str]) -> None:
    from jllm_sync.errors import UserError

    for name in names:
        if _is_given(context, name):
            option = f"--{name.replace('_', '-')}"
            raise UserError(message("cli-issues-two-sources", option=option))


def _settings(report: Report, lang: Language | None, pull_request: bool) -> IssueSettings:
    from dataclasses import replace

    from jllm_sync.cli import catalogs
    from jllm_sync.issues.model import IssueSettings

    settings = IssueSettings.of(report.catalog.settings, catalogs.language(lang, report.catalog), _workflow_url())
    return replace(settings, language=lang or settings.language, pulls="made" if pull_request else "none")


def _workflow_url() -> str | None:
    """In a workflow, the page of its runs: unlike the address of this run, it stays the same from night to night."""
    reference, _, _ = os.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")
    _, folder, file = reference.partition("/.github/workflows/")
    repository, server = os.environ.get("GITHUB_REPOSITORY"), os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{repository}/actions/workflows/{file}" if folder and repository else None


def _read_existing(path: Path) -> list[ExistingIssue]:
    import json

    from jllm_sync.errors import UserError
    from jllm_sync.issues.model import ExistingIssue

    try:
        text = path.read_text("utf-8")
        data = json.loads(text) if text.strip() else []
        return [ExistingIssue.from_api(one) for one in data if "pull_request" not in one]
    except OSError as error:
        raise UserError(message("cli-unreadable", file=str(path), reason=error.strerror or str(error))) from error
    except (ValueError, RecursionError) as error:
        raise UserError(message("cli-issues-no-json", file=str(path), error=str(error))) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(message("cli-issues-no-list", file=str(path), error=repr(error))) from error


def _ask_existing(api: Api, settings: IssueSettings) -> list[ExistingIssue]:
    from jllm_sync.issues.client import GitHubFailure, existing_issues, open_repository

    try:
        open_repository(api)
        return existing_issues(api, settings)
    except GitHubFailure as failure:
        raise _stop(failure, message("cli-issues-no-plan")) from failure


def _api(max_wait: float) -> Api:
    from jllm_sync.issues.client import Api, access_from

    access = access_from(os.environ)
    return Api(access.token, access.repository, access.api_url, max_wait)


def _stop(failure: Exception, outcome: Message) -> Exception:
    """The end of a run that could not even read: a mistake to mend (2), or a bad day of GitHub's (3)."""
    from jllm_sync.errors import UserError
    from jllm_sync.issues.client import GitHubFailure

    assert isinstance(failure, GitHubFailure)
    if failure.reason in ("rate-limited", "unreachable", "unclear", "misread"):
        stopped = message("cli-github-stopped", failure=str(failure), outcome=outcome)
        complain(f"jllm-sync: {said(stopped, language())}")
        return typer.Exit(3)
    return UserError(message("cli-github-refused", failure=str(failure)))


def _path_in_repository(catalog: Path) -> str:
    """The catalog's path as the repository knows it: below the folder that holds .git, else as given."""
    full = catalog.resolve()
    for folder in full.parents:
        if (folder / ".git").exists():
            return full.relative_to(folder).as_posix()
    return catalog.as_posix().removeprefix("./")
