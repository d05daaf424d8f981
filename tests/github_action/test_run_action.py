"""The Action's audit step, as the runner starts it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from run_action import LONGEST_SUMMARY, check_options, cut, outputs

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".github/scripts/run_action.py"
CATALOG = """\
title: Mini
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
  gemma: {name: Gemma, accepts: [{license: gemma}]}
sections:
  - id: general
    title: General
    entries:
      - {id: right, license: mit, variants: [{repo: sbintuitions/sarashina2-7b}]}
      - {id: wrong, license: gemma, variants: [{repo: sbintuitions/sarashina2-13b}]}
"""


def can_write_several_formats() -> bool:
    shown = subprocess.run(
        [sys.executable, "-m", "jllm_sync", "check", "--help"], capture_output=True, text=True, check=True
    )
    return "--also" in shown.stdout


needs_formats = pytest.mark.skipif(not can_write_several_formats(), reason="check has no --also yet")


def act(folder: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """Run the step in a folder; gives the process, the outputs and the job summary."""
    output, summary = folder / ".output", folder / ".summary"
    for path in (output, summary):
        path.unlink(missing_ok=True)
        path.touch()
    environment = {
        **os.environ,
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_WORKSPACE": str(folder),
        "INPUT_CATALOG": "catalog.yaml",
        "INPUT_HUB": "recorded",
        "INPUT_REPORT": "report.json",
        "INPUT_ANNOTATE": "true",
        **{f"INPUT_{name.upper()}": value for name, value in inputs.items()},
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    given = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done, given, summary.read_text()


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "catalog.yaml")
    git(tmp_path, "commit", "--quiet", "--message", "before")
    return tmp_path


def test_inputs_become_options_and_empty_ones_leave_the_defaults() -> None:
    assert check_options({"HUB": "live", "LANGUAGE": "", "FAIL_ON": "never", "STATE": "s.db"}, ["a", "b"]) == [
        "--hub=live",
        "--fail-on=never",
        "--state=s.db",
        "--entry=a",
        "--entry=b",
    ]


@needs_formats
def test_one_audit_gives_report_summary_annotations_and_outputs(checkout: Path) -> None:
    done, outputs, summary = act(checkout)
    assert done.returncode == 0  # the findings' exit code is for the last step
    assert outputs["exit-code"] == "1" and outputs["complete"] == "true"
    assert outputs["report"] == "report.json"
    assert json.loads((checkout / "report.json").read_text())["summary"]["error"] == int(outputs["errors"]) == 1
    assert "::error file=catalog.yaml,line=10," in done.stdout
    assert "license-drift" in summary
    quiet, _, _ = act(checkout, annotate="false")
    assert "::error" not in quiet.stdout


@needs_formats
def test_only_what_changed_since_a_revision(checkout: Path) -> None:
    (checkout / "catalog.yaml").write_text(CATALOG.replace("id: right", "id: renamed"))
    done, outputs, _ = act(checkout, changed_since="HEAD")
    assert (outputs["exit-code"], outputs["errors"]) == ("0", "0")
    assert "Entries that differ from HEAD: renamed\n" in done.stdout


PAGE = """| Model | License |
|---|---|
| [Right](https://huggingface.co/rinna/bilingual-gpt-neox-4b) | MIT |
| [Other](https://huggingface.co/rinna/japanese-gpt2-medium) | MIT |
"""


@needs_formats
def test_only_the_rows_of_pages_that_changed_since_a_revision(checkout: Path) -> None:
    pages = {"README.md": PAGE, "en/README.md": PAGE}
    for name, text in pages.items():
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_text(text)
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "--message", "pages")
    named = {"catalog": "ja=README.md\nen/README.md\n", "changed_since": "HEAD"}
    done, outputs, _ = act(checkout, **named)
    assert "No entry of ja=README.md, en/README.md differs from HEAD" in done.stdout
    assert outputs["exit-code"] == "0"
    (checkout / "en/README.md").write_text(f"# A heading\n\n{PAGE.replace('medium) | MIT', 'medium) | Apache 2.0')}")
    done, outputs, _ = act(checkout, **named)
    assert "Entries that differ from HEAD: rinna-japanese-gpt2-medium\n" in done.stdout
    (checkout / "fr").mkdir()
    (checkout / "fr/README.md").write_text(PAGE)  # a page that the revision lacks: all rows
    done, _, _ = act(checkout, **{**named, "catalog": "ja=README.md\nen/README.md\nfr/README.md"})
    assert "differ from HEAD: rinna-bilingual-gpt-neox-4b, rinna-japanese-gpt2-medium\n" in done.stdout


def test_nothing_changed_checks_the_schema_only(checkout: Path) -> None:
    (checkout / "catalog.yaml").write_text(f"# a comment\n{CATALOG}")
    done, outputs, _ = act(checkout, changed_since="HEAD")
    assert done.returncode == 0
    assert (outputs["report"], outputs["exit-code"], outputs["complete"]) == ("", "0", "true")


def test_a_revision_that_was_not_fetched_is_said(checkout: Path) -> None:
    done, given, summary = act(checkout, changed_since="HEAD^1")
    assert done.returncode == 2
    assert "::error title=jllm-sync::changed-since: this checkout has no revision HEAD^1; fetch it too" in done.stdout
    assert (given["exit-code"], given["complete"], given["report"], given["errors"]) == ("2", "false", "", "0")
    assert "fetch it too" in summary


def test_a_broken_catalog_fails_the_step_and_runs_no_command_of_its_text(checkout: Path) -> None:
    hostile = CATALOG.replace("id: wrong", 'id: "x\\n::error::injected"')
    (checkout / "catalog.yaml").write_text(hostile)
    done, outputs, _ = act(checkout, changed_since="HEAD")
    assert done.returncode == 2
    commands = re.findall(r"^\s*::.*|##\[.*", f"{done.stdout}\n{done.stderr}", re.M)
    assert [line.partition("title=")[2][:11] for line in commands] == ["jllm-sync::"]
    assert outputs["complete"] == "false"


def test_a_summary_too_long_for_github_is_cut_at_a_line() -> None:
    kept = cut("| ああ |\n" * 200_000, LONGEST_SUMMARY)
    assert LONGEST_SUMMARY - 200 < len(kept.encode()) < LONGEST_SUMMARY + 200
    assert kept.splitlines()[-1].startswith("… The whole report")


def test_a_broken_catalog_is_an_annotation_at_its_line_and_a_summary(checkout: Path) -> None:
    (checkout / "catalog.yaml").write_text(CATALOG.replace("license: mit", "licence: mit"))
    for more in ({}, {"changed_since": "HEAD"}):
        done, given, summary = act(checkout, **more)
        assert done.returncode == 2
        assert re.search(r"^::error file=catalog.yaml,line=\d+,col=\d+,title=jllm-sync::.*licence", done.stdout, re.M)
        assert summary.startswith("## jllm-sync: the catalog cannot be read\n\n    catalog.yaml:")
        assert (given["exit-code"], given["complete"], given["errors"], given["report"]) == ("2", "false", "0", "")
        assert set(given) == set(outputs(0, checkout / "none.json"))


def test_no_such_catalog_is_said_with_every_output(tmp_path: Path) -> None:
    for more in ({}, {"changed_since": "HEAD"}):
        done, given, summary = act(tmp_path, catalog="none.yaml", **more)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert summary.startswith("## jllm-sync: there is no such catalog\n\n    none.yaml")
        assert given == outputs(2, tmp_path / "none.json")


def test_several_lines_are_the_pages_of_one_list(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    row = "| [Sarashina2](https://huggingface.co/sbintuitions/sarashina2-13b) | {} |\n"
    for file, head in (("README.md", "| モデル | ライセンス |"), ("en/README.md", "| Model | License |")):
        (tmp_path / file).write_text(f"## A\n\n{head}\n|---|---|\n{row.format('Apache 2.0')}", encoding="utf-8")
    done, given, summary = act(tmp_path, catalog="ja=README.md\n\n  en/README.md ", report="out.json")
    assert (given["errors"], given["report"]) == ("1", "out.json"), done.stderr
    assert "::error file=README.md,line=5," in done.stdout and "license-drift" in summary


def test_what_bounds_and_narrows_it() -> None:
    inputs = {"RULES": "license-drift, repo-gone", "SECTIONS": "a\nb/c", "MAX_REQUESTS": "5", "MAX_WAIT": "60"}
    options = check_options(inputs)
    assert options == [
        "--max-requests=5", "--max-wait=60", "--rule=license-drift", "--rule=repo-gone", "--section=a", "--section=b/c",
    ]  # fmt: skip


@pytest.mark.parametrize("catalog", ["--help", "-h", "--version", "README.md\n--help", "-"])
def test_what_is_no_file_is_no_catalog(tmp_path: Path, catalog: str) -> None:
    (tmp_path / "README.md").write_text("# A page\n")
    done, given, summary = act(tmp_path, catalog=catalog)
    assert (done.returncode, given["exit-code"], given["complete"], given["report"]) == (2, "2", "false", "")
    assert "::error title=jllm-sync::catalog: a file was expected" in done.stdout
    assert "a file was expected" in summary
