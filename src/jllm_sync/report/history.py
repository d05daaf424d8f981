"""What the state remembers, in words: how a repo's readings changed, and the last runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from jllm_sync.finding import Evidence
from jllm_sync.hub.history import HistoryEntry, Run
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import Language
from jllm_sync.report.escape import visible
from jllm_sync.report.show import (
    FIELD,
    Shown,
    evidence_line,
    observed_data,
    reading_text,
    readings,
    state_evidence,
    state_text,
)

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "run": "(1 run)",
        "runs": "({} runs)",
        "state": "state",
        "revision": "revision",
        "no_revision": "none",
        "same": "nothing that is read here changed",
        "repos": "{observed}/{repos} repos",
        "cost": "{api} api, {files} files, {seconds:.0f} s",
        "running": "running   ",
        "complete": "complete  ",
        "incomplete": "incomplete",
        "no_runs": "no runs yet",
    },
    "ja": {
        "run": "（実行 1 回）",
        "runs": "（実行 {} 回）",
        "state": "状態",
        "revision": "リビジョン",
        "no_revision": "なし",
        "same": "読み取り値に変化なし",
        "repos": "{observed}/{repos} リポジトリ",
        "cost": "API {api} 回、ファイル {files} 件、{seconds:.0f} 秒",
        "running": "実行中",
        "complete": "完了  ",
        "incomplete": "不完全",
        "no_runs": "まだ実行がありません",
    },
}


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
    words, names = _WORDS[language], _WORDS[language] | FIELD[language]
    yield Text(visible(spans[-1].observation.repo), style="bold")
    before = _Told()
    for span in spans:
        times = words["run"] if span.runs == 1 else words["runs"].format(span.runs)
        yield Text(f"  {span.first_seen} – {span.last_seen}  {times}", style="bold")
        now = _told(span.observation, language)
        changed = _changed(before, now)
        for field in changed:
            line = Text(f"    {names[field]}: ")
            if field in before:
                line.append(before[field].text, style="strike dim").append(" → ")
            yield line.append(now[field].text)
            yield from (Text(f"      {evidence_line(one, language)}", style="dim") for one in now[field].evidence)
        if not changed:
            yield Text(f"    {words['same']}", style="dim")
        before = now


def run_lines(found: Sequence[Run], language: Language) -> Iterator[Text]:
    """The lines of ``runs``: one a run."""
    words = _WORDS[language]
    for run in found:
        cost = run.cost
        line = Text(f"{run.id:>5}  {run.started_at}  {words[run.outcome]}  ")
        line.append(words["repos"].format(observed=run.observed, repos=run.repos)).append("  ")
        line.append(words["cost"].format(api=cost.api_requests, files=cost.resolver_requests, seconds=cost.seconds))
        yield line.append(f"  {visible(run.detail)}" if run.detail else "")
    if not found:
        yield Text(words["no_runs"])


@dataclass(frozen=True, slots=True)
class _Said:
    """What a span says of one field."""

    text: str
    evidence: tuple[Evidence, ...] = ()


_Told = dict[str, _Said]


def _told(observation: Observation, language: Language) -> _Told:
    """All that a span says, by field, in the words of ``show``."""
    state = _Said(state_text(observation, language), (state_evidence(observation),))
    revision = _Said(visible(observation.revision or _WORDS[language]["no_revision"]))
    read = readings(_shown(observation))
    return {"state": state, "revision": revision} | {
        field: _Said(reading_text(reading, language), reading.evidence) for field, reading in read.items()
    }


def _changed(before: _Told, now: _Told) -> list[str]:
    """The fields that say something else; evidence that says the same at another revision is no change."""
    return [field for field, said in now.items() if field not in before or before[field].text != said.text]


def _shown(observation: Observation) -> Shown:
    return Shown(observation.repo, observation.kind, None, observation)
