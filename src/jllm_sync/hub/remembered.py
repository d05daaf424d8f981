"""What the state holds as a source of observations: the last look at each repo, with its age. Nobody is asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from jllm_sync.errors import UserError
from jllm_sync.hub import history
from jllm_sync.hub.facts import fields_of, observe
from jllm_sync.hub.history import LastLook
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Source, Unobserved
from jllm_sync.hub.source import Attended, Cost, HubChoice, Observed, Origin
from jllm_sync.hub.source import Source as ObservationSource
from jllm_sync.hub.store import Store
from jllm_sync.messages import in_all, message
from jllm_sync.repo import CANONICAL_HOST, RepoRef


class RememberedHub(ObservationSource):
    """Answers with what earlier runs saw of an endpoint.

    Args:
        store: the state.
        endpoint: the Hub that those runs asked.
    """

    def __init__(self, store: Store, endpoint: str) -> None:
        self._store, self._endpoint = store, endpoint.rstrip("/")

    def observe(self, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef] = ()) -> Observed:
        """See :class:`jllm_sync.hub.source.Source`. Each fact notes the day of the run that saw it last."""
        looks = history.last_looks(self._store, self._endpoint)
        named = {(look.ref.kind, look.seen.canonical.lower()): look for look in looks.values()} | looks
        found = {ref: named.get((ref.kind, ref.repo.lower())) for ref in repos}
        days = sorted(look.day for look in found.values() if look is not None)
        notes = [message("hub-remembered", oldest=days[0], newest=days[-1], endpoint=self._endpoint)] if days else []
        if self._store.mended:
            notes.append(self._store.say_mended())
        return Observed(
            results={
                ref: self._look(ref, look, files) if look else Unobserved(ref.repo, ref.kind, "not-in-recording")
                for ref, look in found.items()
            },
            origin=Origin("recorded", self._endpoint, days[-1] if days else None),
            cost=Cost(),
            notes=tuple(map(in_all, notes)),
        )

    def last_findings(self, audited: str) -> frozenset[tuple[str, str]] | None:
        """What the last run over the whole of a catalog found."""
        return history.last_findings(self._store, self._endpoint, audited)

    def _look(self, ref: RepoRef, look: LastLook, files: Collection[str]) -> Observation:
        seen, facts = look.seen, look.seen.facts
        fields = fields_of(facts, files, history.held_files(self._store, self._endpoint, facts)) if facts else {}
        sightings = 1 if seen.state == "ok" else history.count(self._store, self._endpoint, look.ref)
        return _dated(observe(ref, seen.state, facts, fields, sightings, seen.canonical), look.day)


def _dated(observation: Observation, day: str) -> Observation:
    """The observation with the day it was made noted at each fact."""
    note = in_all(message("note-remembered", day=day))

    def source(of: Source) -> Source:
        return replace(of, note=note)

    def field(of: Field[Any]) -> Field[Any]:
        return replace(of, source=source(of.source)) if isinstance(of, Present | Absent) else of

    return replace(
        observation,
        state_source=source(observation.state_source),
        card=field(observation.card),
        info={name: field(of) for name, of in observation.info.items()},
        files={name: field(of) for name, of in observation.files.items()},
    )


@contextmanager
def open_source(
    choice: HubChoice, attended: Callable[[], AbstractContextManager[Attended]]
) -> Iterator[ObservationSource]:
    """The state that --state names; see :func:`jllm_sync.hub.source.open_source`.

    Raises:
        UserError: there is none, or it cannot be read.
    """
    if choice.no_state:
        raise UserError(message("hub-remembered.no-state"))
    if choice.state is None or not choice.state.exists():
        raise UserError(message("hub-remembered.none-yet", path=str(choice.state)))
    with Store.open(choice.state) as store:
        yield RememberedHub(store, os.environ.get("HF_ENDPOINT", "").strip() or CANONICAL_HOST)
