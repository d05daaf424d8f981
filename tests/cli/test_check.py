"""jllm-sync check, as it is typed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from jllm_sync.cli import app
from jllm_sync.data import schema
from tests.cli.conftest import Program

ROOT = Path(__file__).parents[2]


def check(catalog: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", str(catalog), "--hub", "recorded", *arguments])


def found(result: Result) -> list[tuple[str, str]]:
    """Entry and rule of each finding, but for what the recorded owners have beside this small catalog."""
    findings = [(finding["entry"], finding["rule"]) for finding in json.loads(result.stdout)["findings"]]
    return [(entry, rule) for entry, rule in findings if rule not in ("variant-new", "family-new")]


@pytest.mark.parametrize(
    ("arguments", "findings"),
    [
        ([], [("bert-small", "context-drift"), ("whisper", "license-drift")]),
        (["--section", "text"], [("bert-small", "context-drift")]),
        (
            ["--section", "text/small", "--section", "speech"],
            [("bert-small", "context-drift"), ("whisper", "license-drift")],
        ),
        (["--entry", "whisper"], [("whisper", "license-drift")]),
        (["--repo", "IZUMI-LAB/*"], [("bert-small", "context-drift")]),
        (["--rule", "license-drift"], [("whisper", "license-drift")]),
        (["--rule", "repo-gone"], []),
        (["--section", "text", "--rule", "license-drift"], []),
    ],
)
def test_filters(catalog: Path, arguments: list[str], findings: list[tuple[str, str]]) -> None:
    assert found(check(catalog, "--format", "json", *arguments)) == findings


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--fail-on", "never"], 0),
        (["--fail-on", "warning", "--entry", "bert-small"], 1),
        (["--entry", "bert-small"], 0),  # a warning is below error
        (["--fail-on", "info", "--entry", "calm2", "--rule", "context-drift"], 0),
        (["--fail-on", "info", "--entry", "calm2", "--rule", "variant-new"], 1),
        (["--fail-on", "info", "--entry", "missing"], 3),  # nothing was observed
        (["--entry", "api-only"], 0),  # which the report says to name no repo
    ],
)
def test_exit_codes(catalog: Path, arguments: list[str], code: int) -> None:
    assert check(catalog, *arguments).exit_code == code


def test_the_catalog_may_set_what_fails_and_the_command_line_wins(catalog: Path) -> None:
    catalog.write_text(catalog.read_text().replace("language: en", "language: ja, fail_on: never"))
    result = check(catalog)
    assert result.exit_code == 0
    assert "警告 context-drift" in result.stdout
    result = check(catalog, "--lang", "en", "--fail-on", "error")
    assert result.exit_code == 1
    assert "warning context-drift" in result.stdout


def test_json_meets_its_schema_and_is_the_same_twice(catalog: Path) -> None:
    one, two = (json.loads(check(catalog, "--format", "json").stdout) for _ in range(2))
    assert Draft202012Validator(schema("report")).is_valid(one)
    assert one["coverage"]["unobserved"][0]["reason"] == "not-in-recording"
    assert one["coverage"]["complete"]
    for data in (one, two):
        del data["generated_at"], data["cost"]
    assert one == two


def test_quiet_prints_findings_only(catalog: Path) -> None:
    assert check(catalog, "-q", "--entry", "calm2", "--rule", "context-drift").stdout == ""
    quiet = check(catalog, "-q").stdout
    assert "license-drift" in quiet
    assert "repos checked" not in quiet


def test_colours_only_where_they_are_asked_for(catalog: Path) -> None:
    assert "\x1b[" not in check(catalog).stdout
    assert "\x1b[" in check(catalog, "--color", "always").stdout


class TestOutput:
    def test_to_a_file(self, catalog: Path, tmp_path: Path) -> None:
        report = tmp_path / "report.json"
        report.write_text("what was there before")
        report.chmod(0o640)
        result = check(catalog, "--format", "json", "-o", str(report))
        assert (result.stdout, result.exit_code) == ("", 1)
        assert json.loads(report.read_text())["findings"]
        assert report.stat().st_mode & 0o777 == 0o640
        assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog.yaml", "report.json"]

    def test_through_a_link(self, catalog: Path, tmp_path: Path) -> None:
        (tmp_path / "link.json").symlink_to("report.json")
        check(catalog, "--format", "json", "-o", str(tmp_path / "link.json"))
        assert (tmp_path / "link.json").is_symlink()
        assert json.loads((tmp_path / "report.json").read_text())["findings"]

    def test_to_a_pipe(self, catalog: Path, tmp_path: Path) -> None:
        """A pipe or a device (/dev/null, as root) is written to, and never replaced by a file."""
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        check(catalog, "-o", str(pipe))
        assert pipe.is_fifo()
        assert b"errors: 1, warnings: 1" in os.read(reader, 100_000)
        os.close(reader)

    def test_to_a_folder(self, catalog: Path, tmp_path: Path, program: Program) -> None:
        (tmp_path / "folder").mkdir()
        result = program("check", "--hub", "recorded", "-o", "folder")
        assert result.returncode == 2
        assert "folder: cannot be written" in result.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog.yaml", "folder"]


class TestWithoutACatalog:
    def test_the_carried_list_is_audited_on_the_carried_recording_and_said_so(self, program: Program) -> None:
        """The README's first command, in an empty folder."""
        section = ("--section", "speech/asr")
        result = program("check", "--hub", "recorded", *section)
        assert result.returncode == 1, result.stderr
        assert "rinna/nue-asr" in result.stdout
        assert "this is the list of Japanese LLMs that jllm-sync carries" in result.stdout
        own = program("check", str(ROOT / "catalog.yaml"), "--hub", "recorded", *section)
        assert "that jllm-sync carries" not in own.stdout
        data = json.loads(program("check", "--hub", "recorded", "--format", "json", *section).stdout)
        assert "jllm-sync carries" in data["notes"][0]["en"]

    @pytest.mark.parametrize("hub", [(), ("--hub", "nowhere.jsonl")])
    def test_any_other_hub_wants_a_catalog_and_is_told_how_to_begin_one(
        self, program: Program, tmp_path: Path, hub: tuple[str, ...]
    ) -> None:
        result = program("check", *hub)
        assert result.returncode == 2
        assert result.stderr.startswith(
            f"jllm-sync: catalog.yaml: no such file in {tmp_path}, and no other catalog was"
        )
        for way in ("check FILE", "init OWNER/NAME", "show OWNER/NAME", "check --hub recorded"):
            assert f"\n  jllm-sync {way}" in result.stderr

    @pytest.mark.parametrize("named", [["none.yaml"], ["--settings", "none.yaml"]])
    def test_a_catalog_that_is_named_is_never_another(self, program: Program, named: list[str]) -> None:
        result = program("check", "--hub", "recorded", *named)
        assert result.returncode == 2 and "no such file" in result.stderr


@pytest.mark.usefixtures("catalog")
class TestTheProgram:
    def test_reads_catalog_yaml_in_this_folder(self, program: Program) -> None:
        result = program("check", "--hub", "recorded")
        assert result.returncode == 1
        assert "errors: 1, warnings: 1" in result.stdout
        assert result.stderr == ""

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["nowhere.yaml"], "nowhere.yaml: no such file"),
            (["--hub", "nowhere.jsonl"], "nowhere.jsonl: no such recording"),
            (["--hub", "catalog.yaml"], "catalog.yaml:1: not JSON"),
            (["--section", "txet"], "--section txet: catalog.yaml has no such section"),
            (["--entry", "calm"], "Did you mean calm2?"),
            (["--rule", "licence-drift"], "there is no such rule. Did you mean license-drift"),
            (["--skip-rule", "x"], "there is no such rule. The rules are repo-gone"),
            (["--repo", "nobody/*else"], "no repo of catalog.yaml matches"),
            (["--entry", "calm2", "--section", "speech"], "--section speech --entry calm2: this leaves no entry of"),
            (["--entry", "calm2", "--repo", "izumi-lab/*"], "--entry calm2 --repo izumi-lab/*: this leaves no repo of"),
            (["--entry", "api-only", "--repo", "izumi-lab/*"], "this leaves no repo of"),
            (["--format", "xml"], "'xml' is not one of"),
            (["--fail-on", "fatal"], "'fatal' is not one of"),
        ],
    )
    def test_a_wrong_command_line_is_2_and_says_what_is_wrong(
        self, program: Program, arguments: list[str], says: str
    ) -> None:
        result = program("check", *([] if "--hub" in arguments else ["--hub", "recorded"]), *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert says in result.stderr
        assert "Traceback" not in result.stderr

    def test_a_wrong_catalog_is_2_with_every_place(self, program: Program, catalog: Path) -> None:
        text = catalog.read_text().replace("context: 512", "context: -1").replace("license: apache", "licence: apache")
        catalog.write_text(text)
        result = program("check", "--hub", "recorded")
        assert result.returncode == 2
        for place in ("catalog.yaml:12:18: ", "catalog.yaml:16:9: ", "catalog.yaml:24:9: "):
            assert place in result.stderr

    def test_a_recording_of_ones_own(self, program: Program, tmp_path: Path) -> None:
        header = '{"schema":"jllm-sync/recording/1","recorded_at":"2026-08","endpoint":"https://huggingface.co"}\n'
        gone = (
            '{"repo":"cyberagent/calm2-7b","kind":"model","state":{"value":"gone","source":0,"sightings":2},'
            '"sources":[{"kind":"api","path":"model info"}]}\n'
        )
        (tmp_path / "own.jsonl").write_text(header + gone)
        result = program("check", "--hub", "own.jsonl", "--min-confidence", "high")
        assert result.returncode == 1
        assert "error repo-gone  cyberagent/calm2-7b" in result.stdout
        assert "repos checked: 1 of 4" in result.stdout
