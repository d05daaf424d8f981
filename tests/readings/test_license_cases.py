"""Licences and base models as people really state them (tests/data/licenses): what was seen in, what it means out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from jllm_sync.hub.observation import Observation
from jllm_sync.readings import Reading
from jllm_sync.readings.license import read_license
from jllm_sync.readings.lineage import read_parents
from tests.build import findings, found, observed

CASES = yaml.load(
    (Path(__file__).parents[1] / "data/licenses/cases.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)


def cases(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=case["id"]) for kind in kinds for case in CASES[kind]]
    )


def seen(case: dict[str, Any]) -> Observation:
    return observed(**{key: case[key] for key in ("card", "config", "info", "files") if key in case})


@cases("licenses", "license_files")
def test_licenses(case: dict[str, Any]) -> None:
    reading = read_license(seen(case))
    assert isinstance(reading, Reading)
    assert [stated.means for stated in reading.value] == case["means"]


@cases("parents")
def test_parents(case: dict[str, Any]) -> None:
    reading = read_parents(seen(case))
    assert (list(reading.value) if isinstance(reading, Reading) else None) == case["parents"]
    assert not isinstance(reading, Reading) or reading.confidence == case.get("confidence", "high")


@cases("rules")
def test_rules(case: dict[str, Any]) -> None:
    if "entries" in case:
        observations = [observed(one["repo"], card=one["card"]) for one in case["observations"]]
        assert bool(found(case["entries"], case["rule"], *observations)) is case["found"]
    else:
        assert bool(findings(case["claim"], seen(case), case["rule"])) is case["found"]
