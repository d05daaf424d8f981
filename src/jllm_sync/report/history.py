"""What the state remembers, in words: how a repo's readings changed, and the last runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from jllm_sync.finding import Evidence
from jllm_sync.hub.history import HistoryEntry, Run
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import Language, Message, message, said
from jllm_sync.report.escape import visible
from jllm_sync.report.show import (
    Shown,
    evidence_line,
    field_name,
    observed_data,
    reading_text,
    readings,
    state_evidence,
    state_text,
)


def history_data(spans: Sequence[HistoryEntry]) -> list[dict[str, Any]]:
    """The JSON of ``history``: each span as ``show`` has it, with the fields that differ from the span before."""
    data, before = [], _Told()
    for span in spans:
        now = _told(span.observation, "en")
        times = {"first_seen": span.first_seen, "last_seen": span.last_seen, "runs": span.runs}
        data.append({**times, "changed": _changed(before, now), **observed_data(_shown(span.observation))})
        before = now
    return data


def history_lines(spans: Sequence[HistoryEntry], language: Language) -> Iterator[Text]:
    """The lines of ``history``: of the first span all that was read, of each later one what changed."""
    yield Text(visible(spans[-1].observation.repo), style="bold")
    before = _Told()
    for span in spans:
        times = said(message("history-runs", count=span.runs), language)
        yield Text(f"  {span.first_seen} – {span.last_seen}  {times}", style="bold")
        now = _told(span.observation, language)
        changed = _changed(before, now)
        for field in changed:
            line = Text(f"    {said(_name(field), language)}: ")
            if field in before:
                line.append(before[field].text, style="strike dim").append(" → ")
            yield line.append(now[field].text)
            yield from (Text(f"      {evidence_line(one, language)}", style="dim") for one in now[field].evidence)
        if not changed:
            yield Text(f"    {said(message('history-same'), language)}", style="dim")
        before = now


def reads_the_same(one: Observation, other: Observation) -> bool:
    """Whether all that is read of two looks of a repo is the same, whatever their revisions."""
    return not set(_changed(_told(one, "en"), _told(other, "en"))) - {"revision"}


def run_lines(found: Sequence[Run], language: Language) -> Iterator[Text]:
    """The lines of ``runs``: one a run."""
    for run in found:
        cost = run.cost
        line = Text(f"{run.id:>5}  {run.started_at}  {said(message(f'runs-{run.outcome}'), language)}  ")
        repos = message("runs-repos", observed=run.observed, repos=run.repos)
        spent = message("runs-cost", api=cost.api_requests, files=cost.resolver_requests, seconds=round(cost.seconds))
        line.append(f"{said(repos, language)}  {said(spent, language)}")
        yield line.append(f"  {visible(said(run.detail, language))}" if run.detail else "")
    if not found:
        yield Text(said(message("runs-none"), language))


def _name(field: str) -> Message:
    return message(f"history-{field}") if field in ("state", "revision") else field_name(field)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a span says of one field."""

    text: str
    evidence: tuple[Evidence, ...] = ()


_Told = dict[str, _Said]


def _told(observation: Observation, language: Language) -> _Told:
    """All that a span says, by field, in the words of ``show``."""
    state = _Said(state_text(observation, language), (state_evidence(observation),))
    revision = _Said(visible(observation.revision or said(message("history-revision-none"), language)))
    read = readings(_shown(observation))
    return {"state": state, "revision": revision} | {
        field: _Said(reading_text(reading, language), reading.evidence) for field, reading in read.items()
    }


def _changed(before: _Told, now: _Told) -> list[str]:
    """The fields that say something else; evidence that says the same at another revision is no change."""
    return [field for field, said in now.items() if field not in before or before[field].text != said.text]


def _shown(observation: Observation) -> Shown:
    return Shown(observation.repo, observation.kind, None, observation)
