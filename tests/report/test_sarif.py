"""SARIF, against the standard's own schema (tests/data/sarif/README.md says where it comes from)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jllm_sync.audit import Baseline, Report, Selection
from jllm_sync.catalog.model import Location, Waiver
from jllm_sync.finding import SEVERITIES, Finding
from jllm_sync.messages import Language
from jllm_sync.report import Layout
from jllm_sync.report.escape import visible
from jllm_sync.report.sarif import FINGERPRINT, sarif_report
from jllm_sync.rules import RULES
from tests.report.reports import NOW, harmful, hostile_report, recorded_report


@cache
def standard() -> Draft202012Validator:
    path = Path(__file__).parents[1] / "data" / "sarif" / "sarif-2.1.0.json"
    return Draft202012Validator(json.loads(path.read_bytes()))


def run_of(report: Report, language: Language = "en") -> dict[str, Any]:
    text = sarif_report(report, Layout(NOW, language, root=Path.cwd()))
    assert harmful(text) == []
    data = json.loads(text)
    assert [error.message for error in standard().iter_errors(data)] == []
    run: dict[str, Any] = data["runs"][0]
    return run


def test_the_schema_finds_mistakes() -> None:
    assert not standard().is_valid({"version": "2.1.0", "runs": [{"results": [{"text": "x"}]}]})


@pytest.mark.parametrize("report", [recorded_report(), hostile_report()], ids=["recorded", "hostile"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_finding_is_a_result(report: Report, language: Language) -> None:
    run = run_of(report, language)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    assert "helpUri" not in rules[0]  # an address would have to be a whole one
    assert rules[0]["help"]["text"].endswith("(`jllm-sync explain repo-gone`)")
    first: dict[tuple[str, int, str], Finding] = {}
    for finding in report.findings:
        first.setdefault((finding.rule, finding.location.line, finding.severity), finding)
    assert len(run["results"]) == len(first) < len(report.findings)
    assert {repo for one in run["results"] for repo in one["properties"]["repos"]} == {
        visible(repo) for finding in report.findings for repo in finding.repos or (finding.repo,)
    }
    for result, finding in zip(run["results"], first.values(), strict=True):
        assert result["ruleId"] == finding.rule == rules[result["ruleIndex"]]["id"]
        assert result["level"] == ("error", "warning", "note")[SEVERITIES.index(finding.severity)]
        assert result["partialFingerprints"] == {FINGERPRINT: finding.fingerprint}
        assert result["properties"]["confidence"] == finding.confidence
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "catalog.yaml", "uriBaseId": "%SRCROOT%"}
        assert place["region"] == {"startLine": finding.location.line, "startColumn": finding.location.column}
        assert len(result["message"]["text"]) < 40_000
    assert run["invocations"][0]["executionSuccessful"] is True


def test_no_text_becomes_a_link_or_a_placeholder() -> None:
    for result in run_of(hostile_report())["results"]:
        text = result["message"]["text"].replace("\\\\", "")
        assert "[" not in text.replace("\\[", "") and "]" not in text.replace("\\]", "")
        assert "{" not in text.replace("{{", "") and "}" not in text.replace("}}", "")


def test_a_waiver_is_a_suppression() -> None:
    report = recorded_report()
    waiver = Waiver("repo-gone", "kept for the history", None, Location("catalog.yaml", 7, 3), "me", date(2027, 1, 1))
    findings = (replace(report.findings[0], waiver=waiver), *report.findings[1:])
    first, second, *_ = run_of(replace(report, findings=findings))["results"]
    assert first["suppressions"][0]["justification"] == "kept for the history"
    assert first["suppressions"][0]["location"]["physicalLocation"]["region"]["startLine"] == 7
    assert "suppressions" not in second


def test_a_part_says_so() -> None:
    """Code scanning takes what a file lacks for mended."""
    report = recorded_report()
    assert not any("narrowed" in json.dumps(one) for one in run_of(report)["invocations"])
    part = Selection(sections=("a/b",), skipped_rules=("custom-code",), baseline=Baseline("kept.json", True, 3))
    (invocation,) = run_of(replace(report, selection=part))["invocations"]
    told = invocation["toolExecutionNotifications"][0]
    assert told["level"] == "warning" and invocation["executionSuccessful"] is report.coverage.complete
    for option in ("--section a/b", "--skip-rule custom-code", "--baseline kept.json", "--new"):
        assert option in told["message"]["text"]


def test_an_incomplete_run_is_no_success() -> None:
    report = recorded_report()
    incomplete = replace(report, coverage=replace(report.coverage, complete=False))
    invocation = run_of(incomplete)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == len(report.coverage.unobserved)
