"""docs/examples shows the issues of the recorded audit as they are, and as readable as they are meant to be."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from jllm_sync.audit import Report, Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.issues.model import Create, IssueSettings, with_numbers
from jllm_sync.issues.plan import plan
from jllm_sync.messages import LANGUAGES, Language
from tests.report.github_markdown import REFERENCES, prose, tokens
from tests.report.reports import ROOT

KEYS = {"issue": "entry:leia-swallow-13b", "dashboard": "dashboard"}
FILES = [(name, language) for name in KEYS for language in LANGUAGES]


def example(name: str, language: Language) -> str:
    return (ROOT / "docs" / "examples" / f"{name}-{language}.md").read_text(encoding="utf-8")


@cache
def recorded_report(today: date) -> Report:
    path, selection, hub = ROOT / "catalog.yaml", Selection(), RecordedHub(embedded_recording())
    catalog = parse_catalog(path.read_bytes(), path.name)
    return audit(catalog, hub.observe(repos_of(catalog, selection), files_of(selection)), selection, today)


@pytest.mark.parametrize(("name", "language"), FILES)
def test_the_examples_are_what_the_program_writes(name: str, language: Language) -> None:
    days = re.findall(r"\b\d{4}-\d\d-\d\d\b", example("dashboard", language))
    report = recorded_report(date.fromisoformat(days[0]))
    settings = IssueSettings.of(report.catalog.settings, language, None)
    made = [one for one in plan(report, [], settings, date.fromisoformat(days[0])).actions if isinstance(one, Create)]
    numbers = {one.key: number for number, one in enumerate(made, 1)}
    (body,) = (with_numbers(one.body, numbers) for one in made if one.key == KEYS[name])
    assert example(name, language) == body, "`make issue-examples` writes the examples anew"


@pytest.mark.parametrize(("name", "language"), FILES)
def test_the_examples_are_readable(name: str, language: Language) -> None:
    """Ordinary names, licences and sentences look in the source as they do on the page, and tables are whole."""
    text = example(name, language)
    assert not re.search("&#|&amp;|&lt;|<code>", text)
    found = list(tokens(text))
    rows, cells = (sum(token.type == kind for token in found) for kind in ("tr_open", "td_open"))
    assert rows > 2 and cells == (rows - 1) * sum(token.type == "th_open" for token in found)
    assert all(re.fullmatch("#[0-9]", one) for one in REFERENCES.findall(prose(text)))  # the dashboard's own links
