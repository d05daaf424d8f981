"""What a supervisor wants to know of the daemon: in a file, or asked over HTTP on the loopback."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from jllm_sync.errors import UserError
from jllm_sync.messages import Language, message
from jllm_sync.schedule.steps import Run

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
