"""jllm-sync site: the catalog, its state and its history as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jllm_sync.cli import options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jllm_sync.catalog.model import Catalog
    from jllm_sync.site.content import Change

_MARK = ".jllm-sync-site"
"""The file by which a folder is known as a site of ours, which may be replaced."""


def site(
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to make; one made by `site` is replaced.")
    ] = Path("site"),
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="REPORT", help="Show this JSON report of `check` instead of auditing."),
    ] = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    trust_gone: options.TrustGone = False,
    url: Annotated[
        str,
        typer.Option("--url", metavar="URL", help="The address where the site will stand, for the links of its feed."),
    ] = "",
    lang: options.Lang = None,
    quiet: Annotated[bool, options.quiet("Do not say what was written.")] = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Make web pages of a catalog: its models, what the Hub says of them, findings and history.

    A static site in English and Japanese, with the same data for machines (data/*.json, an Atom feed, a CycloneDX bill
    of materials). It asks for nothing but its own files, and can be read without JavaScript. With --from only the
    report is shown, without the readings beside it. Times come from the report or the recording, so the same input
    gives the same bytes. Exit codes: 0, 2 the command line or the catalog is wrong, 3 the audit is incomplete (the
    site is written, and says so). Needs the extra: pip install 'jllm-sync[site]'.

    \b
    Examples:
      jllm-sync site -o public --hub recorded
      jllm-sync site -o public --from report.json
      jllm-sync site README.md en/README.md -o public --hub recorded
      jllm-sync site my-models.yaml -o public --url https://example.github.io/models/
    """
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, audit, files_of, repos_of
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import complain
    from jllm_sync.cli.session import HubChoice, session
    from jllm_sync.errors import UserError
    from jllm_sync.messages import message, said
    from jllm_sync.report import Layout
    from jllm_sync.report.json import json_report, read_report

    try:
        from jllm_sync.site.build import site_files
        from jllm_sync.site.content import Content
    except ModuleNotFoundError as error:
        raise UserError(message("cli-site-extra", module=error.name or "jinja2")) from None

    claims = read_named(catalog, settings)
    language = catalogs.language(lang, claims)
    refuse_foreign(output)
    if from_ is not None:
        saved = read_report(from_, claims)
        report, moment, results = saved.report, saved.generated_at, {}
    else:
        moment, everything = datetime.now(UTC), Selection()
        choice = HubChoice(
            hub, state, no_state, max_requests, max_wait, jobs, trust_gone, progress=not (quiet or no_progress)
        )
        with session(choice) as source:
            observed = source.observe(repos_of(claims, everything), files_of(everything))
            report, results = audit(claims, observed, everything, moment.date()), dict(observed.results)
            source.remember(report)
        if report.origin.recorded_at:
            moment = _moment(report.origin.recorded_at)
    remembers = not no_state and (state is not None or (hub == "live" and from_ is None))
    changes, first_seen = _remembered(claims, state) if remembers else ((), {})
    content = Content(report, f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", results, changes, first_seen)
    address = url if not url or url.endswith("/") else f"{url}/"
    files = site_files(content, json_report(report, Layout(moment)), language, address)
    write_site(files, output)
    if not quiet:
        kilobytes = sum(len(text.encode()) for text in files.values()) // 1000
        written = message("cli-site-written", folder=str(output), files=len(files), kilobytes=kilobytes)
        complain(said(written, language))
    raise typer.Exit(0 if report.coverage.complete else 3)


def refuse_foreign(folder: Path) -> None:
    """Raise UserError where the folder holds what no site of ours put there: it is about to be replaced."""
    from jllm_sync.errors import UserError
    from jllm_sync.messages import message

    if folder.exists() and not folder.is_dir():
        raise UserError(message("cli-site-no-folder", folder=str(folder)))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise UserError(message("cli-site-foreign", folder=str(folder)))


def write_site(files: Mapping[str, str], folder: Path) -> None:
    """Put the whole site in place of the one before; whoever looks on sees the one or the other.

    Args:
        files: the text of each file, by its path below the folder.
        folder: where the site is to be.

    Raises:
        UserError: it cannot be written, or the folder holds something else.
    """
    import shutil
    import tempfile

    from jllm_sync.errors import UserError
    from jllm_sync.messages import message

    refuse_foreign(folder)
    target = folder.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".jllm-sync-site-") as scratch:
            new, old = Path(scratch) / "new", Path(scratch) / "old"
            for path, text in {**files, _MARK: ""}.items():
                file = new / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode("utf-8", "backslashreplace"))
            if target.exists():
                shutil.copymode(target, new)
                target.replace(old)
            new.replace(target)
    except OSError as error:
        raise UserError(
            message("cli-site-unwritable", folder=str(folder), error=error.strerror or str(error))
        ) from None


def _moment(recorded_at: str) -> datetime:
    """The first moment of the day, month or year up to which a recording's facts go."""
    from datetime import UTC, datetime

    year, month, day = (*map(int, recorded_at[:10].split("-")), 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


def _remembered(catalog: Catalog, state: Path | None) -> tuple[tuple[Change, ...], dict[str, str]]:
    """What the state knows: the changes of the listed repos, and since when there is each finding."""
    from jllm_sync.cli.session import default_state
    from jllm_sync.hub.history import findings, history
    from jllm_sync.hub.store import Store
    from jllm_sync.site.content import changes_of, newest_first

    path = state or default_state()
    if not path.exists():
        return (), {}
    with Store.open(path) as store:
        changes = newest_first(
            change
            for entry in catalog.entries
            for variant in entry.variants
            for change in changes_of(history(store, variant.repo, variant.kind), entry.id)
        )
        first_seen = {fingerprint: seen.first_seen[:10] for fingerprint, seen in findings(store).items()}
    return changes, first_seen
