"""Where the documentation of the rules has an address, every form of a report links the rule; where not, none does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jllm_sync import data
from jllm_sync.audit import Report
from jllm_sync.issues.texts import finding_line
from jllm_sync.report import Layout
from jllm_sync.report.github import github_report
from jllm_sync.report.markdown import markdown_report
from jllm_sync.report.sarif import sarif_report
from jllm_sync.report.text import text_report
from tests.report.reports import NOW, recorded_report

PAGE = "https://example.org/jllm-sync/rules.html"
IN_MARKDOWN = f"[`license-drift`]({PAGE}#license-drift)"


def forms(report: Report) -> dict[str, str]:
    layout = Layout(NOW, "en", root=Path.cwd(), verbose=True)
    [drift, *_] = (finding for finding in report.findings if finding.rule == "license-drift")
    return {
        "text": text_report(report, layout),
        "markdown": markdown_report(report, layout),
        "annotations": github_report(report, layout),
        "sarif": sarif_report(report, layout),
        "issue": finding_line(drift, "en"),
    }


@pytest.fixture
def report() -> Report:
    return recorded_report()


def test_an_address_is_linked_everywhere(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "rules_page", lambda: PAGE)
    told = forms(report)
    assert f"    rule      {PAGE}#license-drift\n" in told["text"]
    assert f"rule: {PAGE}#license-drift" in told["annotations"]
    assert IN_MARKDOWN in told["markdown"] and IN_MARKDOWN in told["issue"]
    rules = json.loads(told["sarif"])["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["id"]: rule["helpUri"] for rule in rules} == {rule["id"]: f"{PAGE}#{rule['id']}" for rule in rules}


def test_without_an_address_nothing_is_linked(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "rules_page", lambda: "")
    for form in forms(report).values():
        assert "#license-drift)" not in form.replace("docs/rules.md#license-drift)", "") and "helpUri" not in form


@pytest.mark.parametrize(
    ("urls", "page"),
    [(["Homepage, https://example.org", f"Rules, {PAGE}"], PAGE), (["Homepage, https://example.org"], ""), (None, "")],
)
def test_the_metadata_set_it(urls: list[str] | None, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Metadata:
        def get_all(self, key: str) -> list[str] | None:
            return urls if key == "Project-URL" else None

    monkeypatch.setattr("importlib.metadata.metadata", lambda name: Metadata())
    assert data.rules_page.__wrapped__() == page
