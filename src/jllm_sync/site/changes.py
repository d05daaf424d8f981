"""What became different on the Hub, night by night, from what the state remembers of each repo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jllm_sync.finding import Evidence
from jllm_sync.hub.history import HistoryEntry
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import LANGUAGES, Text
from jllm_sync.readings.reading import Reading
from jllm_sync.report.show import Shown, reading_text, readings, state_evidence, state_text
from jllm_sync.site.content import Change


def changes_of(spans: Sequence[HistoryEntry], entry: str | None) -> Iterator[Change]:
    """The changes of one repo, the oldest first; how it looked in the first run that saw it is none.

    Args:
        spans: how it looked over time, the oldest first.
        entry: the id of the entry that lists it.
    """
    before: dict[str, Text] | None = None
    for span in spans:
        now, evidence = _told(span.observation)
        if before is not None:
            for field, text in now.items():
                if before.get(field) != text:
                    day = span.first_seen[:10]
                    repo = span.observation.repo
                    yield Change(day, repo, entry, field, before.get(field), text, evidence[field])
            for field in before.keys() - now.keys():
                yield Change(span.first_seen[:10], span.observation.repo, entry, field, before[field], "–", ())
        before = now


def newest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """All changes by night, the newest night first, within it by repo and field."""
    ordered = sorted(changes, key=lambda change: (change.repo.lower(), change.field))
    return tuple(sorted(ordered, key=lambda change: change.day, reverse=True))


def _told(observation: Observation) -> tuple[dict[str, Text], dict[str, tuple[Evidence, ...]]]:
    """All that a span says, by field, in every language; what was not read is left out."""
    texts: dict[str, Text] = {"state": {one: state_text(observation, one) for one in LANGUAGES}}
    evidence: dict[str, tuple[Evidence, ...]] = {"state": (state_evidence(observation),)}
    for field, reading in readings(Shown(observation.repo, observation.kind, None, observation)).items():
        if isinstance(reading, Reading):
            texts[field] = {one: reading_text(reading, one) for one in LANGUAGES}
            evidence[field] = reading.evidence
    return texts, evidence
