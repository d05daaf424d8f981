"""jllm-sync apply, as it is used."""

from __future__ import annotations

import copy
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jllm_sync.cli import main
from jllm_sync.hub.recording import parse_recording
from tests.cli.conftest import Program
from tests.data.hostile.make import TRICKS
from tests.hub_server import HubServer
from tests.report.reports import HOSTILE, ROOT, commands

RECORDING = """\
{"schema": "jllm-sync/recording/1", "recorded_at": "2026-01", "endpoint": "https://huggingface.co"}
{"repo": "new/river-7b", "kind": "model", "state": {"value": "ok", "source": 0}, "sources": [{"kind": "file", "path": "README.md", "revision": "0123456"}], "card": {"source": 0, "value": {"license": "mit"}}}
{"repo": "old/river-7b", "kind": "model", "state": {"value": "renamed", "to": "new/river-7b", "source": 0}, "sources": [{"kind": "api", "path": "api/models/old/river-7b"}]}
{"repo": "old/rain", "kind": "model", "state": {"value": "renamed", "to": "unseen/rain", "source": 0}, "sources": [{"kind": "api", "path": "api/models/old/rain"}]}
{"repo": "Delta/Lake", "kind": "model", "state": {"value": "ok", "source": 0}, "sources": [{"kind": "file", "path": "README.md", "revision": "0123456"}], "card": {"source": 0, "value": {"license": "apache-2.0"}}}
"""  # noqa: E501
CATALOG = """\
# Kept by hand.
title: Rivers
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
sections:
  - id: general
    title: General
    entries:
      - id: river
        license: unknown   # nobody said
        variants:
          - {label: 7b, repo: old/river-7b}   # the small one
          - {label: 13b, repo: delta/river-13b}
        references:
          - {repo: old/rain, role: mentioned}
      - id: lake
        license: mit
        variants:
          - {repo: delta/lake}
        references:
          - {repo: old/rain, role: mentioned}   # flows from there
"""
FIXED = (
    CATALOG.replace("repo: old/river-7b}", "repo: new/river-7b, license: mit}")
    .replace("repo: old/rain", "repo: unseen/rain")
    .replace("delta/lake", "Delta/Lake")
)
UNSAFE = FIXED.replace("        license: mit\n", "        license: apache-2.0\n")


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recording.jsonl").write_text(RECORDING)
    path = tmp_path / "catalog.yaml"
    path.write_bytes(CATALOG.encode())
    return path


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["jllm-sync", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return run


def apply(run: Any, *arguments: str) -> Ran:
    ran: Ran = run("apply", "--hub", "recording.jsonl", "--lang", "en", *arguments)
    return ran


def report_of(run: Any) -> dict[str, Any]:
    assert run("check", "--hub", "recording.jsonl", "--format", "json", "-o", "report.json").code in (0, 1)
    report: dict[str, Any] = json.loads(Path("report.json").read_text())
    return report


def test_safe_fixes_are_written_and_a_second_run_changes_nothing(catalog: Path, run: Any) -> None:
    ran = apply(run)
    assert (ran.code, ran.err) == (0, "")
    assert catalog.read_text() == FIXED
    assert ran.out == (
        "fixed  river › old/river-7b  license: unknown (inherited) → mit  (license-found)\n"
        "fixed  river › old/river-7b  repo: old/river-7b → new/river-7b  (repo-renamed)\n"
        "fixed  river › old/rain  repo: old/rain → unseen/rain  (repo-renamed)\n"
        "fixed  lake › delta/lake  repo: delta/lake → Delta/Lake  (repo-case)\n"
        "fixed  lake › old/rain  repo: old/rain → unseen/rain  (repo-renamed)\n"
        "5 fixes written to catalog.yaml\n"
        "1 fix needs a look at the evidence and was left (--unsafe makes it too)\n"
    )
    before = catalog.stat().st_mtime_ns
    again = apply(run)
    assert again.out == "1 fix needs a look at the evidence and was left (--unsafe makes it too)\n"
    assert catalog.read_text() == FIXED and catalog.stat().st_mtime_ns == before


def test_unsafe_fixes_are_made_when_asked_for_and_check_is_silent_then(catalog: Path, run: Any) -> None:
    assert apply(run, "--unsafe").code == 0
    assert catalog.read_text() == UNSAFE
    assert report_of(run)["findings"] == []


def test_in_japanese(catalog: Path, run: Any) -> None:
    lines = run("apply", "--hub", "recording.jsonl", "--lang", "ja").out.splitlines()
    assert lines[-2:] == [
        "5 件の修正を catalog.yaml に書き込みました",
        "1 件は根拠の確認が必要なため残しました（--unsafe で適用）",
    ]


def test_dry_run_prints_a_diff_that_patch_takes(catalog: Path, run: Any) -> None:
    ran = apply(run, "--dry-run")
    assert ran.code == 0
    assert catalog.read_text() == CATALOG
    assert ran.err.startswith("would fix  river › old/river-7b") and "nothing was written" in ran.err
    assert "-          - {label: 7b, repo: old/river-7b}   # the small one\n" in ran.out
    subprocess.run(["git", "apply", "-"], input=ran.out.encode(), check=True)
    assert catalog.read_text() == FIXED


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", [True, False])
def test_diff_of_other_line_ends(catalog: Path, run: Any, newline: str, end: bool) -> None:
    text = CATALOG if end else CATALOG.rstrip("\n").removesuffix("   # flows from there")
    catalog.write_bytes(text.replace("\n", newline).encode())
    diff = apply(run, "--dry-run").out
    assert ("\\ No newline at end of file" in diff) is not end
    subprocess.run(["git", "apply", "-"], input=diff.encode(), check=True)
    patched = catalog.read_bytes()
    catalog.write_bytes(text.replace("\n", newline).encode())
    assert apply(run).code == 0
    assert catalog.read_bytes() == patched != text.encode()
    assert patched.count(b"\r") == text.count("\n") * (newline == "\r\n")


def test_diff_is_coloured_on_request_and_safe_there(catalog: Path, run: Any) -> None:
    catalog.write_text(CATALOG.replace("# the small one", "# \u202e small"))
    out = apply(run, "--dry-run", "--color", "always").out
    assert "\x1b[32m+" in out and "\x1b[31m-" in out and "\u202e" not in out


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--entry", "lake"], ["delta/lake", "old/rain"]),
        (["--rule", "repo-case"], ["delta/lake"]),
        (["--repo", "OLD/river-7*"], ["old/river-7b"]),
        (["--section", "general", "--rule", "license-drift"], []),
    ],
)
def test_narrowed(catalog: Path, run: Any, options: list[str], changed: list[str]) -> None:
    report_of(run)
    assert apply(run, *options).code == 0
    by_audit = catalog.read_text()
    assert sum(a != b for a, b in zip(by_audit.splitlines(), CATALOG.splitlines(), strict=True)) == len(changed)
    assert all(repo not in by_audit or by_audit.count(repo) < CATALOG.count(repo) for repo in changed)


def test_the_file_keeps_its_mode_and_its_link(catalog: Path, run: Any) -> None:
    catalog.chmod(0o640)
    Path("link.yaml").symlink_to(catalog)
    assert apply(run, "link.yaml").code == 0
    assert Path("link.yaml").is_symlink()
    assert stat.S_IMODE(catalog.stat().st_mode) == 0o640
    assert catalog.read_text() == FIXED
    assert sorted(path.name for path in catalog.parent.iterdir()) == ["catalog.yaml", "link.yaml", "recording.jsonl"]


def test_against_a_served_hub(catalog: Path, program: Program) -> None:
    with HubServer.of(parse_recording(RECORDING.encode(), "recording")) as hub:
        ran = program("apply", "--no-state", "--lang", "en", HF_ENDPOINT=hub.url)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert catalog.read_text() == FIXED
        again = program("apply", "--no-state", "--lang", "en", HF_ENDPOINT=hub.url)
        assert catalog.read_text() == FIXED
        assert "fixed" not in again.stdout


def test_without_a_hub_nothing_is_written_and_nothing_called_clean(catalog: Path, program: Program) -> None:
    ran = program("apply", "--no-state", "--lang", "en", HF_ENDPOINT="http://127.0.0.1:9")
    assert ran.returncode == 3
    assert "INCOMPLETE" in ran.stdout and "Nothing to fix" not in ran.stdout
    assert catalog.read_text() == CATALOG


def test_from_a_report(catalog: Path, run: Any) -> None:
    report_of(run)
    ran = apply(run, "--from", "report.json")
    assert ran.code == 0
    # The report has one finding about the repo that two entries name.
    assert catalog.read_text() == FIXED.replace("unseen/rain, role: mentioned}   #", "old/rain, role: mentioned}   #")
    again = apply(run, "--from", "report.json")
    assert again.code == 0
    assert again.out.startswith("is so already  river › old/river-7b  license: unknown (inherited) → mit")


def test_from_an_incomplete_report(catalog: Path, run: Any) -> None:
    report = report_of(run)
    report["coverage"]["complete"] = False
    Path("report.json").write_text(json.dumps(report))
    ran = apply(run, "--from", "report.json", "--dry-run")
    assert ran.code == 3
    assert "INCOMPLETE" in ran.err


def test_from_a_report_whose_catalog_has_changed(catalog: Path, run: Any) -> None:
    report_of(run)
    changed = CATALOG.replace("repo: delta/lake", "repo: delta/pond").replace("# Kept", "#\n# Kept")
    catalog.write_text(changed)
    ran = apply(run, "--from", "report.json")
    assert (ran.code, ran.out) == (2, "")
    assert 'catalog.yaml:18:9: lake › delta/lake › repo: expected the repo "delta/lake"; found none' in ran.err
    assert "nothing was written" in ran.err
    assert catalog.read_text() == changed
    assert apply(run, "--from", "report.json", "--entry", "river").code == 0  # what still fits can be chosen


def edits(report: dict[str, Any], rule: str) -> dict[str, Any]:
    edit: dict[str, Any] = next(f["fix"]["edits"][0] for f in report["findings"] if f["rule"] == rule)
    return edit


FORGERIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "another entry": ("repo-case", {"path": ["river", "old/river-7b", "repo"]}, "expected a path within the finding's"),
    "another repo": ("repo-case", {"path": ["lake", "old/river-7b", "repo"]}, "expected a path to the finding's repo"),
    "an id": ("repo-case", {"path": ["lake", "id"]}, "expected a change of one of the fields"),
    "a repo taken out": ("repo-case", {"op": "remove"}, "expected a change of one of the fields"),
    "no path": ("repo-case", {"path": []}, "expected a path within"),
    "an unknown licence": ("license-found", {"new": "ours-3.0"}, "'ours-3.0' is no id of `licenses`"),
    "a list of lists": ("license-found", {"new": [["mit"]]}, "would make catalog.yaml invalid"),
    "YAML in a value": (
        "license-found",
        {"new": "mit}\n          - {repo: evil/repo"},
        "would make catalog.yaml invalid",
    ),
    "a comment in a value": ("license-found", {"new": "mit # x"}, "would make catalog.yaml invalid"),
    "a hostile ID": ("repo-case", {"new": "evil/\u202erepo"}, "expected a Hub repo ID"),
    "a repo listed twice": ("repo-case", {"new": "new/river-7b"}, "is a variant twice"),
    "a surrogate": ("license-found", {"new": "\ud800"}, "expected a new value that YAML can hold"),
    "a number that is none": ("license-found", {"new": float("nan")}, "NaN, which is no number of JSON"),
    "a command": ("repo-case", {"old": "x\n::error::y ##[error]z"}, "expected"),
    "a command as a path": ("repo-case", {"path": ["lake\n::error::y", "##[error]"]}, "expected a path within"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_report(catalog: Path, run: Any, name: str) -> None:
    rule, forged, message = FORGERIES[name]
    report = report_of(run)
    edits(report, rule).update(forged)
    Path("forged.json").write_text(json.dumps(report))
    ran = apply(run, "--from", "forged.json")
    assert ran.code == 2
    assert message in ran.err
    assert commands(ran.err) == []
    assert catalog.read_text() == CATALOG


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "report.json: no such file. Expected a report"),
        ("", "expected a report as JSON"),
        ("[" * 100_000, "expected a report as JSON"),
        ("[]", "expected a report of jllm-sync; found, at the top"),
        ('{"schema": "jllm-sync/report/2"}', "expected a report of jllm-sync"),
    ],
)
def test_no_report(catalog: Path, run: Any, content: str | None, message: str) -> None:
    if content is not None:
        Path("report.json").write_text(content)
    ran = apply(run, "--from", "report.json")
    assert ran.code == 2
    assert message in ran.err


def test_a_report_of_another_shape(catalog: Path, run: Any) -> None:
    report = report_of(run)
    wrong = copy.deepcopy(report)
    wrong["findings"][0]["fix"]["edits"][0]["path"] = "lake"
    Path("report.json").write_text(json.dumps(wrong))
    ran = apply(run, "--from", "report.json")
    assert ran.code == 2
    assert "found, at findings[0].fix" in ran.err


def test_what_an_owner_writes_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    shutil.copy(HOSTILE / "catalog.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = run("apply", "--hub", str(HOSTILE / "recording.jsonl"), "--lang", "en")
    assert ran.code == 0
    assert (tmp_path / "catalog.yaml").read_text() == (HOSTILE / "catalog.yaml").read_text()
    assert ran.out.count("not fixed") == len(TRICKS) - 2
    assert commands(ran.out) == []
    assert "expected a Hub repo ID" in ran.out
    told = run("apply", "--hub", str(HOSTILE / "recording.jsonl"), "--lang", "ja").out  # the reasons too
    assert "必要な値" in told and "expected" not in told


@pytest.mark.parametrize("unsafe", [False, True])
def test_the_catalog_of_this_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any, unsafe: bool) -> None:
    shutil.copy(ROOT / "catalog.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    how = ["--unsafe"] if unsafe else []
    assert run("apply", "--hub", "recorded", *how).code == 0
    once = (tmp_path / "catalog.yaml").read_bytes()
    assert once != (ROOT / "catalog.yaml").read_bytes()
    run("check", "--hub", "recorded", "--format", "json", "-o", "report.json")
    findings = json.loads((tmp_path / "report.json").read_text())["findings"]
    assert {f["fix"]["kind"] for f in findings if f["fix"]} <= (set() if unsafe else {"unsafe"})
    assert run("apply", "--hub", "recorded", *how).code == 0
    assert (tmp_path / "catalog.yaml").read_bytes() == once
