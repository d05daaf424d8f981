"""docs/deployment.md shows what the daemon says of the audit that the README shows, and that one is run."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

from jllm_sync.messages import said
from jllm_sync.schedule.daemon import Health, run_line
from jllm_sync.schedule.steps import Run, StepResult

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
[HEALTH] = [json.loads(text) for text in re.findall(r"```json\n([\s\S]*?)\n```", DOCS)]


def audited() -> dict[str, int]:
    """What the audit of this repository's catalog counts, as tests/test_readme.py holds the README to it."""
    figures = re.findall(
        r"^errors: (\d+), warnings: (\d+), info: (\d+); waived: (\d+)\nrepos checked: (\d+) of (\d+)",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )[-1]
    return dict(zip(("error", "warning", "info", "waived", "observed", "repos"), map(int, figures), strict=True))


def test_the_log_and_the_health_are_those_of_the_audit() -> None:
    last, counts = HEALTH["last_run"], audited()
    steps = tuple(StepResult(step["name"], step["exit_code"], step["seconds"]) for step in last["steps"])
    started = datetime.fromisoformat(last["started_at"])
    run = Run(1, started, last["seconds"], "findings", 1, steps, counts)
    assert run.as_data("en") == last
    assert f" {said(run_line(run, datetime.fromisoformat(HEALTH['next_run'])), 'en')}\n" in DOCS


def test_the_health_has_the_parts_that_it_really_has() -> None:
    assert list(HEALTH) == list(Health(None).as_data())
