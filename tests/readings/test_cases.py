"""Cases from public reports and configs in, what is right out; tests/data/readings/cases.yaml has their sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from jllm_sync.finding import at_least
from jllm_sync.hub.observation import Observation
from jllm_sync.readings import Reading
from jllm_sync.readings.context import read_context
from jllm_sync.readings.parameters import read_parameters
from tests.build import REPO, findings, observed

CASES: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "readings" / "cases.yaml").read_text(encoding="utf-8")
)


def of(*kinds: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for kind in kinds for case in CASES[kind]]


def shown(case: Mapping[str, Any]) -> Observation:
    return observed(
        case.get("repo", REPO),
        config=case.get("config"),
        card=case.get("card"),
        files=case.get("files"),
        info=case.get("info"),
        complete=True,
    )


@pytest.mark.parametrize("case", of("context", "context-gguf"))
def test_context(case: dict[str, Any]) -> None:
    reading, expected = read_context(shown(case)), case["expected"]
    if not isinstance(reading, Reading):
        assert expected["tokens"] is None or expected.get("silence_ok"), reading
        return
    if "at_most" in expected:
        assert at_least(expected["at_most"], reading.confidence)
    if expected["tokens"] is None:
        assert reading.confidence == "low"
        return
    assert reading.value.tokens == expected["tokens"]
    for claim in expected.get("claims", ()):
        assert not findings(f"context: {claim}", shown(case), "context-drift")
    for claim in expected.get("against", ()):
        assert findings(f"context: {claim}", shown(case), "context-drift")


@pytest.mark.parametrize("case", of("parameters"))
def test_parameters(case: dict[str, Any]) -> None:
    reading, expected = read_parameters(shown(case)), case["expected"]
    if isinstance(reading, Reading):
        assert reading.value == expected["total"]
    else:
        assert expected["total"] is None or expected.get("silence_ok"), reading
    assert bool(findings(f"parameters: {expected['claim']}", shown(case), "parameters-drift")) is expected["found"]


@pytest.mark.parametrize("case", of("custom-code", "weight-files", "architecture"))
def test_rules(case: dict[str, Any]) -> None:
    assert bool(findings(case["claim"], shown(case), case["rule"])) is case["expected"]["found"]


@pytest.mark.parametrize("case", of("size-name"))
def test_size_in_the_name(case: dict[str, Any]) -> None:
    assert bool(findings(case["claim"], observed(case["repo"]), "size-name")) is case["found"]


def test_each_case_has_a_source_and_a_name_of_its_own() -> None:
    cases = [case for kind in CASES.values() for case in kind]
    assert all(case["source"] for case in cases)
    assert len({case["id"] for case in cases}) == len(cases)
