"""How many of the limits of use that whole cards state are found, and how many of those found are there.

    python benchmarks/restriction_accuracy.py

The cards and what a reader takes from each stand in tests/data/licenses/cards.yaml, in parts: the rule was
tried on each part before it was mended for it (docs/rules.md has what that gave). What is printed is today's figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from jllm_sync.hub.observation import Observation, Present, Source
from jllm_sync.readings import Reading
from jllm_sync.readings.card import read_restrictions

DATA = Path(__file__).parents[1] / "tests" / "data" / "licenses" / "cards.yaml"


def cases() -> list[dict[str, Any]]:
    """All of them, in the order of the data."""
    loaded: list[dict[str, Any]] = yaml.load(DATA.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def found(case: Mapping[str, Any]) -> set[str]:
    """The kinds of limit that are read from one card."""
    source = Source("file", "README.md", None, f"https://huggingface.co/{case['repo']}/blob/main/README.md")
    card = {"license": "apache-2.0", **case.get("card", {})}
    observation = Observation(
        repo=case["repo"],
        kind="model",
        state="ok",
        canonical=case["repo"],
        state_source=source,
        card=Present(card, source),
        files={"README.md": Present(f"---\nlicense: apache-2.0\n---\n{case['text']}", source)},
    )
    reading = read_restrictions(observation)
    return {limit.kind for limit in reading.value} if isinstance(reading, Reading) else set()


def score(some: Iterable[Mapping[str, Any]]) -> tuple[int, int, int]:
    """How many limits are found, are there, and both."""
    pairs = [(found(case), set(case["kinds"])) for case in some]
    return (
        sum(len(read) for read, _ in pairs),
        sum(len(there) for _, there in pairs),
        sum(len(read & there) for read, there in pairs),
    )


def table(some: list[dict[str, Any]]) -> Iterator[str]:
    """A Markdown table, a row for each part and one for all."""
    yield "| cards | limits there | found | right | precision | recall |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for part in (*sorted({case["part"] for case in some}), None):
        those = [case for case in some if part in (None, case["part"])]
        read, there, right = score(those)
        name = f"part {part}, {len(those)}" if part else f"all {len(those)}"
        yield f"| {name} | {there} | {read} | {right} | {right / read:.2f} | {right / there:.2f} |"


if __name__ == "__main__":
    print("\n".join(table(cases())))
