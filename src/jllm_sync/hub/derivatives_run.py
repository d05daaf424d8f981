"""Asking for the models that were made of repos: of which repos in this run, and what is held from earlier ones.

The Hub's listing filters by the tags that it gives a model for its base. One request names the derivatives of one repo,
so nothing asks for them unless it is told how many requests it may spend.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, get_args
from urllib.parse import urlencode

from jllm_sync.hub.api import MAX_PAGE_BYTES, PAGE_SIZE, read_page
from jllm_sync.hub.budget import Budget
from jllm_sync.hub.client import HubClient
from jllm_sync.hub.derivatives import TIE, Derivative, Derivatives, DerivativesSeen, Relation, relation_and_parent
from jllm_sync.hub.facts import item_id
from jllm_sync.hub.failure import HubFailure, Malformed, OutOfBudget, RunEnds, Stopped
from jllm_sync.hub.library import HfHubHTTPError
from jllm_sync.hub.source import Progress
from jllm_sync.hub.store import Store
from jllm_sync.hub.workers import TICK, Pool

FRESH = timedelta(days=1)
"""For so long a repo that was asked about is not asked about again."""
_EXPAND = ("downloads", "tags")
_MOST_DOWNLOADS = 10**12
"""A larger number is no count."""


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
        self._failed: dict[str, str] = {}

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
        pool = Pool(min(self._jobs, max(len(due), 1)))
        try:
            for repo in due:
                pool.submit(partial(read_derivatives, self._client, repo, now), partial(self._on_answer, repo))
            while pool.open:
                if self._stop.is_set():
                    raise Stopped("interrupted")
                if (done := pool.collect(TICK)) is not None:
                    done.then(done.result, done.error)
                    told = Progress((0, 0), (len(self._read) + len(self._failed), len(due)), self._budget.requests)
                    self._progress(told)
        except RunEnds as end:
            ended = end
        finally:
            pool.close()
        known = {repo: held[repo.lower()] for repo in repos if repo.lower() in held} | self._read
        return DerivativesSeen(
            by_repo=known,
            asked=tuple(self._read),
            requests=self._budget.requests,
            failed=self._failed,
            interrupted=None if ended is None else self._client.home.clean(str(ended)),
        )

    def _on_answer(self, repo: str, result: Any, error: Exception | None) -> None:
        if isinstance(error, OutOfBudget):
            return  # it is asked about in a later run; what others are under way still count
        if isinstance(error, HubFailure):
            self._failed[repo] = self._client.home.clean(str(error))
        elif isinstance(error, HfHubHTTPError):
            self._failed[repo] = f"HTTP {error.response.status_code}"
        elif error is not None:
            raise error
        else:
            self._read[repo] = result
            self._keep(repo, result)

    def _held(self) -> dict[str, Derivatives]:
        """What the state holds, by repo in lower case."""
        query = "SELECT repo, packed FROM derivatives WHERE endpoint = ?"
        return {repo: Derivatives.unpack(data) for repo, data in self._store.rows(query, (self._client.home.endpoint,))}

    def _keep(self, repo: str, derivatives: Derivatives) -> None:
        row = (self._client.home.endpoint, repo.lower(), derivatives.pack())
        with self._store.writing() as database:
            database.execute("INSERT OR REPLACE INTO derivatives VALUES (?, ?, ?)", row)


def read_derivatives(client: HubClient, repo: str, now: datetime) -> Derivatives:
    """Ask for the models that name a repo as their base: one request, whatever their number.

    Args:
        client: asks the Hub.
        repo: a canonical ID.
        now: the time that goes with the answer.

    Raises:
        Malformed: the answer shows models that do not name it: the endpoint does not filter.
        HfHubHTTPError, HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    query = {"filter": f"{TIE}{repo}", "sort": "downloads", "limit": PAGE_SIZE, "expand": _EXPAND}
    url = f"{client.home.endpoint}/api/models?{urlencode(query, doseq=True)}"
    page, following = client.ask(url, read_page, bucket="api", cap=MAX_PAGE_BYTES)
    models = [model for item in page if (model := read_derivative(item, repo)) is not None]
    if page and not models:
        raise Malformed(f"{client.home.endpoint} does not list models by their base model")
    return Derivatives(now.astimezone(UTC), following is None and len(models) == len(page), tuple(models))


def read_derivative(item: object, base: str) -> Derivative | None:
    """One item of a listing by base model; None where it is no sound one, or does not name that base."""
    name = item_id(item)
    if name is None or not isinstance(item, dict) or not isinstance(item.get("tags"), list):
        return None
    tags = [tag for tag in item["tags"] if isinstance(tag, str)]
    ties = [tie for tag in tags if (tie := relation_and_parent(tag)) is not None]
    relations = {relation for relation, parent in ties if parent.lower() == base.lower()}
    if not relations:
        return None
    downloads = item.get("downloads")
    return Derivative(
        repo=name,
        relation=next((relation for relation in get_args(Relation) if relation in relations), None),
        downloads=downloads if type(downloads) is int and 0 <= downloads <= _MOST_DOWNLOADS else None,
        tags=tuple(tag for tag in tags if not tag.startswith(TIE)),
    )


def _due(repos: Sequence[str], held: Mapping[str, Derivatives], now: datetime) -> list[str]:
    """The repos to ask about, the most urgent first."""
    never = [repo for repo in repos if repo.lower() not in held]
    stale = [repo for repo in repos if repo.lower() in held and now - held[repo.lower()].asked_at >= FRESH]
    return never + sorted(stale, key=lambda repo: held[repo.lower()].asked_at)
