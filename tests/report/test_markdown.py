"""The report as Markdown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from jllm_sync.messages import Language
from jllm_sync.report import Layout
from jllm_sync.report.markdown import markdown_report
from tests.report.github_markdown import REFERENCES, prose, tokens
from tests.report.reports import NOW, harmful, hostile_report, recorded_report

OUR_HTML = re.compile(r"</?code>|<br>|</?details>|<details><summary>[^<>]*</summary>\n*|</details>\n*")
# A row of a finding: the place of its evidence is code.
ROW = re.compile(r"\|.*`.*\|")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_recorded_audit(language: Language) -> None:
    report = recorded_report()
    text = markdown_report(report, Layout(NOW, language))
    rows = [line for line in text.splitlines() if ROW.fullmatch(line)]
    assert len(rows) == len(report.findings) > 50
    assert all(line.count(" | ") == 5 for line in rows)
    heading = {"en": f"## jllm-sync: errors: {report.summary['error']}", "ja": "## jllm-sync: エラー"}[language]
    assert text.startswith(heading)
    assert "`repo: cinmodel/electra-small-japanese-discriminator`" in text
    for finding in report.findings:
        assert finding.evidence[0].url in text or finding.evidence[0].url.replace("(", "%28") in text
    assert not re.search("&#|&amp;|<code>", text)  # ordinary names and sentences need no care


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_hostile_comes_through(language: Language) -> None:
    report = hostile_report()
    text = markdown_report(report, Layout(NOW, language))
    assert harmful(text) == []
    assert len(text) < 1_000_000
    found = list(tokens(text))
    for token in found:
        assert token.type not in ("image", "fence", "code_block", "blockquote_open", "hr"), token
        if token.type.startswith("html"):
            assert OUR_HTML.fullmatch(token.content), token.content
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith("https://huggingface.co/"), token.attrs
    assert sum(token.type == "tr_open" for token in found) == len(report.findings) + 2
    assert sum(token.type == "td_open" for token in found) == len(report.findings) * 6
    assert sum(token.type == "heading_open" for token in found) == 2
    assert sum(token.type in ("em_open", "s_open") for token in found) == 0
    assert REFERENCES.findall(prose(text)) == []
    assert "<!--" not in text
    assert "##[" not in text and not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_a_partial_result_is_not_passed_off_as_a_clean_one() -> None:
    report = recorded_report()
    partial = replace(report, findings=(), coverage=replace(report.coverage, complete=False))
    text = markdown_report(partial, Layout(NOW))
    assert text.startswith("## ⚠️ jllm-sync: errors: 0, ")
    assert "**INCOMPLETE: what is not listed here is not known to be right**" in text


def test_what_was_not_checked_is_listed() -> None:
    text = markdown_report(recorded_report(), Layout(NOW))
    count = len(recorded_report().coverage.unobserved)
    assert f"<summary>Not checked ({count})</summary>" in text
    assert f"- not in the recording: {count}" in text


def test_too_long_a_report_is_cut_at_a_row() -> None:
    report = hostile_report()
    text = markdown_report(report, Layout(NOW), longest=60_000)
    assert len(text.encode()) <= 60_000
    cut = re.search(r"^(\d+) more findings would make this page too long", text, re.MULTILINE)
    assert cut
    rows = [line for line in text.splitlines() if ROW.fullmatch(line)]
    assert len(rows) + int(cut[1]) == len(report.findings)
