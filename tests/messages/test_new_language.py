"""What a new language touches: its file, and its code in the line of `Language`; the rest follows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program with a language that shouts."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    for file in (
        "README.md",
        "README.ja.md",
        "docs/rules.md",
        "catalog.yaml",
        "tests/__init__.py",
        "tests/test_tables.py",
    ):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    messages = tmp_path / "src" / "jllm_sync" / "messages"
    english = (messages / "en.ftl").read_text(encoding="utf-8")
    (messages / "de.ftl").write_text(english.replace("repos checked:", "GEPRÜFT:"), encoding="utf-8")
    module = (messages / "__init__.py").read_text(encoding="utf-8")
    one_line = re.sub(r"^(Language = Literal\[.*)\]$", r'\1, "de"]', module, flags=re.MULTILINE)
    assert one_line != module
    (messages / "__init__.py").write_text(one_line, encoding="utf-8")
    return tmp_path


def run(program: Path, *arguments: str, **environment: str) -> str:
    """What a command of the changed program prints."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=program,
        env={**os.environ, "PYTHONPATH": f"{program / 'src'}{os.pathsep}{program}", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr + done.stdout
    return done.stdout


def test_a_language_is_a_file_and_a_line(program: Path) -> None:
    run(program, "tests.test_tables")  # `make tables`: nobody writes the schema's enumeration by hand
    check = ("jllm_sync", "check", "--hub", "recorded", "--no-state", "--section", "speech/asr")
    assert "GEPRÜFT:" in run(program, *check, "--lang", "de")
    catalog = program / "catalog.yaml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("settings:\n", "settings:\n  language: de\n", 1), encoding="utf-8")
    assert "GEPRÜFT:" in run(program, *check)
    report = program / "report.json"
    run(program, "jllm_sync", "check", "--hub", "recorded", "--no-state", "--format", "json", "-o", str(report))
    assert all(set(one["message"]) == {"en", "ja", "de"} for one in json.loads(report.read_text("utf-8"))["findings"])
    plan = ("jllm_sync", "issues", "plan", "--from", str(report), "--existing", "/dev/null", "--body", "dashboard")
    assert "GEPRÜFT:" in run(program, *plan)
