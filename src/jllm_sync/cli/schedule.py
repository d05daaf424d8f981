"""jllm-sync schedule: the audit on a schedule, in the foreground."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from jllm_sync.cli import options


def schedule(
    cron: Annotated[
        str,
        typer.Option(
            metavar="EXPRESSION",
            help="When: minute, hour, day of month, month, weekday, as in crontab(5); or @hourly, @daily, @weekly, …",
        ),
    ],
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="NAME", help="The time zone of --cron; default: the machine's.")
    ] = None,
    issues: Annotated[
        bool, typer.Option("--issues", help="After the audit, run `issues sync` with its report.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="After the audit, write the safe fixes into CATALOG.")] = False,
    run_now: Annotated[bool, typer.Option("--run-now", help="Run once at the start, too.")] = False,
    once: Annotated[
        bool, typer.Option("--once", help="End after the first run, with its exit code; with --run-now, at once.")
    ] = False,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the last report (JSON) here.")] = None,
    also: options.Also = None,
    health_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the daemon's health (JSON) here; renewed every 30 s.")
    ] = None,
    health_port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=1, max=65535, help="Answer GET /health on 127.0.0.1 at this port."),
    ] = None,
    log_format: Annotated[Literal["text", "json"], typer.Option(help="The log, a line per run, on stdout.")] = "text",
    jitter: Annotated[
        int, typer.Option(metavar="SECONDS", min=0, max=86400, help="Put each run off by a random time up to this.")
    ] = 0,
    misfire_grace: Annotated[
        int, typer.Option(metavar="SECONDS", min=1, help="How late a run may begin, as after the machine slept.")
    ] = 3600,
    run_timeout: Annotated[
        int, typer.Option(metavar="SECONDS", min=1, help="End a step of a run that takes longer.")
    ] = 6 * 3600,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    trust_gone: options.TrustGone = False,
    lang: options.Lang = None,
    section: options.Sections = None,
    entry: options.Entries = None,
    repo: options.Repos = None,
    rule: options.Rules = None,
    skip_rule: options.SkippedRules = None,
    min_confidence: options.MinConfidence = "medium",
    fail_on: options.FailOn = None,
) -> None:
    """Run the audit on a schedule, in the foreground.

    Each run is a process of its own, and a run that fails does not end the schedule. A run that is still going on when
    the next is due is not run twice at a time. SIGTERM and Ctrl-C end it within seconds, even in the middle of a run.
    Where both day of month and weekday are given, either is enough, as in cron; 0 and 7 are Sunday.

    \b
    Exit codes: 0 ended by SIGTERM, 2 the command line or the catalog is wrong, 130 ended by Ctrl-C; with --once that
    of the run.

    \b
    Examples:
      jllm-sync schedule --cron "17 18 * * *" --timezone Asia/Tokyo
      jllm-sync schedule --cron "23 6 * * mon-fri" --issues --report /var/lib/jllm-sync/report.json
      jllm-sync schedule --cron @daily --jitter 900 --log-format json --health-file /run/jllm-sync/health.json
      jllm-sync schedule --cron @hourly --max-requests 400 --max-wait 600
      jllm-sync schedule --cron @daily --run-now --once --hub recorded
    """
    import os
    import sys
    import tempfile
    from datetime import datetime

    from jllm_sync.cli.catalogs import chosen, language, paths_of, read_named
    from jllm_sync.cli.output import also_to
    from jllm_sync.cli.session import HubChoice, session
    from jllm_sync.errors import UserError
    from jllm_sync.issues.client import access_from
    from jllm_sync.messages import joined, message
    from jllm_sync.schedule.cron import parse_cron, read_timezone
    from jllm_sync.schedule.daemon import Daemon, Health, Log, Options, serve_health
    from jllm_sync.schedule.steps import Runner, options_of, steps_of

    zone = read_timezone(timezone)
    times = parse_cron(cron, zone, jitter)
    # What is wrong from the start is said at once, not every night.
    named = catalog or [str(options.DEFAULT_CATALOG)]
    if "-" in named:
        raise UserError(message("schedule-stdin"))
    read = read_named(named, settings)
    chosen(read, section, entry, repo, rule, skip_rule=skip_rule)
    if issues and any((section, entry, repo, rule, skip_rule)):
        raise UserError(message("schedule-narrowed"))
    if issues:
        access_from(os.environ)
    if report is not None:
        _require_writable("--report", report)
    if apply:
        for path in {*paths_of(named), *(Path(page.path) for page in read.files)}:
            _require_writable("--apply", path)
    for _, file in also_to(also or ()):
        if file is None:
            raise UserError(message("schedule-stdout"))
        _require_writable("--also", file)
    with session(HubChoice(hub, state, no_state, max_requests, max_wait, jobs, trust_gone)):
        pass  # a recording that can be read; or an endpoint, a token and a state that can be used
    shared = options_of(lang=lang, min_confidence=min_confidence)
    where = options_of(hub=hub, state=state) + (("--no-state",) if no_state else ())
    narrowing = options_of(section=section, entry=entry, repo=repo, rule=rule, skip_rule=skip_rule)
    bounds = options_of(max_requests=max_requests, max_wait=max_wait, jobs=jobs)
    check_options = (*where, *options_of(fail_on=fail_on, also=also), *bounds, *shared, *narrowing)
    if trust_gone:
        check_options += ("--trust-gone",)
    log = Log(sys.stdout, zone, log_format == "json", language(lang, read))
    with tempfile.TemporaryDirectory(prefix="jllm-sync-") as scratch:
        kept = report or Path(scratch) / "report.json"
        audited = (*named, *options_of(settings=settings))
        steps = steps_of(audited, kept, check_options, (*where, *shared), issues, apply)
        health = Health(health_file)
        if health_port is not None:
            serve_health(health, health_port)
        following = [moment.isoformat() for moment in times.next_times(datetime.now(zone))]
        started = message("log-started", cron=repr(cron), timezone=str(zone), times=joined(following))
        log.event("started", started, cron=cron, timezone=str(zone), next_times=following)
        daemon_options = Options(misfire_grace=misfire_grace, run_now=run_now, once=once)
        code = Daemon(times, Runner(steps, run_timeout), log, health, daemon_options).serve()
    raise typer.Exit(code)


def _require_writable(option: str, path: Path) -> None:
    """Make sure that the runs will be able to write a file: a whole new one in its place, or into a device.

    Raises:
        UserError: they will not; the message names the option that asks for it.
    """
    import errno
    import os
    import tempfile

    from jllm_sync.errors import UserError
    from jllm_sync.messages import message

    target = path.resolve()
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.is_file() or not target.exists():
            tempfile.TemporaryFile(dir=target.parent).close()
        elif not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(message("option-file-unwritable", option=option, file=str(path), reason=reason)) from None
