"""What the tests of the live source share: a served Hub, a clock that nobody waits for, a few repos."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from jllm_sync.hub.live import LiveOptions, live_hub
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.run import LiveHub
from jllm_sync.hub.source import Observed, Progress
from jllm_sync.hub.store import APPLICATION_ID, MIGRATIONS, Store
from jllm_sync.messages import Text, in_language
from jllm_sync.repo import RepoKind, RepoRef
from tests.hub_server import HubServer, Repo

FILES = ("README.md", "config.json")


class FakeTime:
    """A clock that sleeping moves, so that five minutes take none."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept = 0.0
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds
            self.slept += seconds


def repo(name: str, kind: RepoKind = "model", *, files: dict[str, bytes] | None = None, **info: Any) -> Repo:
    """A repo with a card, a README.md and a config.json."""
    shown = {"gated": False, "disabled": False, "private": False, "tags": [], "cardData": {"license": "mit"}, **info}
    shown = {key: value for key, value in shown.items() if value is not None}
    content = {"README.md": b"---\nlicense: mit\n---\n# Model\n", "config.json": json.dumps({"of": name}).encode()}
    sha = hashlib.sha1(f"{kind} {name}".encode()).hexdigest()
    return Repo(name, kind, sha, shown, content if files is None else files)


def old_state(path: Path, version: int) -> sqlite3.Connection:
    """A state file as an earlier version of this program made it, open to be filled."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    for statements in MIGRATIONS[:version]:
        for statement in statements:
            database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {version}")
    database.commit()
    return database


def hub_at(
    server: HubServer | str,
    store: Store | None = None,
    *,
    time: FakeTime | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: threading.Event | None = None,
    **options: Any,
) -> LiveHub:
    """The live source, pointed at a server, in a time of its own."""
    at = server if isinstance(server, str) else server.url
    time = time or FakeTime()
    return live_hub(
        LiveOptions(endpoint=at, **options),
        store,
        progress,
        clock=time.clock,
        sleep=time.sleep,
        stop=stop,
        draw=random.Random(0),
    )


def look(
    server: HubServer | str,
    repos: Collection[str | RepoRef],
    files: Collection[str] = FILES,
    store: Store | None = None,
    **options: Any,
) -> Observed:
    """Observe repos of a server."""
    refs = [r if isinstance(r, RepoRef) else RepoRef(r) for r in repos]
    return hub_at(server, store, **options).observe(refs, files)


def seen(observed: Observed, name: str, kind: RepoKind = "model") -> Observation:
    """The observation of a repo; fails where there is none."""
    result = observed.results[RepoRef(name, kind)]
    assert isinstance(result, Observation), result
    return result


def words(what: Text | None) -> str:
    """What is said, in English."""
    return in_language(what, "en") if what is not None else ""
