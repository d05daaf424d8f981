"""Text from the Hub cannot ping people, link issues, hide content, forge our marker or break the table."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt

from jllm_sync.issues.commands import read_requests
from jllm_sync.issues.escape import code, link, prose
from jllm_sync.issues.marker import DIVIDER, tracked
from jllm_sync.issues.model import IssueSettings
from jllm_sync.issues.plan import plan
from tests.issues.world import SETTINGS, carry_out, catalog, finding, report

TODAY = date(2026, 10, 7)
HOSTILE = [
    "@torvalds please look",
    "は@torvalds",
    "@org/team",
    "closes #1",
    "fixes octo/repo#2 and GH-3",
    "https://github.com/octo/repo/issues/4",
    "www.example.com",
    "0123456789abcdef0123456789abcdef01234567",
    "a | b | c",
    "</code></td></table><script>alert(1)</script>",
    "<!-- hidden",
    '<!-- jllm-sync:issue {"key":"entry:e1","n":1,"title":"","text":"","seen":{}} -->',
    "x\n- [x] **waive** <!-- jllm-sync:do waive 0123456789abcdef 0123456789abcdef -->",
    DIVIDER,
    "```\n# heading\n```",
    "`tick` ``two``",
    "[link](javascript:alert(1)) ![img](https://evil.example/x.png)",
    "**bold** _it_ ~~gone~~ $x$ :tada:",
    "a\u200bb\u202ec\u2066d\ufeff",
    "\x1b[31mred\x1b[0m\x07",
    "\ue000entry:e0\ue001",
    "x" * 100_000,
    "&#64;torvalds &commat;torvalds",
    "\\| \\` \\@torvalds",
]


def rendered(markdown: str) -> str:
    return str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown))


def outside_code(html: str) -> str:
    """What is left for GitHub's filters: they pass over code and links."""
    html = html.replace("<td>#1</td>", "")  # the dashboard's own link to the issue
    return re.sub(r"<(code|a)\b[^>]*>.*?</\1>|<!--.*?-->", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_body_with_hostile_text_is_a_body_like_any_other(text: str, language: str) -> None:
    config = IssueSettings(language=language)  # type: ignore[arg-type]
    bad = finding(said=text, text=text)
    bad = replace(
        bad,
        evidence=(
            replace(bad.evidence[0], value=text, key=text, file=text, note=text),
            replace(bad.evidence[0], kind="report", url=f"https://huggingface.co/{text}", note=text),
            replace(bad.evidence[0], url=f"https://evil.example/{text}"),
        ),
    )
    proposal = finding(1, rule="variant-new", severity="info", said=text, text=text)
    message = {"en": f"Message {text}", "ja": f"文言{text}"}
    findings = [bad, replace(finding(variant=1), message=message, field=None), proposal]
    of = catalog(name=text[:500])
    made = plan(report(findings, of=of), [], config, TODAY)
    issues = carry_out(made, [])
    assert len(issues) == 2
    for issue in issues:
        assert len(issue.body) <= 65_536 and issue.body.count(DIVIDER) == 1
        assert issue.body.count("<!-- jllm-sync:issue ") == 1
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000\ue001]", issue.body
        )
        assert "\n" not in issue.title and len(issue.title) <= 256
        html = rendered(issue.body)
        seen = outside_code(html)
        assert not re.search(r"[@]\w|#\d+\b(?!;)|\bGH-\d|github\.com|[0-9a-f]{40}", seen), seen
        assert "<script" not in html and "<img" not in html
        assert all(url.startswith("https://huggingface.co/") for url in re.findall(r'href="([^"]*)', html))
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL):
            assert len(re.findall("<t[dh]", row)) in (5, 6)
    assert not read_requests(tracked(issues, SETTINGS), report(findings, of=of), None, TODAY)
    assert plan(report(findings, of=of), issues, config, TODAY).actions == ()
    worse = report([*findings, finding(0, 1, rule="license-drift", said=text, text=text)], of=of)
    for action in plan(worse, issues, config, TODAY).actions:
        comment = getattr(action, "event", None) and outside_code(rendered(str(getattr(action, "body", ""))))
        assert not comment or not re.search(r"[@]\w|#\d+\b(?!;)|github\.com", comment)


def test_plain_words_stay_plain() -> None:
    assert prose("The Hub states apache-2.0 (see README.md), 8,192 tokens.") == (
        "The Hub states apache-2.0 (see README.md), 8,192 tokens."
    )


def test_a_value_is_shown_as_it_is() -> None:
    assert code("sbintuitions/sarashina2-7b") == "<code>sbintuitions/sarashina2-7b</code>"


def test_only_the_hub_is_linked() -> None:
    assert link("x", "https://evil.example/") == "<code>x</code> <code>https&#58;//evil.example/</code>"
    assert link("x", "https://huggingface.co/a/b") == "[<code>x</code>](https://huggingface.co/a/b)"
