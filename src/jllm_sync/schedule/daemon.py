"""The daemon: APScheduler decides when, a Runner does it, and a signal ends both. Of each run it tells in its log, and
to a supervisor in a file, or over HTTP on the loopback.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any, Literal, TextIO

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    EVENT_SCHEDULER_STARTED,
    JobEvent,
    JobExecutionEvent,
    SchedulerEvent,
)
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jllm_sync.errors import UserError
from jllm_sync.messages import Language, Sayable, joined, message, said
from jllm_sync.schedule.steps import Run, Runner

BEAT_SECONDS = 30
"""How often the daemon says that it lives."""
STALE = timedelta(seconds=4 * BEAT_SECONDS)
"""A daemon that has been silent for so long is not healthy."""

State = Literal["waiting", "running", "stopped"]


class Health:
    """The daemon's health, kept by it and read by others; safe to use from any thread."""

    def __init__(self, path: Path | None) -> None:
        """Begin.

        Args:
            path: the file to keep, or None.

        Raises:
            UserError: the file cannot be written.
        """
        self._path = path
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._alive_at = datetime.now(UTC)
        self._data: dict[str, Any] = {
            "schema": "jllm-sync/health/1",
            "pid": os.getpid(),
            "state": "waiting",
            "started_at": _text(self._alive_at),
            "runs": 0,
            "failures_in_a_row": 0,
            "next_run": None,
            "last_run": None,
        }
        try:
            self._write()
        except OSError as error:
            raise UserError(
                message(
                    "option-file-unwritable",
                    option="--health-file",
                    file=str(path),
                    reason=error.strerror or str(error),
                )
            ) from None

    def beat(self) -> None:
        """Say that the scheduler lives."""
        self._update()

    def set_state(self, state: State) -> None:
        """Note what the daemon does."""
        self._update(state=state)

    def set_next_run(self, next_run: datetime | None) -> None:
        """Note when the next run is due."""
        self._update(next_run=_text(next_run) if next_run else None)

    def ran(self, run: Run, language: Language) -> None:
        """Note a run that has ended; the language is that of what went wrong in it."""
        in_a_row = self._data["failures_in_a_row"] + 1 if run.failed else 0
        self._update(state="waiting", runs=run.number, failures_in_a_row=in_a_row, last_run=run.as_data(language))

    def as_data(self) -> dict[str, Any]:
        """The health as plain data; ``healthy`` is about the daemon, ``last_run`` says how the audit went."""
        with self._lock:
            fresh = datetime.now(UTC) - self._alive_at < STALE
            healthy = fresh and self._data["state"] != "stopped"
            return {**self._data, "alive_at": _text(self._alive_at), "healthy": healthy}

    def _update(self, **data: Any) -> None:
        with self._lock:
            self._alive_at = datetime.now(UTC)
            self._data.update(data)
        # One at a time, or an older state could be written last. A full disk must not end the daemon: the age tells.
        with self._writing, contextlib.suppress(OSError):
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(self.as_data(), stream, indent=2)
                stream.write("\n")
            Path(name).chmod(0o644)  # a supervisor is often another user; nothing in it is secret
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def serve_health(health: Health, port: int) -> ThreadingHTTPServer:
    """Answer GET /health on the loopback: 200 while the scheduler lives, 503 when it has been silent.

    Raises:
        UserError: the port cannot be had.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            if self.path != "/health":
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            data = health.as_data()
            body = json.dumps(data, indent=2).encode()
            self.send_response(HTTPStatus.OK if data["healthy"] else HTTPStatus.SERVICE_UNAVAILABLE)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent: the log is about runs."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(message("health-port", port=str(port), reason=reason)) from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


_RUN = "run"
_BEAT = "beat"


@dataclass(frozen=True, slots=True)
class Options:
    """How the daemon keeps its schedule."""

    misfire_grace: int = 3600
    """Seconds by which a run may be late, as after the machine slept; later than that it is left out."""
    run_now: bool = False
    """Run once at the start, whatever the schedule says."""
    once: bool = False
    """End after the first run."""


class Daemon:
    """Runs on a schedule, in the foreground, until it is told to end."""

    def __init__(self, trigger: BaseTrigger, runner: Runner, log: Log, health: Health, options: Options) -> None:
        self._runner = runner
        self._log = log
        self._health = health
        self._options = options
        self._exit_code = 0
        self._next_run: datetime | None = None
        # A handler may interrupt the scheduler while it holds its locks: it only writes here, a thread does the rest.
        self._wake_read, self._wake_write = os.pipe()
        # One thread for runs, one for the beat. The trigger has a time zone of its own.
        self._scheduler = BlockingScheduler(executors={"default": ThreadPoolExecutor(2)}, timezone=UTC)
        now = {"next_run_time": datetime.now(UTC)} if options.run_now else {}
        self._scheduler.add_job(
            self._run,
            trigger,
            id=_RUN,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=options.misfire_grace,
            **now,
        )
        # Besides its use to supervisors, the beat wakes the scheduler: its long waits do not count a machine's sleep.
        beat = IntervalTrigger(seconds=BEAT_SECONDS, timezone=UTC)
        self._scheduler.add_job(self._health.beat, beat, id=_BEAT, coalesce=True, misfire_grace_time=None)
        self._scheduler.add_listener(self._on_started, EVENT_SCHEDULER_STARTED)
        self._scheduler.add_listener(self._on_job, EVENT_JOB_SUBMITTED | EVENT_JOB_MAX_INSTANCES)
        self._scheduler.add_listener(self._on_outcome, EVENT_JOB_MISSED | EVENT_JOB_ERROR)

    def serve(self) -> int:
        """Keep the schedule until a signal, or the end of the only run; must be called in the main thread.

        Returns:
            The exit code: 0 after SIGTERM and SIGHUP, 130 after SIGINT, that of the run where only one was wanted.
        """
        # The log says what its warnings say: a run was missed or skipped.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        ends = [signal.SIGTERM, signal.SIGINT]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means to outlive the terminal
            ends.append(signal.SIGHUP)
        previous = {number: signal.signal(number, self._on_signal) for number in ends}
        try:
            self._scheduler.start()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            self._health.set_next_run(None)
            self._health.set_state("stopped")
        return self._exit_code

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        os.write(self._wake_write, bytes([number]))

    def _wait_for_the_end(self) -> None:
        number = os.read(self._wake_read, 1)[0]
        if number:
            name = signal.Signals(number).name
            self._exit_code = 130 if number == signal.SIGINT else 0
            self._log.event("stopping", message("log-stopping", signal=name), signal=name)
        self._scheduler.pause()  # or a run could begin between the two
        self._runner.stop()
        self._scheduler.shutdown(wait=True)
        self._log.event("stopped", message("log-stopped"))

    def _run(self) -> None:
        self._health.set_state("running")
        run = self._runner.run()
        self._health.ran(run, self._log.language)
        next_run = None if self._options.once or run.status == "stopped" else self._next_run
        self._log.event("run", run_line(run, next_run), **run_data(run, next_run, self._log.language))
        if self._options.once and run.status != "stopped":
            self._exit_code = run.exit_code
            os.write(self._wake_write, b"\0")

    def _on_started(self, event: SchedulerEvent) -> None:
        self._note_next_run()
        # Not before: a scheduler that has not started cannot be shut down. A signal until then waits in the pipe.
        threading.Thread(target=self._wait_for_the_end, name="end", daemon=True).start()

    def _on_job(self, event: JobEvent) -> None:
        """In the scheduler's thread, after it has set the job's next time."""
        if event.job_id != _RUN:
            return
        self._note_next_run()
        if event.code == EVENT_JOB_MAX_INSTANCES:
            self._log.event("skipped", message("log-skipped"))

    def _on_outcome(self, event: JobExecutionEvent) -> None:
        if event.job_id != _RUN:
            return
        due = event.scheduled_run_time.isoformat(timespec="seconds")
        if event.code == EVENT_JOB_MISSED:
            self._log.event("missed", message("log-missed", due=due, seconds=self._options.misfire_grace), due=due)
        else:
            self._health.set_state("waiting")
            problem = f"{type(event.exception).__name__}: {event.exception}"
            self._log.event("error", message("log-error", due=due, problem=problem), due=due, problem=problem)

    def _note_next_run(self) -> None:
        job: Any = self._scheduler.get_job(_RUN)
        self._next_run = job.next_run_time if job else None
        self._health.set_next_run(self._next_run)


class Log:
    """Writes lines, from any thread; a log that cannot be written ends nothing."""

    def __init__(self, stream: TextIO, timezone: tzinfo, as_json: bool, language: Language = "en") -> None:
        self.language: Language = language
        """The language of its lines."""
        self._stream = stream
        self._timezone = timezone
        self._as_json = as_json
        self._lock = threading.Lock()

    def event(self, name: str, what: Sayable, **data: Any) -> None:
        """Write one line: ``what`` for people; ``name`` and ``data`` as JSON."""
        text = said(what, self.language)
        now = datetime.now(self._timezone).isoformat(timespec="seconds")
        if self._as_json:
            line = json.dumps({"time": now, "event": name, "message": text, **data}, ensure_ascii=False)
        else:
            line = f"{now} {text}"
        line = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._stream.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
            self._stream.flush()


def run_line(run: Run, next_run: datetime | None) -> Sayable:
    """A run in one line."""
    parts: list[Sayable] = [message("log-run", number=str(run.number), status=run.status)]
    if run.counts:
        counts = {name: run.counts.get(name, 0) for name in ("error", "warning", "info", "observed", "repos")}
        parts.append(message("log-counts", **counts))
    parts += [message("log-problem", step=step.name, problem=step.problem) for step in run.steps if step.problem]
    if after := [step.name for step in run.steps[1:] if step.exit_code == 0]:
        parts.append(message("log-done", steps=joined(after)))
    parts.append(message("log-seconds", seconds=f"{run.seconds:.1f}"))
    if next_run is not None:
        parts.append(message("log-next", time=next_run.isoformat(timespec="seconds")))
    return joined(parts, "clause")


def run_data(run: Run, next_run: datetime | None, language: Language) -> Mapping[str, Any]:
    """A run as a log line's data."""
    return {"run": run.as_data(language), "next_run": next_run.isoformat(timespec="seconds") if next_run else None}
