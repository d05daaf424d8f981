"""docs/examples shows the issues of one section of the recorded audit as they are, and as readable as they are meant.

`python -m tests.issues.test_examples` writes them anew.
"""

from __future__ import annotations

import re
from dataclasses import replace
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

KEYS = {"issue": "entry:kotoba-whisper", "dashboard": "dashboard"}
SECTION = "speech/asr"
TODAY = date(2026, 11, 27)
FILES = [(name, language) for name in KEYS for language in LANGUAGES]


def example(name: str, language: Language) -> str:
    return (ROOT / "docs" / "examples" / f"{name}-{language}.md").read_text(encoding="utf-8")


@cache
def recorded_report() -> Report:
    path, hub = ROOT / "catalog.yaml", RecordedHub(embedded_recording())
    catalog = parse_catalog(path.read_bytes(), path.name)
    catalog = replace(catalog, sections=tuple(one for one in catalog.sections if one.id == SECTION))
    selection = Selection()
    return audit(catalog, hub.observe(repos_of(catalog, selection), files_of(selection)), selection, TODAY)


def written(name: str, language: Language) -> str:
    """What the program writes."""
    report = recorded_report()
    settings = IssueSettings.of(report.catalog.settings, language, None)
    made = [one for one in plan(report, [], settings, TODAY).actions if isinstance(one, Create)]
    numbers = {one.key: number for number, one in enumerate(made, 1)}
    (body,) = (with_numbers(one.body, one.places, numbers) for one in made if one.key == KEYS[name])
    return body


@pytest.mark.parametrize(("name", "language"), FILES)
def test_the_examples_are_what_the_program_writes(name: str, language: Language) -> None:
    assert example(name, language) == written(name, language), "`make issue-examples` writes the examples anew"
    assert len(example(name, language)) < 24_000


@pytest.mark.parametrize(("name", "language"), FILES)
def test_the_examples_are_readable(name: str, language: Language) -> None:
    """Ordinary names, licences and sentences look in the source as they do on the page, and tables are whole."""
    text = example(name, language)
    assert not re.search("&#|&amp;|&lt;|<code>", text)
    found = list(tokens(text))
    rows, cells = (sum(token.type == kind for token in found) for kind in ("tr_open", "td_open"))
    assert rows > 2 and cells == (rows - 1) * sum(token.type == "th_open" for token in found)
    assert all(re.fullmatch("#[0-9]", one) for one in REFERENCES.findall(prose(text)))  # the dashboard's own links


if __name__ == "__main__":
    for file, in_ in FILES:
        path = ROOT / "docs" / "examples" / f"{file}-{in_}.md"
        path.write_text(written(file, in_), encoding="utf-8", newline="\n")
