"""The daemon's log: one line per event, for people or as JSON."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, TextIO

from jllm_sync.schedule.run import Run


class Log:
    """Writes lines, from any thread; a log that cannot be written ends nothing."""

    def __init__(self, stream: TextIO, timezone: tzinfo, as_json: bool) -> None:
        self._stream = stream
        self._timezone = timezone
        self._as_json = as_json
        self._lock = threading.Lock()

    def event(self, name: str, text: str, **data: Any) -> None:
        """Write one line: ``text`` for people; ``name`` and ``data`` as JSON."""
        now = datetime.now(self._timezone).isoformat(timespec="seconds")
        if self._as_json:
            line = json.dumps({"time": now, "event": name, "message": text, **data}, ensure_ascii=False)
        else:
            line = f"{now} {text}"
        line = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._stream.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
            self._stream.flush()


def run_line(run: Run, next_run: datetime | None) -> str:
    """A run in one line."""
    parts = [f"run {run.number}: {run.status}"]
    if run.counts:
        counts = run.counts
        parts += [
            f"errors: {counts.get('error', 0)}, warnings: {counts.get('warning', 0)}, info: {counts.get('info', 0)}",
            f"repos: {counts.get('observed', 0)} of {counts.get('repos', 0)}",
        ]
    parts += [f"{step.name}: {step.problem}" for step in run.steps if step.problem]
    after = [step.name for step in run.steps[1:] if step.exit_code == 0]
    if after:
        parts.append(f"done: {', '.join(after)}")
    parts.append(f"{run.seconds:.1f} s")
    if next_run is not None:
        parts.append(f"next: {next_run.isoformat(timespec='seconds')}")
    return "; ".join(parts)


def run_data(run: Run, next_run: datetime | None) -> Mapping[str, Any]:
    """A run as a log line's data."""
    return {"run": run.as_data(), "next_run": next_run.isoformat(timespec="seconds") if next_run else None}
