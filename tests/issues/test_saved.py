"""A plan from a saved report is the plan of the audit that wrote it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jllm_sync.audit import Baseline, Report, Selection, audit, files_of, repos_of, without_known
from jllm_sync.catalog.yaml.document import edit_catalog
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.recording import RecordedHub, Recording, embedded_recording, read_recording
from jllm_sync.issues.model import Close, ExistingIssue, IssueSettings, PullRequest
from jllm_sync.issues.plan import by_key, check_whole, plan
from jllm_sync.issues.ticks import edits_of, read_requests
from jllm_sync.messages import Language
from jllm_sync.report import Layout
from jllm_sync.report.json import json_report, read_report
from tests.build import observed, run
from tests.complete import FOLDER
from tests.issues.world import carry_out
from tests.report.reports import HOSTILE, ROOT
from tests.strategies import observations
from tests.test_hostile import CLAIMS

WHOLE = Selection()
NOW = datetime(2026, 8, 1, 23, 59, 59, tzinfo=UTC)
WORLDS: dict[str, tuple[Path, Callable[[], Recording]]] = {
    "the embedded recording": (ROOT / "catalog.yaml", embedded_recording),
    "complete": (FOLDER / "catalog.yaml", lambda: read_recording(FOLDER / "recording.jsonl")),
    "hostile": (HOSTILE / "catalog.yaml", lambda: read_recording(HOSTILE / "recording.jsonl")),
}


def audited(world: str, selection: Selection = WHOLE, without: Sequence[str] = ()) -> Report:
    """The audit of a world; the Hub does not answer for some repos."""
    path, recording = WORLDS[world]
    catalog = read_catalog(path)
    looked = RecordedHub(recording()).observe(repos_of(catalog, selection), files_of(selection))
    lost = {ref: Unobserved(ref.repo, ref.kind, "unreachable", "HTTP 502") for ref in looked.results}
    results = {ref: lost[ref] if ref.repo in without else result for ref, result in looked.results.items()}
    interrupted = "the Hub does not answer" if without else None
    return audit(catalog, replace(looked, results=results, interrupted=interrupted), selection, NOW.date())


def saved(report: Report, folder: Path, min_confidence: Any = "medium") -> tuple[Report, date]:
    """The report after it was written and read back, and the day of its audit."""
    file = folder / "report.json"
    file.write_text(json_report(report, Layout(NOW)), encoding="utf-8")
    read = read_report(file, report.catalog)
    check_whole(read, file, min_confidence)
    return read.report, read.generated_at.date()


def ticked(issues: Sequence[ExistingIssue]) -> list[ExistingIssue]:
    return [replace(issue, body=issue.body.replace("- [ ]", "- [x]")) for issue in issues]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("min_confidence", ["low", "medium", "high"])
@pytest.mark.parametrize("world", WORLDS)
def test_the_plan_is_the_same(world: str, min_confidence: Any, language: Language, tmp_path: Path) -> None:
    config = IssueSettings(language=language, max_new=1000)
    report = audited(world, Selection(min_confidence=min_confidence))
    again, today = saved(report, tmp_path, min_confidence)
    assert today == NOW.date()
    first = plan(report, [], config, NOW.date())
    assert first.actions
    assert plan(again, [], config, today) == first


@pytest.mark.parametrize("world", WORLDS)
def test_so_are_ticked_boxes_and_what_they_write_into_the_catalog(world: str, tmp_path: Path) -> None:
    config = IssueSettings(max_new=1000)
    report = audited(world)
    again, today = saved(report, tmp_path)
    issues = ticked(carry_out(plan(report, [], config, today), []))
    for pull in (None, PullRequest(2000, True, frozenset())):
        assert plan(again, issues, config, today, pull) == plan(report, issues, config, today, pull)
    tracked = [group[0] for group in by_key(issues, config).values()]
    requests = read_requests(tracked, report, None, today)
    assert requests and read_requests(tracked, again, None, today) == requests
    edits = edits_of(requests, report.catalog)
    assert edits_of(requests, again.catalog) == edits
    data = WORLDS[world][0].read_bytes()
    assert edit_catalog(data, edits, "catalog.yaml") != data


@pytest.mark.parametrize("world", WORLDS)
def test_an_incomplete_report_closes_nothing_that_the_incomplete_audit_would_not(world: str, tmp_path: Path) -> None:
    config = IssueSettings(max_new=1000)
    whole = audited(world)
    issues = carry_out(plan(whole, [], config, NOW.date()), [])
    about = sorted({repo for finding in whole.findings for repo in (finding.repo, *finding.repos)})
    for without in (about[::2], about):
        partial = audited(world, without=without)
        assert not partial.coverage.complete
        again, today = saved(partial, tmp_path)
        made = plan(again, issues, config, today)
        assert made == plan(partial, issues, config, NOW.date())
        assert not [action for action in made.actions if isinstance(action, Close)]


@given(observations(), st.integers(0, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_hub_says(tmp_path_factory: pytest.TempPathFactory, seen: Observation, before: int) -> None:
    config = IssueSettings()
    for claims in CLAIMS:
        report = run(claims, seen, selection=Selection(min_confidence="low"))
        again, today = saved(report, tmp_path_factory.getbasetemp(), "low")
        then = run(
            claims,
            observed(config={"model_type": "llama", "max_position_embeddings": before}),
            selection=report.selection,
        )
        issues = ticked(carry_out(plan(then, [], config, today), []))
        assert plan(again, issues, config, today) == plan(report, issues, config, NOW.date())


# --- what a plan must not be made from


def wrongly_closed(narrowed: Report) -> int:
    """How many issues a plan closes that takes a narrowed report for a whole one."""
    config = IssueSettings(max_new=1000)
    issues = carry_out(plan(audited("complete"), [], config, NOW.date()), [])
    return sum(isinstance(action, Close) for action in plan(narrowed, issues, config, NOW.date()).actions)


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(sections=("text",)), "--section text"),
        (Selection(entries=("tide", "kodama", "sakura", "nagare")), "--entry tide, --entry kodama, --entry sakura, …"),
        (Selection(repos=("umi-nlp/*",)), "--repo umi-nlp/*"),
        (Selection(rules=("repo-gone",)), "--rule repo-gone"),
        (Selection(baseline=Baseline("accepted.json", True)), "--baseline accepted.json, --new"),
        (Selection(baseline=Baseline(last_run=True)), "--new"),
    ],
)
def test_a_narrowed_report_is_refused(selection: Selection, said: str, tmp_path: Path) -> None:
    report = audited("complete", selection)
    if selection.baseline:
        known = {(finding.fingerprint, finding.digest) for finding in report.findings}
        report = without_known(report, known, selection.baseline)
    assert wrongly_closed(report) > 5
    with pytest.raises(UserError) as refused:
        saved(report, tmp_path)
    assert f"expected a report about the whole catalog; found one narrowed by {said}: the issues" in str(refused.value)


@pytest.mark.parametrize(("made", "wanted"), [("high", "medium"), ("medium", "low"), ("low", "medium")])
def test_a_report_of_another_confidence_is_refused(made: Any, wanted: Any, tmp_path: Path) -> None:
    report = audited("complete", Selection(min_confidence=made))
    with pytest.raises(UserError) as refused:
        saved(report, tmp_path, wanted)
    assert f"expected findings of --min-confidence {wanted}" in str(refused.value)
    assert f"found those of --min-confidence {made}" in str(refused.value)
    assert "Give `check` and `issues` the same --min-confidence." in str(refused.value)
