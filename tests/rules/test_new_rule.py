"""What a new rule touches: its module, its words in each language, a line of the registry, a heading in docs/rules.md.

A throw-away rule is added to a copy of the program, by these alone; everything else follows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jllm_sync.messages import LANGUAGES

ROOT = Path(__file__).parents[2]

MODULE = '''\
"""short-name: the repo's name is shorter than a reader remembers."""

from __future__ import annotations

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.rules.rule import Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires on names of less than five characters."""
    name = subject.variant.repo.rpartition("/")[2]
    if len(name) >= 5:
        return None
    return Found(message=message("short-name.found", name=name), reading=Stated(name, name))


RULE = RepoRule(id="short-name", severity="warning", check=check)
'''
WORDS = {
    "en": ("The repo's name is short.", "publish it anew under a longer name", "{ $name } is a short name."),
    "ja": ("リポジトリ名が短すぎます。", "長い名前で公開し直してください", "{ $name } は短い名前です。"),
}
DOCS = "\n## short-name\n\n**Checks.** …\n"
CATALOG = """\
title: A list
settings: {rules: {short-name: info}}
sections:
  - id: models
    title: Models
    entries:
      - id: family
        name: Family
        variants:
          - {repo: pfnet/plamo-13b}
          - {repo: openai-community/gpt2}
          - repo: openai/o1
            waivers: [{rule: short-name, reason: a well-known one, seen: o1}]
"""
RECORDING = [
    {"schema": "jllm-sync/recording/1", "recorded_at": "2026-08-01", "endpoint": "https://huggingface.co"},
    *(
        {
            "repo": repo,
            "kind": "model",
            "state": {"value": "ok", "source": 0},
            "sources": [{"kind": "api", "path": "model info", "url": f"https://huggingface.co/{repo}"}],
        }
        for repo in ("pfnet/plamo-13b", "openai-community/gpt2", "openai/o1")
    ),
]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program with the rule in it."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "hub-recording.jsonl"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    for file in ("README.md", "README.ja.md", "docs/rules.md", "tests/__init__.py", "tests/test_tables.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    package = tmp_path / "src" / "jllm_sync"
    (package / "rules" / "short_name.py").write_text(MODULE, encoding="utf-8")
    registry = package / "rules" / "__init__.py"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(
        text.replace('    "waiver_stale",\n', '    "short_name",\n    "waiver_stale",\n'), encoding="utf-8"
    )
    for language in LANGUAGES:
        sentence, remedy, found = WORDS[language]
        with (package / "messages" / f"{language}.ftl").open("a", encoding="utf-8") as file_:
            file_.write(f"\nshort-name =\n    .sentence = {sentence}\n    .remedy = {remedy}\n    .found = {found}\n")
    with (tmp_path / "docs" / "rules.md").open("a", encoding="utf-8") as file_:
        file_.write(DOCS)
    (tmp_path / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "hub.jsonl").write_text("".join(json.dumps(line) + "\n" for line in RECORDING), encoding="utf-8")
    return tmp_path


def run(program: Path, *arguments: str) -> str:
    """What a command of the changed program prints."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=program,
        env={**os.environ, "PYTHONPATH": f"{program / 'src'}{os.pathsep}{program}", "XDG_STATE_HOME": str(program)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_a_rule_is_one_place(program: Path) -> None:
    run(program, "tests.test_tables")  # `make tables`: nobody writes these by hand
    assert "[short-name](docs/rules.md#short-name) | 警告 | リポジトリ名が短すぎます。 |" in (
        program / "README.ja.md"
    ).read_text(encoding="utf-8")
    check = ("jllm_sync", "check", "--hub", "hub.jsonl", "--no-state", "--rule", "short-name", "--lang", "ja")
    text = run(program, *check)
    assert "gpt2 は短い名前です。" in text
    assert "長い名前で公開し直してください" in text
    sarif = json.loads(run(program, *check, "--format", "sarif"))["runs"][0]
    assert "short-name" in [rule["id"] for rule in sarif["tool"]["driver"]["rules"]]
    report = json.loads(run(program, *check, "--format", "json"))
    found = {finding["repo"]: finding for finding in report["findings"]}
    assert {repo: bool(one["waiver"]) for repo, one in found.items()} == {
        "openai-community/gpt2": False,
        "openai/o1": True,
    }
    assert {one["severity"] for one in found.values()} == {"info"}  # as the settings say
