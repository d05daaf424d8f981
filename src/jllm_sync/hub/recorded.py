"""A recording as a source of observations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.recording import Recording, parse_recording
from jllm_sync.hub.source import Cost, Observed, Origin
from jllm_sync.repo import RepoKind, RepoRef

if TYPE_CHECKING:
    from collections.abc import Mapping


def embedded_recording() -> Recording:
    """The recording that comes with jllm-sync: public copies of Hub pages, not the Hub of today."""
    data = (files("jllm_sync.data") / "hub-recording.jsonl").read_bytes()
    return parse_recording(data, "the embedded recording")


class RecordedHub:
    """Replays a recording.

    The Hub looks repos up without regard to capitals and leads from an old ID to the new one; so does this. What a
    renamed repo is observed to say is what the recording knows of the repo under its new ID.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._by_id: Mapping[tuple[RepoKind, str], Observation] = {
            (o.kind, o.repo.lower()): o for o in recording.observations
        }

    @property
    def recording(self) -> Recording:
        """What is replayed."""
        return self._recording

    def observe(self, repos: Collection[RepoRef], files: Collection[str] = ()) -> Observed:
        """See :class:`jllm_sync.hub.source.Source`; all files of the recording are given, asked for or not."""
        results = {ref: self._look_up(ref) for ref in repos}
        return Observed(
            results=results,
            origin=Origin("recorded", self._recording.endpoint, self._recording.recorded_at),
            cost=Cost(),
            others=self._others(results),
        )

    def _others(self, results: Mapping[RepoRef, Observation | Unobserved]) -> tuple[Observation, ...]:
        """What the recording holds of the owners asked about beside what was asked for."""
        asked = {ref.repo.lower() for ref in results}
        asked |= {result.canonical.lower() for result in results.values() if isinstance(result, Observation)}
        owners = {repo.partition("/")[0] for repo in asked if "/" in repo}
        return tuple(
            observation
            for observation in self._recording.observations
            if observation.repo.lower() not in asked and observation.repo.lower().partition("/")[0] in owners
        )

    def _look_up(self, ref: RepoRef) -> Observation | Unobserved:
        found = self._by_id.get((ref.kind, ref.repo.lower()))
        if found is None:
            return Unobserved(ref.repo, ref.kind, "not-in-recording")
        if found.state != "renamed":
            return replace(found, repo=ref.repo, canonical=found.repo)
        target, seen = found, {found.repo.lower()}
        while target.state == "renamed" and target.canonical.lower() not in seen:
            seen.add(target.canonical.lower())
            following = self._by_id.get((ref.kind, target.canonical.lower()))
            if following is None:  # the new ID is known, what stands there is not
                return replace(found, repo=ref.repo, canonical=target.canonical)
            target = following
        if target.state != "ok":
            return replace(found, repo=ref.repo, state=target.state, state_source=target.state_source)
        return replace(target, repo=ref.repo, state="renamed", canonical=target.repo, state_source=found.state_source)
