"""The Action's step for issues: what the audit found is told as it stands in its report, without a second audit."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.github_action.test_run_action import CATALOG, act

ROOT = Path(__file__).parents[2]
STEPS = {step["name"]: step for step in yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]}
DEFAULTS = {
    "CATALOG": "models.yaml",
    "REPORT": "report.json",
    "CHANGED_SINCE": "",
    "HUB": "live",
    "LANGUAGE": "",
    "MIN_CONFIDENCE": "medium",
    "STATE": "~/state.db",
    "ANSWER_CHECKBOXES": "true",
}
STATE = "--state=/home/me/state.db"
RECORDER = '#!/bin/sh\nfor argument; do echo "$argument"; done >> arguments\n'


def install(folder: Path, program: str) -> None:
    """Put a program where the Action's own installation would be."""
    target = folder / "temp/jllm-sync/bin/jllm-sync"
    target.parent.mkdir(parents=True)
    target.write_text(program)
    target.chmod(target.stat().st_mode | stat.S_IXUSR)


def step(folder: Path, script: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step as the runner does, which passes what its env names and ends at the first error."""
    assert DEFAULTS.keys() <= STEPS["Issues"]["env"].keys()
    environment = {**os.environ, "RUNNER_TEMP": str(folder / "temp"), "HOME": "/home/me", **DEFAULTS, **inputs}
    environment["GITHUB_STEP_SUMMARY"] = str(folder / "summary")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("inputs", "options"),
    [
        ({}, ["--hub=live", STATE, "--from=report.json", "--min-confidence=medium"]),
        (
            {"HUB": "recorded"},
            ["--hub=recorded", STATE, "--from=report.json", "--min-confidence=medium"],
        ),
        (
            {"MIN_CONFIDENCE": "", "LANGUAGE": "ja", "ANSWER_CHECKBOXES": "false"},
            ["--hub=live", STATE, "--from=report.json", "--lang=ja", "--no-pull-request"],
        ),
        (
            {"REPORT": "my reports/$(id).json"},
            ["--hub=live", STATE, "--from=my reports/$(id).json", "--min-confidence=medium"],
        ),
        ({"CHANGED_SINCE": "HEAD^1"}, ["--hub=live", STATE, "--min-confidence=medium"]),
    ],
)
def test_the_report_is_all_it_needs_unless_it_is_about_a_part(
    tmp_path: Path, inputs: dict[str, str], options: list[str]
) -> None:
    install(tmp_path, RECORDER)
    done = step(tmp_path, STEPS["Issues"]["run"], **inputs)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "arguments").read_text().splitlines() == ["issues", "sync", "models.yaml", *options]


def test_each_line_is_a_page(tmp_path: Path) -> None:
    install(tmp_path, RECORDER)
    assert step(tmp_path, STEPS["Issues"]["run"], CATALOG=" ja=README.md\n\nen=en/a b.md\n").returncode == 0
    assert (tmp_path / "arguments").read_text().splitlines()[:4] == ["issues", "sync", "ja=README.md", "en=en/a b.md"]


def test_what_it_says_is_in_the_summary_whatever_becomes_of_it(tmp_path: Path) -> None:
    install(tmp_path, "#!/bin/sh\necho one\necho two >&2\nexit 3\n")
    done = step(tmp_path, STEPS["Issues"]["run"])
    assert (done.returncode, done.stdout) == (3, "one\ntwo\n")
    assert (tmp_path / "summary").read_text() == "\n### Issues\n\n    one\n    two\n"


def test_it_takes_the_report_that_the_audit_step_wrote(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    _, outputs, _ = act(tmp_path, min_confidence="high")
    install(tmp_path, f'#!/bin/sh\nexec {sys.executable} -P -m jllm_sync "$@"\n')
    script = STEPS["Issues"]["run"].replace(" issues sync ", " issues plan --existing /dev/null ")
    script = script.replace(
        'options=(--hub="$HUB" --state="${STATE/#\\~/$HOME}")', "options=()"
    )  # a plan drafts nothing
    unreachable = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    inputs = {"CATALOG": "catalog.yaml", "REPORT": outputs["report"], "MIN_CONFIDENCE": "high", **unreachable}
    done = step(tmp_path, script, **inputs)
    assert (done.returncode, done.stderr) == (0, "")
    assert "create  Audit: sbintuitions/sarashina2-13b: license-drift  (entry:wrong)" in done.stdout


def test_its_environment_comes_from_the_inputs_and_the_audit() -> None:
    given = STEPS["Issues"]["env"]
    assert given["REPORT"] == STEPS["Fixes"]["env"]["REPORT"] == "${{ steps.audit.outputs.report }}"
    assert given["CHANGED_SINCE"] == STEPS["Audit"]["env"]["INPUT_CHANGED_SINCE"] == "${{ inputs.changed-since }}"
    names = list(STEPS)
    assert names.index("Audit") < names.index("Issues") < names.index("Fixes")  # fixes change the audited catalog
