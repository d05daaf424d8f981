"""What published cards say of limits of use (tests/data/licenses/restrictions.yaml): found where a reader finds one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

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
