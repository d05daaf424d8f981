"""Asking the live Hub beyond the listed repos, for discovery: each survey within a budget of its own.

Derivatives: the Hub's listing filters by the tags that it gives a model for its base. One request names the derivatives
of one repo, so nothing asks for them unless it is told how many requests it may spend.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from jllm_sync.errors import UserError
from jllm_sync.hub.api import read_derivatives
from jllm_sync.hub.budget import Budget, Pool
from jllm_sync.hub.client import HubClient
from jllm_sync.hub.failure import HubFailure, OutOfBudget, RunEnds
from jllm_sync.hub.observation import Derivatives, DerivativesSeen
from jllm_sync.hub.source import Progress
from jllm_sync.hub.store import UNREADABLE, Store
from jllm_sync.messages import Text, in_all, message

T = TypeVar("T")
FRESH = timedelta(days=1)
"""For so long a repo that was asked about is not asked about again."""


def ask_once(client: HubClient, name: str, ask: Callable[[HubClient, str], T]) -> T:
    """What the Hub answers about a name, beside any run; the client is closed. Raises UserError."""
    try:
        return ask(client, name)
    except (HubFailure, RunEnds) as error:
        raise UserError(message("hub-list-unread", name=name, why=error.what)) from None
    finally:
        client.close()


class DerivativesRun:
    """Asks for derivatives within a budget of its own; made and used by :class:`jllm_sync.hub.live.LiveHub`."""

    def __init__(
        self,
        client: HubClient,
        budget: Budget,
        store: Store,
        progress: Callable[[Progress], None],
        stop: threading.Event,
        jobs: int,
    ) -> None:
        self._client, self._budget, self._store = client, budget, store
        self._progress, self._stop, self._jobs = progress, stop, jobs
        self._read: dict[str, Derivatives] = {}
        self._failed: dict[str, Text] = {}

    def ask(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask about the repos that were never asked about, then about those whose turn was longest ago.

        Args:
            repos: canonical IDs, in the order of their importance.
            at_most: how many of them to ask about.
            now: the time of the run.
        """
        held = self._held()
        due = _due(repos, held, now)[:at_most]
        ended: RunEnds | None = None
        work = {repo: partial(read_derivatives, self._client, repo, now) for repo in due}
        try:
            with Pool(min(self._jobs, max(len(due), 1)), self._stop) as pool:
                for repo, answer in pool.each(work):
                    self._on_answer(repo, answer)
                    told = Progress((0, 0), (len(self._read) + len(self._failed), len(due)), self._budget.requests)
                    self._progress(told)
        except RunEnds as end:
            ended = end
        known = {repo: held[repo.lower()] for repo in repos if repo.lower() in held} | self._read
        return DerivativesSeen(
            by_repo=known,
            asked=tuple(self._read),
            requests=self._budget.requests,
            failed=self._failed,
            interrupted=None if ended is None else in_all(ended.what),
        )

    def _on_answer(self, repo: str, answer: Derivatives | Exception) -> None:
        if isinstance(answer, OutOfBudget):
            return  # it is asked about in a later run; what others are under way still count
        if isinstance(answer, HubFailure):
            self._failed[repo] = in_all(answer.what)
        elif isinstance(answer, Exception):
            raise answer
        else:
            self._read[repo] = answer
            self._keep(repo, answer)

    def _held(self) -> dict[str, Derivatives]:
        """What the state holds, by repo in lower case."""
        query = "SELECT repo, packed FROM derivatives WHERE endpoint = ?"
        held = {}
        for repo, data in self._store.rows(query, (self._client.home.endpoint,)):
            try:
                held[repo] = Derivatives.unpack(data)
            except UNREADABLE:
                self._store.mend("DELETE FROM derivatives WHERE repo = ?", (repo,))
        return held

    def _keep(self, repo: str, derivatives: Derivatives) -> None:
        row = (self._client.home.endpoint, repo.lower(), derivatives.pack())
        with self._store.writing() as database:
            database.execute("INSERT OR REPLACE INTO derivatives VALUES (?, ?, ?)", row)


def _due(repos: Sequence[str], held: Mapping[str, Derivatives], now: datetime) -> list[str]:
    """The repos to ask about, the most urgent first."""
    never = [repo for repo in repos if repo.lower() not in held]
    stale = [repo for repo in repos if repo.lower() in held and now - held[repo.lower()].asked_at >= FRESH]
    return never + sorted(stale, key=lambda repo: held[repo.lower()].asked_at)
