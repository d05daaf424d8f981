"""How often three ways to read a context length from config.json are right, on all real configs at hand.

    python benchmarks/context_accuracy.py

Ours is jllm_sync.readings.context. The plain ones read the top level of the file: `max_position_embeddings` alone, and
the smallest of the usual keys times the factor of rope_scaling. The right values are established by hand for each
model type, with the reason and the source, in benchmarks/data/contexts.yaml. Exit code 1 when ours is not always right.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from jllm_sync.finding import CONFIDENCES
from jllm_sync.hub.observation import Observation, Present, Source
from jllm_sync.hub.recording import embedded_recording
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.context import ContextLength, read_context
from jllm_sync.repo import file_url

DATA = Path(__file__).parent / "data" / "contexts.yaml"
USUAL_KEYS = (
    *("max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "model_max_length"),
    *("max_target_positions", "max_sequence_length", "max_seq_length", "seq_len", "n_ctx"),
)
"""The keys that inference servers and evaluation harnesses go through (vLLM, lm-evaluation-harness)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One config.json and the length that is right for it."""

    model_type: str
    repo: str
    config: Mapping[str, Any]
    complete: bool
    correct: int | None


def cases() -> Iterator[Case]:
    """All of them, in the order of the data."""
    recorded = {
        observation.repo: field
        for observation in embedded_recording().observations
        if isinstance(field := observation.files.get("config.json"), Present) and isinstance(field.value, dict)
    }
    for model_type, kind in yaml.safe_load(DATA.read_text(encoding="utf-8")).items():
        for row in kind["configs"]:
            if "config" in row:
                config, complete = row["config"], row.get("complete", True)
            else:
                config, complete = recorded[row["repo"]].value, recorded[row["repo"]].complete
            yield Case(model_type, row["repo"], config, complete, row["correct"])


def reading(case: Case) -> Reading[ContextLength] | NoReading:
    """What read_context says."""
    url = file_url(case.repo, "config.json", None)
    config = Present(case.config, Source("file", "config.json", None, url), case.complete)
    state = Source("api", "model info", None, url)
    return read_context(
        Observation(case.repo, "model", "ok", case.repo, state_source=state, files={"config.json": config})
    )


def ours(case: Case) -> int | None:
    """What a report shows: readings of medium confidence or more."""
    read = reading(case)
    return read.value.tokens if isinstance(read, Reading) and read.confidence != "low" else None


def one_key(case: Case) -> int | None:
    """`max_position_embeddings` alone."""
    value = case.config.get("max_position_embeddings")
    return value if isinstance(value, int) else None


def usual_keys(case: Case) -> int | None:
    """The smallest of the usual keys, times the factor of rope_scaling."""
    values = [value for key in USUAL_KEYS if isinstance(value := case.config.get(key), int)]
    factor = (case.config.get("rope_scaling") or {}).get("factor") or 1
    return round(min(values) * factor) if values else None


WAYS: Mapping[str, Callable[[Case], int | None]] = {
    "ours": ours,
    "`max_position_embeddings` alone": one_key,
    "usual keys × rope factor": usual_keys,
}


def table() -> str:
    """The Markdown table: right readings per model type and way."""
    all_cases = list(cases())
    totals = Counter(case.model_type for case in all_cases)
    right = Counter((case.model_type, name) for case in all_cases for name, way in WAYS.items() if _right(way, case))
    lines = [
        f"| model type | configs | {' | '.join(WAYS)} |",
        "| --- | ---: | " + " | ".join("---:" for _ in WAYS) + " |",
    ]
    for model_type, count in totals.items():
        lines.append(f"| {model_type} | {count} | {' | '.join(str(right[model_type, name]) for name in WAYS)} |")
    sums = {name: sum(right[model_type, name] for model_type in totals) for name in WAYS}
    shares = [f"{count} ({count / len(all_cases):.1%})" for count in sums.values()]
    return "\n".join([*lines, f"| **all** | {len(all_cases)} | {' | '.join(shares)} |"])


def wrong(way: Callable[[Case], int | None]) -> list[str]:
    """What a way gets wrong: repo, what it says, what is right."""
    return [f"{case.repo}: {way(case)}, not {case.correct}" for case in cases() if not _right(way, case)]


def wrong_at_high() -> list[str]:
    """What ours gets wrong where it is sure: each of these would be written by itself."""
    return [
        f"{case.repo}: {read.value.tokens}, not {case.correct}"
        for case in cases()
        if isinstance(read := reading(case), Reading)
        and read.confidence == "high"
        and read.value.tokens != case.correct
    ]


def confidences() -> str:
    """How many readings of ours are right and wrong, by confidence: a line of words."""
    counted = Counter(
        (read.confidence, read.value.tokens == case.correct)
        for case in cases()
        if isinstance(read := reading(case), Reading)
    )
    said = [
        f"{confidence}: {counted[confidence, True]} right, {counted[confidence, False]} wrong"
        for confidence in reversed(CONFIDENCES)
    ]
    silent = sum(not isinstance(reading(case), Reading) for case in cases())
    return "; ".join([*said, f"silent: {silent}"])


def _right(way: Callable[[Case], int | None], case: Case) -> bool:
    return way(case) == case.correct


if __name__ == "__main__":
    print(table())
    print(f"\nOurs by confidence: {confidences()}.")
    for line in wrong(ours):
        print(f"ours is wrong: {line}", file=sys.stderr)
    sys.exit(bool(wrong(ours)))
