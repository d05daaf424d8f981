"""The Action's step for the site: the state is shown, the Hub is not asked again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.github_action.test_issues_step import RECORDER, STEPS, install

STEP = STEPS["Site"]
STATE = "/home/me/.local/state/jllm-sync/state.db"


def run(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    given = {
        "CATALOG": "models.yaml",
        "HUB": "live",
        "LANGUAGE": "",
        "SITE": "_site",
        "STATE": "~/.local/state/jllm-sync/state.db",
    } | inputs
    assert given.keys() == STEP["env"].keys()
    environment = {**os.environ, "RUNNER_TEMP": str(folder / "temp"), "HOME": "/home/me", **given}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("inputs", "options"),
    [
        ({}, ["--output=_site", "--hub=state", f"--state={STATE}"]),
        (
            {"STATE": "~/s.db", "LANGUAGE": "ja"},
            ["--output=_site", "--hub=state", "--state=/home/me/s.db", "--lang=ja"],
        ),
        ({"HUB": "recorded", "SITE": "my pages/$(id)"}, ["--output=my pages/$(id)", "--hub=recorded"]),
    ],
)
def test_what_it_shows(tmp_path: Path, inputs: dict[str, str], options: list[str]) -> None:
    install(tmp_path, RECORDER)
    assert run(tmp_path, **inputs).returncode == 0
    assert (tmp_path / "arguments").read_text().splitlines() == ["site", "models.yaml", *options]


@pytest.mark.parametrize(("code", "fails"), [(0, False), (3, False), (2, True), (1, True)])
def test_pages_of_an_incomplete_audit_are_published_too(tmp_path: Path, code: int, fails: bool) -> None:
    install(tmp_path, f"#!/bin/sh\nexit {code}\n")
    assert (run(tmp_path).returncode != 0) is fails


def test_it_stands_before_what_changes_the_catalog() -> None:
    names = list(STEPS)
    assert names.index("Audit") < names.index("Site") < names.index("Fixes")
