"""Workflow commands, read as the runner reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.audit import Report
from jllm_sync.messages import Language, said
from jllm_sync.report import Layout
from jllm_sync.report.describe import is_new, listed_and_new, new_on_hub
from jllm_sync.report.escape import visible
from jllm_sync.report.github import command, github_report
from tests.report.reports import NOW, ROOT, commands, harmful, hostile_report, recorded_report

HEAD = re.compile(r"(error|warning|notice) file=([^,:]*),line=(\d+),col=(\d+),title=([^,:]*)")


@pytest.mark.parametrize("report", [recorded_report(), hostile_report()], ids=["recorded", "hostile"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_one_annotation_for_each_finding(report: Report, language: Language) -> None:
    text = github_report(report, Layout(NOW, language, root=Path.cwd()))
    assert harmful(text) == []
    *found, last = commands(text)
    listed, news = listed_and_new(report.open)
    if news:
        assert last == ("notice title=jllm-sync", said(new_on_hub(news, visible), language))
    else:
        found.append(last)
    lines = {(f.location.file, f.location.line) for f in listed}
    assert len(found) == len(lines) < len(listed)
    assert len(text.splitlines()) == len(found) + bool(news) + 1
    places = set()
    for head, message in found:
        parts = HEAD.fullmatch(head)
        assert parts, head
        assert parts[2] == "catalog.yaml"
        assert len(message) < 30_000
        places.add(int(parts[3]))
    assert places == {line for _, line in lines}
    levels = [head.split()[0] for head, _ in found]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert "##[" not in text


def test_an_incomplete_run_warns_before_all_else() -> None:
    report = recorded_report()
    partial = replace(report, coverage=replace(report.coverage, complete=False))
    assert github_report(partial, Layout(NOW, root=ROOT)).startswith("::warning title=jllm-sync::INCOMPLETE")


def test_news_alone_is_told_one_by_one() -> None:
    report = recorded_report()
    news = tuple(finding for finding in report.open if is_new(finding))
    assert len(news) > 20
    places = {finding.location.line for finding in news}
    assert len(commands(github_report(replace(report, findings=news), Layout(NOW, root=ROOT)))) == len(places)


def test_what_stands_on_one_line_is_one_annotation_of_the_gravest() -> None:
    first = replace(recorded_report().open[0], rule="repo-gone", severity="error", confidence="high")
    of_line = [replace(first, repo=f"owner/m{n}", severity="info" if n else "error") for n in range(24)]
    other = replace(first, confidence="medium", location=replace(first.location, line=1))
    (gravest, told), (lighter, _) = commands(
        github_report(replace(recorded_report(), findings=(other, *of_line)), Layout(NOW, root=ROOT))
    )
    assert gravest.startswith("error ") and "and 23 more" in gravest and "and 14 more" in told
    assert "line=1," in lighter  # as grave, but less certain


def test_an_incomplete_run_warns() -> None:
    report = recorded_report()
    partial = replace(report, findings=(), coverage=replace(report.coverage, complete=False))
    ((head, message),) = commands(github_report(partial, Layout(NOW, root=ROOT)))
    assert head == "warning title=jllm-sync"
    assert message.startswith("INCOMPLETE")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("100 %", "::error file=a::100 %25"),
        ("a\r\nb", "::error file=a::a%0D%0Ab"),
        ("a: b, c", "::error file=a::a: b, c"),
        ("::error::x", "::error file=a::::error::x"),
        ("%0A", "::error file=a::%250A"),
    ],
)
def test_message(message: str, expected: str) -> None:
    assert command("error", message, file="a") == expected


def test_properties() -> None:
    assert command("notice", "m", title="a:b,c\n%", line=3) == "::notice title=a%3Ab%2Cc%0A%25,line=3::m"
    assert command("endgroup", "") == "::endgroup::"


@given(st.text(), st.text())
def test_a_command_is_one_line_and_one_command(message: str, title: str) -> None:
    line = command("error", message, title=title)
    assert "\n" not in line and "\r" not in line
    head, sep, rest = line.removeprefix("::error title=").partition("::")
    assert sep and ":" not in head and "," not in head
    unescaped = rest.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert unescaped == message


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("catalog.yaml", "catalog.yaml"),
        (str(ROOT / "lists" / "catalog.yaml"), "lists/catalog.yaml"),
        ("/elsewhere/catalog.yaml", "/elsewhere/catalog.yaml"),
    ],
)
def test_files_are_named_from_the_checkout(file: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert Layout(NOW, root=ROOT).path(file) == expected


def test_a_catalog_in_a_folder_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "tests")
    assert Layout(NOW, root=ROOT).path("../catalog.yaml") == "catalog.yaml"
    assert Layout(NOW, root=ROOT).path("catalog.yaml") == "tests/catalog.yaml"
