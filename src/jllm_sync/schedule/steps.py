"""A run and its steps: the audit and what follows it, each a process of its own.

A process can be stopped in the middle, and nothing that goes wrong in it, memory included, reaches the daemon.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

from jllm_sync.messages import Language, Sayable, joined, message, said

Status = Literal["clean", "findings", "incomplete", "invalid", "failed", "timeout", "stopped"]
"""How a run ended: the first four are exit codes 0, 1, 3 and 2 of the audit; `stopped`: the daemon was told to end."""

# -P: whatever lies in the working directory must not be taken for a module.
PROGRAM = (sys.executable, "-P", "-m", "jllm_sync")
"""This program, as it runs now."""
STOP_GRACE = 3.0
"""Seconds that a process has between the request to stop and its end by force."""
_STDERR_BYTES = 4000
_STATUSES: Mapping[int, Status] = {0: "clean", 1: "findings", 2: "invalid", 3: "incomplete"}


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a run."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """What a run does."""

    audit: Step
    """Writes its report to ``report``; its exit code decides the run's status."""
    report: Path
    then: tuple[Step, ...] = ()
    """What to do with the report; runs when the audit wrote one."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """How one step ended."""

    name: str
    exit_code: int | None
    """None: it could not be started."""
    seconds: float
    problem: Sayable = ""
    """What it wrote to stderr, where it failed."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run."""

    number: int
    started_at: datetime
    seconds: float
    status: Status
    exit_code: int
    """As of `check`, or of the step after it that failed."""
    steps: tuple[StepResult, ...]
    counts: Mapping[str, int]
    """Findings per severity, waived ones, repos and observed repos; empty without a report."""

    @property
    def failed(self) -> bool:
        """Whether the run did not do what it is for; findings and an unreachable Hub are no failure of the daemon."""
        return self.status in ("invalid", "failed", "timeout")

    def as_data(self, language: Language) -> dict[str, Any]:
        """The run as plain data, for the log and the health file."""
        return {
            "number": self.number,
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 1),
            "status": self.status,
            "exit_code": self.exit_code,
            "counts": dict(self.counts),
            "steps": [
                {
                    "name": step.name,
                    "exit_code": step.exit_code,
                    "seconds": round(step.seconds, 1),
                    **({"problem": said(step.problem, language)} if step.problem else {}),
                }
                for step in self.steps
            ],
        }


class Runner:
    """Carries out runs, one at a time, and can be stopped from another thread."""

    def __init__(self, steps: Steps, timeout: float, stop_grace: float = STOP_GRACE) -> None:
        """Prepare to run.

        Args:
            steps: what every run does.
            timeout: seconds after which a step is told to end.
            stop_grace: seconds that it then has before it is ended by force.
        """
        self._steps = steps
        self._timeout = timeout
        self._stop_grace = stop_grace
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._runs = 0

    def run(self) -> Run:
        """Run the audit, then what follows it. A failing step is a result, not an exception."""
        self._runs += 1
        started_at, start = datetime.now(UTC), time.monotonic()
        before = _stamp(self._steps.report)
        audit, timed_out = self._step(self._steps.audit)
        fresh = _stamp(self._steps.report) not in (None, before)
        status, exit_code = _audit_status(audit.exit_code, fresh)
        if status == "findings":
            audit = replace(audit, problem="")
        steps = [audit]
        if status in ("clean", "findings", "incomplete"):
            for step in self._steps.then:
                result, timed_out = self._step(step)
                steps.append(result)
                if result.exit_code == 3:  # it says that it could not do all
                    status, exit_code = "incomplete", 3
                elif result.exit_code != 0:
                    status, exit_code = "failed", result.exit_code or 3
                    break
        if timed_out:
            status = "timeout"
        if self._stopping:
            status = "stopped"
        return Run(
            number=self._runs,
            started_at=started_at,
            seconds=time.monotonic() - start,
            status=status,
            exit_code=exit_code if exit_code >= 0 else 128 - exit_code,
            steps=tuple(steps),
            counts=_counts(self._steps.report) if fresh else {},
        )

    def stop(self) -> None:
        """End the run that is going on, and begin no further step."""
        with self._lock:
            self._stopping = True
            process = self._process
        if process is not None:
            _end(process, self._stop_grace)

    def _step(self, step: Step) -> tuple[StepResult, bool]:
        start = time.monotonic()
        timed_out = False
        with tempfile.TemporaryFile() as stderr:
            try:
                process = self._start(step, stderr)
            except OSError as error:
                return StepResult(step.name, None, 0.0, f"{step.command[0]}: {error.strerror or error}"), False
            if process is None:
                return StepResult(step.name, None, 0.0, message("log-not-started")), False
            try:
                process.wait(self._timeout)
            except subprocess.TimeoutExpired:
                timed_out = True
                _end(process, self._stop_grace)
            finally:
                with self._lock:
                    self._process = None
            code = process.wait()
            problems: list[Sayable] = [text] if code and (text := _message(stderr)) else []
        if code < 0:
            problems.insert(0, message("log-ended-by", signal=signal.Signals(-code).name))
        if timed_out:
            problems.insert(0, message("log-ended-after", seconds=f"{self._timeout:g}"))
        return StepResult(
            step.name, code, time.monotonic() - start, joined(problems, "clause") if problems else ""
        ), timed_out

    def _start(self, step: Step, stderr: IO[bytes]) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping:
                return None
            self._process = subprocess.Popen(
                step.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,  # Ctrl-C in a terminal reaches the daemon only, which then ends the run
            )
            return self._process


def _audit_status(exit_code: int | None, wrote_report: bool) -> tuple[Status, int]:
    """How the audit went. Python ends with 1 when it falls over, an internal error with 3: neither writes a report."""
    if exit_code is None:
        return "failed", 3
    status = _STATUSES.get(exit_code, "failed")
    if status in ("clean", "findings", "incomplete") and not wrote_report:
        return "failed", 3
    return status, exit_code


def _end(process: subprocess.Popen[bytes], grace: float) -> None:
    """Interrupt a process and its children, as Ctrl-C would, and end them by force if that does not help."""
    _signal(process, signal.SIGINT)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns


def _counts(report: Path) -> Mapping[str, int]:
    try:
        data = json.loads(report.read_bytes())
        counted = {**data["summary"], **{key: data["coverage"][key] for key in ("repos", "observed")}}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {key: value for key, value in counted.items() if isinstance(value, int)}


def _message(stderr: IO[bytes]) -> str:
    """What a command said when it failed: its error message, or else the last line it wrote."""
    size = stderr.seek(0, os.SEEK_END)
    stderr.seek(max(0, size - _STDERR_BYTES))
    text = stderr.read().decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("jllm-sync: ", "Error: "))]
    return (errors or lines[-1:] or [""])[0][:600]


def steps_of(
    catalog: Sequence[str],
    report: Path,
    check_options: Sequence[str],
    sync_options: Sequence[str],
    sync_issues: bool,
    apply_fixes: bool,
) -> Steps:
    """The commands of one run.

    Args:
        catalog: the catalog, as it is named: with the settings of pages, where they are.
        report: where the audit's report goes; the issues tell of what it says, and that is applied.
        check_options: options of ``check``.
        sync_options: options of ``issues sync``.
        sync_issues: reconcile the GitHub issues with the findings.
        apply_fixes: write the report's safe fixes into the catalog.
    """
    check = ("check", *catalog, "--format", "json", "--output", str(report), *check_options)
    then = []
    if sync_issues:  # before the fixes: the report is about the catalog as it was audited
        sync = ("issues", "sync", *catalog, "--from", str(report), *sync_options)
        then.append(Step("issues sync", (*PROGRAM, *sync)))
    if apply_fixes:
        then.append(Step("apply", (*PROGRAM, "apply", *catalog, "--from", str(report))))
    return Steps(Step("check", (*PROGRAM, *check)), report, tuple(then))


def options_of(**options: str | Path | float | Sequence[str] | None) -> tuple[str, ...]:
    """Options as they are typed: `min_confidence="high"` is --min-confidence=high, a list repeats its option."""
    typed: list[str] = []
    for name, value in options.items():
        values = [] if value is None else [str(value)] if isinstance(value, str | Path | int | float) else value
        typed += [f"--{name.replace('_', '-')}={each}" for each in values]
    return tuple(typed)
