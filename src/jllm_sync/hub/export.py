"""A run's observations as a recording, which replays to the same findings."""

from __future__ import annotations

from dataclasses import replace

from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import Recording
from jllm_sync.hub.source import Observed
from jllm_sync.repo import RepoKind


def recording_of(observed: Observed, recorded_at: str, note: str = "") -> Recording:
    """The recording of a run.

    Args:
        observed: what the run found; repos that it could not observe are not in the recording.
        recorded_at: the day or moment of the run, as ISO text.
        note: how the recording came about.
    """
    records: dict[tuple[RepoKind, str], Observation] = {}
    for result in observed.results.values():
        if isinstance(result, Observation):
            record = _under_its_own_name(result)
            records.setdefault((record.kind, record.repo.lower()), record)
    for neighbour in observed.others:  # discovery looks at these: without them a replay would propose nothing
        records.setdefault((neighbour.kind, neighbour.repo.lower()), neighbour)
    return Recording(recorded_at, observed.origin.endpoint, note, tuple(records.values()))


def _under_its_own_name(observation: Observation) -> Observation:
    """A recording spells a repo as the Hub does; only a renamed one stands under the name that was asked for."""
    if observation.repo.lower() == observation.canonical.lower():
        return replace(observation, repo=observation.canonical)
    return observation
