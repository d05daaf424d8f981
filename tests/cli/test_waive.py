"""jllm-sync apply --waive: a whole report is accepted at once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from jllm_sync.catalog.yaml.reader import read_catalog
from tests.cli.conftest import SMALL, Program

WAIVE = ("apply", "--waive", "report.json", "--reason", "known on adoption")
BERT = "variants: [{repo: izumi-lab/bert-small-japanese"


@pytest.fixture
def reported(program: Program, catalog: Path, tmp_path: Path) -> Path:
    """The report of the small catalog."""
    program("check", "--hub", "recorded", "--format", "json", "-o", "report.json")
    return tmp_path / "report.json"


def summary(program: Program) -> dict[str, int]:
    found: dict[str, int] = json.loads(program("check", "--hub", "recorded", "--format", "json").stdout)["summary"]
    return found


def changed(path: Path, **values: Any) -> None:
    """The report with its first finding about a context altered."""
    report = json.loads(path.read_text())
    next(one for one in report["findings"] if one["rule"] == "context-drift").update(values)
    path.write_text(json.dumps(report))


def test_a_check_after_it_finds_nothing_open(program: Program, reported: Path, catalog: Path) -> None:
    before = summary(program)
    count = sum(before.values())
    assert count > 3 and before["waived"] == 0
    done = program(*WAIVE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"{count} findings waived in catalog.yaml"
    assert "waived  bert-small › izumi-lab/bert-small-japanese  context-drift: 128\n" in done.stdout
    assert summary(program) == {"error": 0, "warning": 0, "info": 0, "waived": count}
    [waiver] = read_catalog(catalog).entries[0].variants[0].waivers
    assert (waiver.rule, waiver.reason, waiver.seen, waiver.by, waiver.until) == (
        *("context-drift", "known on adoption", 128),
        *(None, None),
    )
    text = catalog.read_text()
    again = program(*WAIVE)
    assert again.stdout == f"{count} findings are waived already\n" and catalog.read_text() == text


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (("--rule", "context-drift"), {"context-drift"}),
        (("--rule", "context-drift", "--rule", "license-drift"), {"context-drift", "license-drift"}),
        (("--entry", "whisper", "--skip-rule", "variant-new", "--skip-rule", "family-new"), {"license-drift"}),
        (("--repo", "izumi-lab/*", "--rule", "license-drift"), set()),
    ],
)
def test_a_part_of_it(program: Program, reported: Path, catalog: Path, arguments: Any, rules: set[str]) -> None:
    done = program(*WAIVE, *arguments)
    entries = read_catalog(catalog).entries
    written = {w.rule for e in entries for w in (*e.waivers, *(w for v in e.variants for w in v.waivers))}
    assert written == rules
    assert (done.stdout == "Nothing to waive.\n") is not bool(rules)


def test_a_dry_run_prints_a_diff_that_git_takes(
    program: Program, reported: Path, catalog: Path, tmp_path: Path
) -> None:
    dry = program(*WAIVE, "--dry-run", "--rule", "context-drift")
    assert catalog.read_text() == SMALL
    assert dry.stderr.splitlines()[-1] == "1 finding to be waived; nothing was written"
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=dry.stdout.encode(), check=True)
    patched = catalog.read_text()
    catalog.write_text(SMALL)
    program(*WAIVE, "--rule", "context-drift")
    assert catalog.read_text() == patched != SMALL


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"reading": None}, "there is no reading that could be accepted"),
        ({"reading": {"value": "x" * 2001, "text": "x"}}, "longer than 2,000 characters"),
        ({"reading": {"value": "a\u202eb", "text": "ab"}}, "holds some that a catalog cannot"),
        ({"entry": "gone"}, "catalog.yaml has no entry gone any more"),
    ],
)
def test_what_a_catalog_cannot_hold_is_told(
    program: Program, reported: Path, catalog: Path, values: dict[str, Any], why: str
) -> None:
    changed(reported, **values)
    done = program(*WAIVE, "--rule", "context-drift", "--rule", "license-drift")
    assert done.returncode == 0
    assert "not waived  " in done.stdout and why in done.stdout
    assert done.stdout.splitlines()[-2:] == ["1 finding waived in catalog.yaml", "1 finding cannot be waived"]
    assert not read_catalog(catalog).entries[0].variants[0].waivers


def test_several_at_one_place_stand_one_a_line(program: Program, reported: Path, catalog: Path) -> None:
    catalog.write_text(SMALL.replace("        name: CALM2\n", "        name: CALM2   # by CyberAgent\n"))
    program(*WAIVE, "--entry", "calm2")
    written = catalog.read_text().partition("        context: 4096\n")[2].partition("        variants:")[0].splitlines()
    assert written[0] == "        waivers:" and len(written) > 2
    assert all(line.startswith("          - {rule: ") and line.endswith("}") for line in written[1:])


def test_a_waiver_that_a_person_wrote_since_is_left(program: Program, reported: Path, catalog: Path) -> None:
    own = "waivers: [{rule: context-drift, reason: measured, seen: 128, by: me}]"
    catalog.write_text(SMALL.replace(BERT, f"{BERT}, {own}"))
    done = program(*WAIVE, "--rule", "context-drift")
    assert done.stdout == "1 finding is waived already\n" and own in catalog.read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("apply", "--waive", "report.json"), 2),
        (("apply", "--reason", "why"), 2),
        (("apply", "--waive", "report.json", "--reason", "  "), 2),
        (("apply", "--waive", "report.json", "--reason", "two\nlines"), 2),
        ((*WAIVE, "--from", "report.json"), 2),
        ((*WAIVE, "--unsafe"), 2),
    ],
)
def test_what_does_not_go_together(
    program: Program, reported: Path, catalog: Path, arguments: tuple[str, ...], code: int
) -> None:
    done = program(*arguments)
    assert done.returncode == code and "apply --waive REPORT --reason TEXT: expected both" in done.stderr
    assert catalog.read_text() == SMALL


@pytest.mark.parametrize(
    ("values", "says"),
    [({"rule": "no-such-rule"}, "expected a rule of this version"), ({"rule": 3}, "expected a report of jllm-sync")],
)
def test_a_report_that_no_audit_wrote(
    program: Program, reported: Path, catalog: Path, values: dict[str, Any], says: str
) -> None:
    changed(reported, **values)
    done = program(*WAIVE)
    assert done.returncode == 2 and says in done.stderr and catalog.read_text() == SMALL


def test_waivers_of_pages_begin_a_catalog_yaml(program: Program, tmp_path: Path) -> None:
    page = "# A list\n\n| Model | License |\n|---|---|\n| [a](https://hf.co/lab/a) | Terms of Lab |\n"
    (tmp_path / "README.md").write_text(page)
    (tmp_path / "catalog.yaml").write_text("title: Another\nsections: []\n")
    assert program("validate", "README.md", "--format", "json", "-o", "found.json").returncode == 0
    waive = ("apply", "README.md", "--waive", "found.json", "--reason", "known")
    done = program(*waive)
    assert done.returncode == 2 and "catalog.yaml: expected no such file" in done.stderr
    (tmp_path / "catalog.yaml").unlink()
    done = program(*waive)
    assert done.returncode == 0 and "1 finding waived in catalog.yaml" in done.stdout
    assert (tmp_path / "README.md").read_text() == page
    assert "pages: {en: README.md}" in (tmp_path / "catalog.yaml").read_text()
    assert "waived: 1" in program("validate", "README.md").stdout


def test_in_japanese(program: Program, reported: Path) -> None:
    done = program(*WAIVE, "--rule", "context-drift", "--lang", "ja")
    assert done.stdout.splitlines()[-1] == "1 件の承認を catalog.yaml に書き込みました"
