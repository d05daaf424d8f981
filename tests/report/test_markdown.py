"""The report as Markdown, and Markdown read as GitHub reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from jllm_sync.language import Language
from jllm_sync.report.markdown import markdown_report
from jllm_sync.report.markdown_text import code, link, plain
from jllm_sync.report.safe import visible
from jllm_sync.rules import RULES
from tests.data.hostile.make import LONG, TRICKS
from tests.report.reports import harmful, hostile_report, recorded_report

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OUR_HTML = re.compile(r"</?code>|<br>|</?details>|<details><summary>[^<>]*</summary>\n*|</details>\n*")
OUR_CODE = {word for rule in RULES for text in rule.remedy.values() for word in re.findall("`(.+?)`", text)}
# What GitHub turns into links and notifications in text that is neither code nor a link.
REFERENCES = re.compile(r"@[A-Za-z0-9]|#[0-9]|\bGH-[0-9]|://|\bwww\.", re.IGNORECASE)


def tokens(markdown: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(markdown):
        yield token
        yield from token.children or ()


def prose(markdown: str) -> str:
    """The text that stands neither in code nor in a link."""
    parts, depth = [], 0
    for token in tokens(markdown):
        if token.type in ("link_open", "link_close") or token.content in ("<code>", "</code>"):
            depth += 1 if token.type == "link_open" or token.content == "<code>" else -1
        elif token.type in ("text", "text_special") and depth == 0:
            parts.append(token.content)
        elif token.type in ("softbreak", "td_close", "paragraph_close", "html_inline"):
            parts.append("\n")
    return "".join(parts)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_recorded_audit(language: Language) -> None:
    report = recorded_report()
    text = markdown_report(report, language)
    rows = [line for line in text.splitlines() if line.startswith("|") and "<code>" in line]
    assert len(rows) == len(report.findings) > 50
    assert all(line.count(" | ") == 5 for line in rows)
    heading = {"en": f"## jllm-sync: errors: {report.summary['error']}", "ja": "## jllm-sync: エラー"}[language]
    assert text.startswith(heading)
    assert "<code>repo&#58; cinmodel/electra-small-japanese-discriminator</code>" in text
    for finding in report.findings:
        assert finding.evidence[0].url in text or finding.evidence[0].url.replace("(", "%28") in text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_hostile_comes_through(language: Language) -> None:
    report = hostile_report()
    text = markdown_report(report, language)
    assert harmful(text) == []
    assert len(text) < 1_000_000
    found = list(tokens(text))
    for token in found:
        assert token.type not in ("image", "fence", "code_block", "blockquote_open", "hr"), token
        assert token.type != "code_inline" or token.content in OUR_CODE, token
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
    text = markdown_report(partial, "en")
    assert text.startswith("## ⚠️ jllm-sync: errors: 0, ")
    assert "**INCOMPLETE: what is not listed here is not known to be right**" in text


def test_what_was_not_checked_is_listed() -> None:
    text = markdown_report(recorded_report(), "en")
    count = len(recorded_report().coverage.unobserved)
    assert f"<summary>Not checked ({count})</summary>" in text
    assert f"- not in the recording: {count}" in text


def test_too_long_a_report_is_cut_at_a_row() -> None:
    report = hostile_report()
    text = markdown_report(report, "en", longest=60_000)
    assert len(text.encode()) <= 60_000
    cut = re.search(r"^(\d+) more findings would make this page too long", text, re.MULTILINE)
    assert cut
    rows = [line for line in text.splitlines() if line.startswith("|") and "<code>" in line]
    assert len(rows) + int(cut[1]) == len(report.findings)


texts = (
    st.text(max_size=40)
    | st.text("@#`|<>[]()!*_~&\\$: \n\r\t-+.1aGHw/=\"'", max_size=40)
    | st.sampled_from([*TRICKS.values()])
)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_plain_text_stays_text(text: str) -> None:
    """Whatever the text: it makes one cell and no structure, and reads as it was, but for invisible breaks."""
    rendered = f"| a |\n|---|\n| x {plain(text)} y |\n"
    inside = [token for token in tokens(rendered) if token.type in ("text", "text_special", "softbreak")]
    kinds = {token.type for token in tokens(rendered)} - {token.type for token in tokens("| a |\n|---|\n| x |\n")}
    assert kinds <= {"text_special", "softbreak"}
    shown = "".join(token.content for token in inside).replace("\u200b", "").removeprefix("a")
    assert shown.split() == f"x {visible(text)} y".split()
    assert REFERENCES.findall(prose(rendered)) == []


@settings(max_examples=300, deadline=None)
@given(texts)
def test_code_shows_the_value(text: str) -> None:
    rendered = f"| a |\n|---|\n| {code(text)} |\n"
    html = [token.content for token in tokens(rendered) if token.type == "html_inline"]
    assert html == ["<code>", "</code>"]
    shown = "".join(t.content for t in tokens(rendered) if t.type in ("text", "text_special")).removeprefix("a")
    assert shown == visible(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/a/b", "[x](https://huggingface.co/a/b)"),
        ("https://huggingface.co/a/b)](c", "[x](https://huggingface.co/a/b%29%5D%28c)"),
        ('https://huggingface.co/a "title" <b>', "[x](https://huggingface.co/a%20%22title%22%20%3Cb%3E)"),
        ("https://huggingface.co@evil.example/", "x"),
        ("https://huggingface.co.evil.example/", "x"),
        ("https://github.com/a/b/issues/1", "x"),
        ("javascript:alert(1)", "x"),
        ("https://huggingface.co/\u202e", "x"),
        ("https://[", "x"),
        ("", "x"),
    ],
)
def test_links_lead_to_the_hub(url: str, expected: str) -> None:
    assert link("x", url) == expected


def test_a_long_value_is_cut() -> None:
    assert len(plain("x" * LONG)) < 400
