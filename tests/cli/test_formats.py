"""The formats of `check`, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from jllm_sync.audit import Report
from jllm_sync.cli import main
from jllm_sync.report import FORMATS, Layout
from tests.cli.conftest import Program
from tests.report.reports import HOSTILE, ROOT

BEGINNINGS = {
    "text": "catalog.yaml against a recording of the Hub",
    "json": '{\n  "schema": "jllm-sync/report/1",',
    "markdown": "## jllm-sync: errors: ",
    "github": "::error file=tests/data/hostile/catalog.yaml,line=",
    "sarif": '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",',
}


@pytest.mark.parametrize("format_", BEGINNINGS)
def test_format(
    format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(ROOT))
    monkeypatch.chdir(HOSTILE)
    arguments = ["check", "--hub", "recording.jsonl", "--lang", "en", "--repo", "owner/renamed-*", "--format", format_]
    for more in ([], ["-o", str(tmp_path / "report")]):
        monkeypatch.setattr(sys, "argv", ["jllm-sync", *arguments, *more])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
    printed = capsysbinary.readouterr().out.decode()
    assert printed.startswith(BEGINNINGS[format_])
    assert len((tmp_path / "report").read_text()) == len(printed)


def test_one_audit_in_several_formats(catalog: Path, program: Program, tmp_path: Path) -> None:
    also = [f"--also={format_}=also.{format_}" for format_ in BEGINNINGS]
    ran = program("check", "--hub", "recorded", "-o", "report.txt", "--color", "auto", *also)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "")
    assert (tmp_path / "also.text").read_text() == (tmp_path / "report.txt").read_text()
    for format_ in ("markdown", "github", "sarif"):
        alone = program("check", "--hub", "recorded", "--format", format_)
        assert (tmp_path / f"also.{format_}").read_text() == alone.stdout


@pytest.mark.parametrize("wrong", ["html=x", "json", "json=", "=x"])
def test_no_such_format(catalog: Path, program: Program, wrong: str) -> None:
    ran = program("check", "--hub", "recorded", f"--also={wrong}")
    assert ran.returncode == 2
    assert (
        f"--also {wrong}: expected FORMAT=FILE, where FORMAT is one of text, json, markdown, github, sarif"
        in ran.stderr
    )


def test_a_new_format_is_a_module_and_a_line(catalog: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(report: Report, layout: Layout) -> str:
        return f"{layout.language}: {report.coverage.observed}\n"

    module = ModuleType("jllm_sync.report.counted")
    module.counted_report = counted  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(FORMATS, "counted", "counted:counted_report")
    done = program("check", "--hub", "recorded", "--format", "counted", "--also", "counted=again.txt")
    assert done.stdout == "en: 3\n", done.stderr
    assert (catalog.parent / "again.txt").read_text() == "en: 3\n"
