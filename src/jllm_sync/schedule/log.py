"""The daemon's log: one line per event, for people or as JSON."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, TextIO

from jllm_sync.messages import Language, Sayable, joined, message, said
from jllm_sync.schedule.steps import Run


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
