"""What published cards say of limits of use: found where a reader finds one.

tests/data/licenses/restrictions.yaml has excerpts, cards.yaml whole cards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from benchmarks.restriction_accuracy import cases, found, score, table

from jllm_sync.readings import Reading
from jllm_sync.readings.card import read_restrictions
from tests.build import REPO, observed

CASES = yaml.load(
    (Path(__file__).parents[1] / "data/licenses/restrictions.yaml").read_text(encoding="utf-8"),
    Loader=yaml.CSafeLoader,
)


def kinds(case: dict[str, Any]) -> set[str]:
    text = "---\nlicense: apache-2.0\n---\n" + case["text"]
    reading = read_restrictions(
        observed(
            case.get("repo", REPO), card={"license": "apache-2.0", **case.get("card", {})}, files={"README.md": text}
        )
    )
    return {limit.kind for limit in reading.value} if isinstance(reading, Reading) else set()


KNOWN = [case for case in CASES if "missed" not in case]


@pytest.mark.parametrize("case", KNOWN, ids=[case["id"] for case in KNOWN])
def test_cases(case: dict[str, Any]) -> None:
    assert kinds(case) == set(case["kinds"])


def test_precision_and_recall() -> None:
    """How much of what is found is so, and of what a reader finds is found; the known misses included."""
    pairs = [(kinds(case), set(case["kinds"])) for case in CASES]
    right = sum(len(found & wanted) for found, wanted in pairs)
    assert right / sum(len(found) for found, _ in pairs) > 0.95
    assert right / sum(len(wanted) for _, wanted in pairs) > 0.95


CARDS = cases()


@pytest.mark.parametrize("case", CARDS, ids=[case["id"] for case in CARDS])
def test_whole_cards(case: dict[str, Any]) -> None:
    assert (found(case) == set(case["kinds"])) is ("missed" not in case)


def test_whole_cards_are_half_with_limits_and_half_without() -> None:
    assert len({case["id"] for case in CARDS}) == len(CARDS) >= 60
    for part in {case["part"] for case in CARDS}:
        limited = [bool(case["kinds"]) for case in CARDS if case["part"] == part]
        assert 0.3 < sum(limited) / len(limited) < 0.7


def test_precision_and_recall_of_whole_cards() -> None:
    read, there, right = score(CARDS)
    assert right / read > 0.95
    assert right / there > 0.95
    assert len(list(table(CARDS))) == 3 + len({case["part"] for case in CARDS})
