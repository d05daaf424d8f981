"""The daemon: APScheduler decides when, a Runner does it, and a signal ends both."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from types import FrameType
from typing import Any, TextIO

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

from jllm_sync.messages import Language, Sayable, joined, message, said
from jllm_sync.schedule.health import BEAT_SECONDS, Health
from jllm_sync.schedule.steps import Run, Runner

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
