"""The last step of observing a repo: the files that the rules need, and the observation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from jllm_sync.hub import history
from jllm_sync.hub.client import HubClient
from jllm_sync.hub.facts import Facts, observe
from jllm_sync.hub.files import Held, fields_of, read_files, wanted
from jllm_sync.hub.history import Seen
from jllm_sync.hub.observation import State
from jllm_sync.hub.results import Results
from jllm_sync.hub.store import Store
from jllm_sync.hub.workers import Pool
from jllm_sync.repo import RepoRef


class RunFiles:
    """Fetches what is needed and not held, then observes. Two names of one repo share its files.

    Args:
        client: asks the Hub.
        store: holds files by revision, and is given those that are read.
        results: told of each repo.
        pool: does the asking.
        names: the names of the files that are needed, or patterns of them.
    """

    def __init__(self, client: HubClient, store: Store, results: Results, pool: Pool, names: Collection[str]) -> None:
        self._client, self._store, self._results, self._pool = client, store, results, pool
        self._endpoint = client.home.endpoint
        self._names = tuple(sorted(set(names)))
        self._waiting: dict[tuple[str, str], list[tuple[RepoRef, State]]] = {}
        """Repos whose files are being read, by the repo that has them and its revision."""

    def settle(self, ref: RepoRef, look: Seen) -> None:
        """The repo's facts are known: fetch the files that are needed and not held, then it is observed."""
        if look.facts is None or look.state == "disabled":  # the Hub serves no file of a disabled repo
            self._observe(ref, look.state, look.facts, {})
            return
        facts = look.facts
        key = (f"{facts.kind} {facts.canonical.lower()}", facts.revision)
        if key in self._waiting:
            self._waiting[key].append((ref, look.state))
            return
        held = history.held_files(self._store, self._endpoint, facts)
        missing = [name for name in wanted(self._names, facts) if name not in held]
        if not missing:
            self._observe(ref, look.state, facts, held)
            return
        self._waiting[key] = [(ref, look.state)]
        self._pool.submit(
            lambda: read_files(self._client, facts, missing),
            lambda result, error: self._on_files(key, facts, held, result, error),
        )

    def _on_files(
        self, key: tuple[str, str], facts: Facts, held: dict[str, Held], result: Any, error: Exception | None
    ) -> None:
        read, error = result if error is None else ({}, error)
        history.save_files(self._store, self._endpoint, facts, read)
        for ref, state in self._waiting.pop(key):
            if error is None:
                self._observe(ref, state, facts, {**held, **read})
            else:
                self._results.leave(ref, error)

    def _observe(self, ref: RepoRef, state: State, facts: Facts | None, held: dict[str, Held]) -> None:
        files = fields_of(facts, self._names, held) if facts is not None else {}
        sightings = 1 if state == "ok" else history.count(self._store, self._endpoint, ref)
        self._results.observe(observe(ref, state, facts, files, sightings))
