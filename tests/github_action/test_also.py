"""check --also: one audit, several reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def check(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jllm_sync", "check", "--hub", "recorded", "--entry", "sarashina2", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_writes_the_same_report_in_other_formats_too(tmp_path: Path) -> None:
    markdown, sarif = tmp_path / "report.md", tmp_path / "report.sarif"
    done = check(tmp_path, "--format", "json", "--also", f"markdown={markdown}", "--also", f"sarif={sarif}")
    assert json.loads(done.stdout)["schema"] == "jllm-sync/report/1"
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert markdown.read_text() == check(tmp_path, "--format", "markdown").stdout


def test_says_what_it_expects(tmp_path: Path) -> None:
    for wrong in ("html=x", "markdown", "markdown="):
        done = check(tmp_path, "--also", wrong)
        assert done.returncode == 2
        assert (
            f"--also {wrong}: expected FORMAT=FILE, where FORMAT is one of text, json, markdown, github, sarif"
            in done.stderr
        )
