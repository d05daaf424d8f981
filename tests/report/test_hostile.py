"""Hostile texts in the formats for terminals and programs; Markdown, annotations and SARIF have tests of their own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jllm_sync.cli.output import console_text
from jllm_sync.data import schema
from jllm_sync.finding import json_value
from jllm_sync.messages import Language
from jllm_sync.report import Layout
from jllm_sync.report.escape import visible, visible_json
from jllm_sync.report.json import as_data, json_report
from jllm_sync.report.text import text_lines
from tests.data.hostile import make
from tests.report.reports import HOSTILE, commands, harmful, hostile_report

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_audit_takes_the_bait() -> None:
    """The tests below show something only where the hostile texts reach findings."""
    rules = {finding.rule for finding in hostile_report().findings}
    assert rules >= {"license-drift", "license-conflict", "repo-renamed", "repo-gone", "custom-code", "pickle-only"}
    texts = repr(hostile_report().findings)
    assert all(repr(trick)[1:-1] in texts for trick in make.TRICKS.values() if "'" not in trick)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_text(language: Language) -> None:
    text = console_text(text_lines(hostile_report(), language, verbose=True), "never", to_terminal=True)
    assert harmful(text) == []
    assert commands(text) == []
    assert max(map(len, text.splitlines())) < 5_000


@pytest.mark.parametrize("language", ["en", "ja"])
def test_text_in_colour(language: Language) -> None:
    text = console_text(text_lines(hostile_report(), language), "always", to_terminal=True)
    plain = text.replace("\x1b[0m", "")
    for style in ("1", "2", "33", "36", "1;31", "32"):
        plain = plain.replace(f"\x1b[{style}m", "")
    assert harmful(plain) == []


def test_json() -> None:
    text = json_report(hostile_report(), Layout(NOW))
    assert harmful(text) == []
    assert commands(text) == []
    data = json.loads(text)
    Draft202012Validator(schema("report")).validate(data)
    assert data == json_value(as_data(hostile_report(), NOW), 100)  # escaped, and the same


@given(st.text())
def test_json_says_the_same(text: str) -> None:
    shown = visible_json(json.dumps({"a": [text]}, ensure_ascii=False, indent=2))
    assert json.loads(shown) == {"a": [text]}
    assert harmful(shown) == []
    assert commands(shown) == []


@given(st.text() | st.text(":# []\n\u3000\x1ba", max_size=12))
def test_visible_text(text: str) -> None:
    shown = visible(text)
    assert harmful(shown) == [] and "\n" not in shown
    assert commands(f"  {shown}") == []
    assert len(shown) <= 10 * min(len(text), 301) + 20


@pytest.mark.parametrize("text", ["日本語　全角", "naïve café", "👩 emoji", "a b", "1:30", "a::b", "# [x]"])
def test_innocent_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_the_files_are_what_the_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "HERE", tmp_path)
    make.main()
    for name in ("recording.jsonl", "catalog.yaml"):
        assert (tmp_path / name).read_bytes() == (HOSTILE / name).read_bytes()
