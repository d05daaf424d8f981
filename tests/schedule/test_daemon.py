"""The daemon as a process: it keeps its schedule, survives what goes wrong, and ends when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.hub.helpers import repo
from tests.hub_server import HubServer

ROOT = Path(__file__).parents[2]

# The first run finds something, the second falls over, every later one takes longer than any test.
JOB = """
import json, pathlib, signal, sys, time
folder, stubborn = pathlib.Path(sys.argv[1]), sys.argv[2] == "stubborn"
runs = folder / "runs"
runs.write_text(runs.read_text() + "x" if runs.exists() else "x")
number = len(runs.read_text())
if number == 2:
    raise MemoryError("no room")
report = {"summary": {"error": 2, "warning": 1, "info": 0, "waived": 0}, "coverage": {"repos": 5, "observed": 4}}
(folder / "report.json").write_text(json.dumps(report))
if number > 2:
    if stubborn:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    (folder / "pid").write_text(str(__import__("os").getpid()))
    try:
        time.sleep(600)
    finally:
        (folder / "tidied").touch()
sys.exit(1)
"""

CATALOG = """\
title: Mini
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
sections:
  - id: general
    title: General
    entries:
      - id: sarashina2
        name: Sarashina2
        license: mit
        variants: [{label: 7b, repo: sbintuitions/sarashina2-7b}]
"""


@contextmanager
def started(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


PATIENCE = 120.0
"""Seconds after which a test fails rather than waits on; nothing takes as long on any machine."""


def wait_for(path: Path) -> str:
    """What stands in a file, once anything does."""
    end = time.monotonic() + PATIENCE
    while not path.exists() or not path.read_text():
        assert time.monotonic() < end, f"{path.name} did not come"
        time.sleep(0.02)
    return path.read_text()


def events(output: str, name: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in output.splitlines()]
    return [event for event in found if event["event"] == name]


@pytest.mark.parametrize(
    ("job", "number", "exit_code"),
    [("willing", signal.SIGTERM, 0), ("stubborn", signal.SIGTERM, 0), ("willing", signal.SIGINT, 130)],
)
def test_two_runs_one_of_which_fails_and_an_end_in_the_middle_of_a_third(
    tmp_path: Path, job: str, number: signal.Signals, exit_code: int
) -> None:
    program = tmp_path / "job.py"
    program.write_text(JOB)
    with started("-m", "tests.schedule.driver", str(tmp_path), str(program), str(tmp_path), job) as daemon:
        began = time.monotonic()
        process = int(wait_for(tmp_path / "pid"))
        started_up = time.monotonic() - began
        assert daemon.stdout is not None
        log: list[str] = []
        runs = 0
        while job == "stubborn" and not (runs == 2 and '"skipped"' in log[-1]):  # a run comes to be due in the third
            runs = len(events("".join(log), "run"))
            log.append(daemon.stdout.readline())
            assert log[-1], "the daemon ended"
        told_at = time.monotonic()
        daemon.send_signal(number)
        rest, _ = daemon.communicate(timeout=PATIENCE)
        took = time.monotonic() - told_at
    output = "".join(log) + rest
    assert daemon.returncode == exit_code
    assert took < max(5, 5 * started_up)  # a run would take ten minutes; a busy machine stretches both alike
    first, second, third = (event["run"] for event in events(output, "run"))
    assert first["status"] == "findings"
    assert first["counts"] == {"error": 2, "warning": 1, "info": 0, "waived": 0, "repos": 5, "observed": 4}
    assert (second["status"], second["steps"][0]["problem"]) == ("failed", "MemoryError: no room")
    assert second["counts"] == {}  # the first run's report is not taken for the second's
    assert third["status"] == "stopped"
    assert (tmp_path / "tidied").exists() == (job == "willing")  # it could clean up, unless it would not listen
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    if job == "stubborn":
        assert events(output, "skipped")
    assert '"event": "stopped"' in output.splitlines()[-1]
    health = json.loads((tmp_path / "health.json").read_text())
    assert (health["state"], health["healthy"], health["runs"], health["next_run"]) == ("stopped", False, 3, None)


def test_once_and_now_through_the_command_line(tmp_path: Path) -> None:
    catalog, report = tmp_path / "models.yaml", tmp_path / "report.json"
    catalog.write_text(CATALOG)
    command = ["-m", "jllm_sync", "schedule", "--cron", "17 18 * * *", "--timezone", "Asia/Tokyo", str(catalog)]
    options = ["--hub", "recorded", "--run-now", "--once", "--report", str(report), "--fail-on", "info"]
    with started(*command, *options) as daemon:
        output, _ = daemon.communicate(timeout=PATIENCE)
    start, run, end = output.splitlines()
    assert start.count("T18:17:00+09:00") == 3
    assert " run 1: " in run and "repos: 1 of 1" in run
    assert end.endswith(" stopped")
    findings = json.loads(report.read_text())["summary"]
    assert daemon.returncode == int(any(findings[severity] for severity in ("error", "warning", "info")))


@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        (["--cron", "61 * * * *"], {}, "minute '61': expected 0 to 59"),
        (["--timezone", "Asia/Tokio"], {}, "did you mean Asia/Tokyo"),
        (["--entry", "sarashina3"], {}, "Did you mean sarashina2"),
        (["--entry", "sarashina2", "--issues"], {}, "leave out the narrowing"),
        (["--health-file", "none/health.json", "--hub", "recorded"], {}, "--health-file none/health.json: cannot be"),
        (["--report", "none/report.json", "--hub", "recorded"], {}, "--report none/report.json: cannot be written"),
        (["--report", ".", "--hub", "recorded"], {}, "--report .: cannot be written: Is a directory"),
        (["--also", "markdown=none/report.md", "--hub", "recorded"], {}, "--also none/report.md: cannot be written"),
        (["--also", "markdown=-", "--hub", "recorded"], {}, "standard output is for the log"),
        (["-"], {}, "name a file, not standard input"),
        (["--issues", "--hub", "recorded"], {}, "GITHUB_TOKEN, GITHUB_REPOSITORY (owner/name) are not set"),
        (["--issues", "--hub", "recorded"], {"GITHUB_TOKEN": "x"}, "GITHUB_REPOSITORY (owner/name) is not set"),
        (["--hub", "none.jsonl"], {}, "none.jsonl: no such recording"),
        (["--hub", "models.yaml"], {}, "models.yaml:1: not JSON"),
        (["--no-state"], {"HF_ENDPOINT": "foo"}, "HF_ENDPOINT: expected the URL of a Hub"),
        (["--no-state"], {"HF_TOKEN": "hf_日本"}, "HF_TOKEN holds characters"),
        (["--no-state"], {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE is set"),
        (["--state", "models.yaml"], {}, "models.yaml"),
    ],
)
def test_what_can_never_work_is_said_at_the_start(
    tmp_path: Path, options: list[str], environment: dict[str, str], said: str
) -> None:
    (tmp_path / "models.yaml").write_text(CATALOG)
    command = [sys.executable, "-m", "jllm_sync", "schedule", "--cron", "@daily", *options, "models.yaml"]
    told = ("HF_ENDPOINT", "HF_TOKEN", "GITHUB_TOKEN", "GITHUB_REPOSITORY")
    inherited = {name: value for name, value in os.environ.items() if name not in told}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_its_bounds_hold_in_each_run(tmp_path: Path) -> None:
    catalog, report = tmp_path / "models.yaml", tmp_path / "report.json"
    catalog.write_text(CATALOG)
    command = ["-m", "jllm_sync", "schedule", "--cron", "@daily", "--run-now", "--once", str(catalog), "--no-state"]
    bounds = ["--max-requests", "0", "--max-wait", "1.5", "--jobs", "2"]
    with HubServer() as hub:
        environment = {"HF_ENDPOINT": hub.url}
        with started(*command, *bounds, "--report", str(report), **environment) as daemon:
            output, _ = daemon.communicate(timeout=PATIENCE)
    assert (daemon.returncode, hub.log) == (3, [])
    assert "run 1: incomplete" in output
    assert json.loads(report.read_text())["coverage"]["unobserved"][0]["reason"] == "out-of-budget"


@pytest.mark.parametrize("trusted", [True, False])
def test_pages_are_audited_and_what_would_be_doubted_is_believed_where_told_to(tmp_path: Path, trusted: bool) -> None:
    page, report, summary = tmp_path / "README.md", tmp_path / "report.json", tmp_path / "report.md"
    page.write_text("| Name | Link |\n| --- | --- |\n| A | [a](https://huggingface.co/lab/a) |\n")
    command = ["-m", "jllm_sync", "schedule", "--cron", "@daily", "--run-now", "--once", "--no-state", str(page)]
    options = ["--report", str(report), "--also", f"markdown={summary}", *(["--trust-gone"] if trusted else [])]
    with HubServer([repo("lab/b")]) as hub:
        hub.repo("lab/b").state = "gone"
        with started(*command, *options, HF_ENDPOINT=hub.url) as daemon:
            daemon.communicate(timeout=PATIENCE)
    rules = {finding["rule"] for finding in json.loads(report.read_text())["findings"]}
    assert (daemon.returncode, "repo-gone" in rules) == ((1, True) if trusted else (3, False))
    assert summary.read_text().startswith("#")


def test_a_run_that_cannot_work_is_told_by_log_and_health(tmp_path: Path, unused_port: int) -> None:
    catalog, health_file = tmp_path / "models.yaml", tmp_path / "health.json"
    catalog.write_text(CATALOG)
    command = ["-m", "jllm_sync", "schedule", "--cron", "@daily", str(catalog), "--run-now", "--no-state"]
    options = ["--health-file", str(health_file), "--health-port", str(unused_port)]
    with HubServer() as hub, started(*command, *options, HF_ENDPOINT=hub.url, HF_TOKEN="hf_expired") as daemon:
        assert daemon.stdout is not None
        daemon.stdout.readline()
        line = daemon.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{unused_port}/health", timeout=PATIENCE) as answer:
            health = json.load(answer)
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=PATIENCE)
    assert "run 1: invalid; check: jllm-sync: " in line and "refuses the token" in line
    assert health["healthy"] and health["last_run"]["status"] == "invalid" and health["failures_in_a_row"] == 1
    assert health["next_run"] is not None
    assert daemon.returncode == 0
