"""A run: its steps, how it ends, and what it counts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from jllm_sync.schedule.steps import Run, Runner, Step, Steps, options_of, steps_of

REPORT = json.dumps({"summary": {"error": 1}, "coverage": {"repos": 2, "observed": 2, "complete": True}})


def step(name: str, code: str) -> Step:
    return Step(name, (sys.executable, "-c", code))


def carry_out(folder: Path, audit: str, *then: str, timeout: float = 120) -> Run:
    report = folder / "report.json"
    audit = f"import pathlib, sys, time; report = pathlib.Path({str(report)!r}); {audit}"
    steps = tuple(step(f"then {number}", code) for number, code in enumerate(then, 1))
    return Runner(Steps(step("check", audit), report, steps), timeout).run()


WRITE = f"report.write_text({REPORT!r}); "


@pytest.mark.parametrize(
    ("audit", "then", "status", "exit_code", "steps"),
    [
        (WRITE + "sys.exit(0)", ["0"], "clean", 0, 2),
        (WRITE + "sys.exit(1)", ["0", "0"], "findings", 1, 3),
        (WRITE + "sys.exit(3)", ["0"], "incomplete", 3, 2),
        ("sys.exit(3)", ["0"], "failed", 3, 1),  # an internal error: no report
        ("sys.exit(2)", ["0"], "invalid", 2, 1),
        ("sys.exit(77)", ["0"], "failed", 77, 1),
        ("import os; os.kill(os.getpid(), 9)", ["0"], "failed", 137, 1),
        ("1 / 0", ["0"], "failed", 3, 1),
        (WRITE, ["import sys; sys.exit('no')", "0"], "failed", 1, 2),
        (WRITE + "sys.exit(1)", ["raise SystemExit(3)", "0"], "incomplete", 3, 3),
    ],
)
def test_status(tmp_path: Path, audit: str, then: list[str], status: str, exit_code: int, steps: int) -> None:
    run = carry_out(tmp_path, audit, *then)
    assert (run.status, run.exit_code, len(run.steps)) == (status, exit_code, steps)
    assert run.failed == (status in ("failed", "invalid"))
    assert (run.counts == {"error": 1, "repos": 2, "observed": 2}) == (WRITE in audit)


def test_a_step_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    run = carry_out(tmp_path, "time.sleep(60)", timeout=0.3)
    assert (run.status, run.failed) == ("timeout", True)
    assert str(run.steps[0].problem).startswith("ended after 0.3 s")
    assert run.seconds < 30  # not sixty


def test_a_step_that_cannot_start_is_a_failed_run(tmp_path: Path) -> None:
    run = Runner(Steps(Step("check", ("/no/such/program",)), tmp_path / "report.json"), 5).run()
    assert (run.status, run.exit_code) == ("failed", 3)
    assert run.steps[0].problem == "/no/such/program: No such file or directory"


def test_the_commands_of_a_run() -> None:
    check = options_of(hub="live", lang=None, section=["a", "b"], max_requests=0, max_wait=1.5, jobs=2)
    sync = options_of(min_confidence="high")
    planned = steps_of(["models.yaml"], Path("report.json"), check, sync, sync_issues=True, apply_fixes=True)
    commands = [" ".join(step.command[4:]) for step in (planned.audit, *planned.then)]
    assert commands == [
        "check models.yaml --format json --output report.json --hub=live --section=a --section=b"
        " --max-requests=0 --max-wait=1.5 --jobs=2",
        "issues sync models.yaml --from report.json --min-confidence=high",
        "apply models.yaml --from report.json",
    ]
