"""A report read back is the report that was written; one that no audit of this catalog wrote is refused."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from jllm_sync.audit import Baseline, Coverage, Report, Selection
from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.source import Cost, Origin
from jllm_sync.report import Layout
from jllm_sync.report.json import MAX_BYTES, json_report, read_report
from tests.build import catalog, observed, run
from tests.complete import FOLDER
from tests.report.reports import HOSTILE, hostile_report, recorded_report
from tests.strategies import HOSTILE as VALUES
from tests.strategies import observations
from tests.test_complete import report as complete_report
from tests.test_hostile import CLAIMS, PLACES, _with

NOW = datetime(2026, 8, 1, 12, 30, 15, tzinfo=UTC)
ALL = Selection(min_confidence="low")
WAIVED = catalog("""
- id: family
  waivers: [{rule: license-drift, reason: asked, seen: [apache-2.0], by: me, until: 2027-01-01}]
  variants:
    - {repo: acme/a, context: 4096, license: mit, waivers: [{rule: context-drift, reason: ok, seen: 8192}]}
    - {repo: acme/b, license: mit}
    - {repo: acme/c}
""")


def waived_report() -> Report:
    card = {"license": "apache-2.0"}
    of_a = observed("acme/a", config={"model_type": "llama", "max_position_embeddings": 8192}, card=card)
    return run(WAIVED, of_a, observed("acme/b", card=card))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


def again(report: Report, file: Path, of: Catalog | None = None) -> Report:
    """The report, written and read back."""
    file.write_text(json_report(report, Layout(NOW)), encoding="utf-8")
    saved = read_report(file, of or report.catalog)
    assert saved.generated_at == NOW
    return saved.report


@pytest.mark.parametrize("made", [recorded_report, hostile_report, complete_report, waived_report])
def test_what_is_read_back_is_what_was_written(made: Callable[[], Report], file: Path) -> None:
    assert made().findings
    assert again(made(), file) == made()


def test_waivers_are_the_catalogs_own(file: Path) -> None:
    [entry] = WAIVED.entries
    own, [inherited] = entry.variants[0].waivers, entry.waivers
    found = [finding.waiver for finding in again(waived_report(), file).findings]
    assert found == [*own, inherited, inherited]


def test_what_a_run_says_of_itself(file: Path) -> None:
    blank = (Unobserved("a/b", "dataset", "out-of-budget", "no requests left"), Unobserved("c/d", "model", "gated"))
    live = replace(
        recorded_report(),
        origin=Origin("live", "https://hub.example"),
        coverage=Coverage(False, 468, 466, blank, ("api-only",)),
        cost=Cost(12, 345, 678901, 23.456),
        notes=("resumed", "out of requests"),
        selection=Selection(("s",), ("e", "f"), ("a/*",), ("repo-gone",), "high", baseline=Baseline("a.json", True, 3)),
    )
    assert again(live, file) == live


def read_back_is_same(observation: Observation, file: Path) -> None:
    for claims in CLAIMS:
        everywhere = {variant.repo for entry in claims.entries for variant in entry.variants} - {observation.repo}
        others = [replace(observation, repo=repo, canonical=repo, state="ok") for repo in sorted(everywhere)]
        report = run(claims, observation, *others, selection=ALL)
        assert again(report, file) == report


@given(observations())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors]
)
def test_whatever_the_hub_says(tmp_path_factory: pytest.TempPathFactory, observation: Observation) -> None:
    read_back_is_same(observation, tmp_path_factory.getbasetemp() / "generated.json")


@pytest.mark.parametrize("place", PLACES)
def test_each_hostile_value_in_each_place(place: str, file: Path) -> None:
    for value in VALUES:
        read_back_is_same(_with(place, value), file)


# --- what is refused


def refusal(file: Path, of: Catalog | None = None) -> str:
    with pytest.raises(UserError) as refused:
        read_report(file, of or WAIVED)
    message = str(refused.value)
    assert message.startswith(f"{file}: ")
    return message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "expected a report as JSON; found Expecting value"),
        ("rule,severity\n", "expected a report as JSON"),
        ('{"schema": ', "expected a report as JSON"),
        ("[" * 100_000, "expected a report as JSON"),
        ("null", 'expected a report of jllm-sync; found, at the top: null is not of type "object"'),
        ('{"findings": []}', 'expected a report of jllm-sync; found, at the top: "schema" is a required property'),
        ('{"schema": "jllm-sync/report/2"}', "with the schema jllm-sync/report/1; found 'jllm-sync/report/2'"),
        ('{"schema": "jllm-sync/issues/1"}', "found 'jllm-sync/issues/1'. Another command or another version"),
    ],
)
def test_what_is_no_report(content: str, message: str, file: Path) -> None:
    file.write_text(content)
    assert message in refusal(file)


def test_what_cannot_be_read(file: Path) -> None:
    assert "no such file. Expected a report" in refusal(file)
    file.mkdir()
    assert "cannot be read: Is a directory" in refusal(file)


def test_a_huge_file_is_not_read_to_its_end(file: Path) -> None:
    with file.open("wb") as stream:
        os.truncate(stream.fileno(), 100 * MAX_BYTES)  # takes no room
    assert "more than 200,000,000 bytes" in refusal(file)
    assert "more than 200,000,000 bytes" in refusal(Path("/dev/zero"))


def test_a_report_about_another_catalog(file: Path) -> None:
    file.write_text(json_report(waived_report(), Layout(NOW)))
    message = refusal(file, catalog("- {id: other}"))
    assert "expected a report about catalog.yaml as it is now (sha256 " in message
    assert f"found one about catalog.yaml with sha256 {WAIVED.sha256[:12]}…" in message
    assert f"Make one with `jllm-sync check catalog.yaml --format json -o {file}`" in message


def first(data: Any) -> Any:
    return data["findings"][0]


CHANGES: dict[str, tuple[Callable[[Any], object], str]] = {
    "an older version's": (lambda data: data.pop("selection"), "says what it was narrowed to, in `selection`"),
    "no such day": (
        lambda data: data.update(generated_at="2026-13-01T00:00:00Z"),
        "generated_at: expected a time as in",
    ),
    "a finding taken out": (
        lambda data: data["findings"].pop(),
        "as many findings as its summary counts, errors: 0, warnings: 0, info: 0; waived: 3; found errors: 0, "
        "warnings: 0, info: 0; waived: 2",
    ),
    "a severity": (lambda data: first(data).update(severity="grave"), 'at findings[0].severity: "grave" is not one of'),
    "an entry": (lambda data: first(data).update(entry="b"), "findings[0].entry: expected an entry of the catalog"),
    "a rule": (
        lambda data: first(data).update(rule="x` @octocat"),
        "findings[0].rule: expected a rule of this version",
    ),
    "a repo": (lambda data: first(data).update(repo="acme/b"), "findings[0].fingerprint: expected "),
    "a reading": (lambda data: first(data)["reading"].update(value=2048), "findings[0].digest: expected "),
    "a deep reading": (
        lambda data: first(data)["reading"].update(value=json.loads("[" * 900 + "]" * 900)),
        ".digest: ",
    ),
    "an edit": (lambda data: first(data)["fix"]["edits"][0].update(path=["x", "y"]), "expected a path within the find"),
    "a waiver": (lambda data: first(data)["waiver"].update(reason="forged"), "expected a waiver that the catalog has"),
    "a waiver's end": (lambda data: first(data)["waiver"].update(until="soon"), ".until: expected a day as in 2026-"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_report_that_was_changed(name: str, file: Path) -> None:
    change, message = CHANGES[name]
    data = json.loads(json_report(waived_report(), Layout(NOW)))
    change(data)
    file.write_text(json.dumps(data))
    assert message in refusal(file)


def test_a_catalog_that_was_touched_is_another(file: Path) -> None:
    for report, path in [(complete_report(), FOLDER / "catalog.yaml"), (hostile_report(), HOSTILE / "catalog.yaml")]:
        file.write_text(json_report(report, Layout(NOW)))
        touched = parse_catalog(path.read_bytes() + b"# later\n", "catalog.yaml")
        assert re.search("sha256 [0-9a-f]{12}", refusal(file, touched))
