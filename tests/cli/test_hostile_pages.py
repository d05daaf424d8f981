"""Pages of a stranger's pull request: what stands in their cells, and their names, does no harm in any output."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from jllm_sync.audit import Report, Selection, audit
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.cli.output import console_text
from jllm_sync.fixes import Fixed, fix_from_audit
from jllm_sync.issues.model import Create, IssueSettings
from jllm_sync.issues.plan import plan
from jllm_sync.messages import LANGUAGES, Language
from jllm_sync.report import Layout, formatted
from jllm_sync.report.text import diff, diff_lines, fix_lines
from tests.cli.conftest import Program
from tests.data.hostile.make import TRICKS
from tests.report.github_markdown import REFERENCES, prose, tokens
from tests.report.reports import NOW, commands, harmful
from tests.small_pages import EN_HEADER, HUB, JA_HEADER, row

TODAY = date(2026, 10, 7)
NAMES = {"ja": "LI`ST|<b>@octocat ::error::.md", "en": "en/##[error]READ\u202eME.md"}
_SINGLE = {name: " ".join(re.split(r"[\n\r]", trick))[:2000] for name, trick in TRICKS.items()}


def _cell(text: str) -> str:
    return text.replace("\\", "").replace("|", "\\|")


def pages() -> dict[str, bytes]:
    """Both pages: one row a trick, which differ in what they say of it."""
    rows: dict[str, list[str]] = {"ja": [], "en": []}
    for number, trick in enumerate(map(_cell, _SINGLE.values())):
        sizes = f"{number + 1}b"
        for language, lines in rows.items():
            developer = f"{trick} {language}" if number % 2 else trick
            wording = f"{trick} Terms of Use" if language == "ja" or number % 3 else "MIT"
            link = f"{HUB}/acme/model-{number + 1}" if number % 4 == 0 and number + 1 < len(_SINGLE) else ""
            lines.append(
                row(f"Model-{number}", sizes, "2024", developer, wording, link).replace("[Model", f"[{trick} Model")
            )
    heads = {"ja": ["# 一覧", "", "## 基盤モデル", "", JA_HEADER], "en": ["# A list", "", "## Models", "", EN_HEADER]}
    return {NAMES[language]: "\n".join([*heads[language], *lines, ""]).encode() for language, lines in rows.items()}


def document() -> PagesDocument:
    """The list."""
    return PagesDocument([PageFile(NAMES[language], pages()[NAMES[language]], language) for language in NAMES])


@cache
def hostile_pages() -> tuple[Report, Fixed]:
    """What is found in them, and what `apply --unsafe` makes of them."""
    selection = Selection(min_confidence="low")
    fixed, _ = fix_from_audit(document(), None, selection, TODAY, unsafe=True)
    return audit(document().catalog, None, selection, TODAY), fixed


def test_the_tricks_reach_findings_and_fixes() -> None:
    report, fixed = hostile_pages()
    rules = {finding.rule for finding in report.findings}
    assert rules >= {"pages-differ", "license-wording", "link-mismatch"}
    assert len(fixed.made) > 1
    assert "octocat" in repr(report.findings)


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "github", "sarif"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_formats(format_: str, language: Language) -> None:
    text = formatted(hostile_pages()[0], format_, Layout(NOW, language))
    assert harmful(text) == []
    if format_ == "github":
        lines = [line for line in text.splitlines() if line.startswith("::")]
        assert len(commands(text)) == len(lines)
        assert all(re.match(r"::(error|warning|notice)[ :]", line) for line in lines)
        return
    assert commands(text) == []
    if format_ == "markdown":
        harmless_markdown(text)


def harmless_markdown(text: str) -> None:
    """What GitHub makes of it is what is meant: tables, code and links to the Hub."""
    for token in tokens(text):
        assert token.type not in ("image", "fence", "code_block", "blockquote_open", "hr"), token
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith("https://huggingface.co/"), token.attrs
        if token.type.startswith("html"):
            assert not re.search(r"<(?:script|img|a|b)\b", token.content), token.content
    assert REFERENCES.findall(prose(text)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_issues(language: Language) -> None:
    made = plan(hostile_pages()[0], [], IssueSettings(language=language, manners=True, max_new=50), TODAY)
    bodies = [action.body for action in made.actions if isinstance(action, Create)]
    assert len(bodies) > 2
    for body in bodies:
        text = re.sub(r"<!-- jllm-sync:.*? -->|<sub>.*?</sub>", "", body)
        assert harmful(text) == []
        harmless_markdown(re.sub(r"^---$|^#1$|\|---", "", text, flags=re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_apply(language: Language) -> None:
    before, (_, fixed) = document(), hostile_pages()
    text = console_text(fix_lines(fixed, before.catalog, [*NAMES.values()], language, dry_run=False), "never", True)
    for path, data in fixed.files.items():
        text += console_text(diff_lines(diff(before.files[path], data, path)), "never", True)
    assert harmful(text) == []
    assert commands(text) == []


@pytest.mark.parametrize(
    "command", ["validate -v {}", "import {} -o -", "import {} -o catalog.yaml", "check --hub recorded {}"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_commands(command: str, language: Language, tmp_path: Path, program: Program) -> None:
    for path, data in pages().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    typed = [
        part
        for word in command.split()
        for part in ([f"{k}={v}" for k, v in NAMES.items()] if word == "{}" else [word])
    ]
    ran = program(*typed, "--lang", language)
    assert ran.returncode in (0, 1, 3), ran.stderr
    for text in (ran.stdout, ran.stderr):
        assert harmful(text) == []
        assert commands(text) == []
