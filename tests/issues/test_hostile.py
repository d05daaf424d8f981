"""Text from the Hub cannot ping people, link issues, hide content, forge our marker or break the table."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from jllm_sync.catalog.model import Location
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit, Stated
from jllm_sync.issues.marker import DIVIDER, tracked
from jllm_sync.issues.model import Comment, IssueSettings
from jllm_sync.issues.plan import plan
from jllm_sync.issues.pull_request import edit_and_check
from jllm_sync.issues.ticks import box_comment, offered, read_requests
from tests.data.hostile.make import TRICKS
from tests.issues.world import SETTINGS, carry_out, catalog, finding, report
from tests.report.github_markdown import MARKDOWN, REFERENCES, prose
from tests.report.reports import harmful

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
    "a [x] b",
    "someone@evil.example",
    "`](https://evil.example) <!--",
    *TRICKS.values(),
]


def references(markdown: str) -> list[str]:
    """What GitHub would make something of, but for the dashboard's own links to issues."""
    return REFERENCES.findall(re.sub(r"^#1$", "", prose(markdown), flags=re.MULTILINE))


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
        assert harmful(issue.body) == []
        assert "\n" not in issue.title and len(issue.title) <= 256
        assert references(issue.body) == []
        assert not re.search(r"\[[xX]\]", issue.body)  # nothing is ticked
        html = str(MARKDOWN.render(issue.body))
        assert "<script" not in html and "<img" not in html
        assert all(url.startswith("https://huggingface.co/") for url in re.findall(r'href="([^"]*)', html))
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL):
            assert len(re.findall("<t[dh]", row)) in (5, 6)
    assert not read_requests(tracked(issues, SETTINGS), report(findings, of=of), None, TODAY)
    assert plan(report(findings, of=of), issues, config, TODAY).actions == ()
    worse = report([*findings, finding(0, 1, rule="license-drift", said=text, text=text)], of=of)
    for action in plan(worse, issues, config, TODAY).actions:
        assert not isinstance(action, Comment) or references(action.body) == []


@pytest.mark.parametrize("text", ["mit\x07", "x" * 500_000, ["a\u202e"], ["a\x07"], "line\nline", "\ud800"])
def test_no_tick_writes_what_a_catalog_cannot_hold(text: object) -> None:
    """A control character, or 500 kB out of a card: no box, and a line that says why; a forged tick asks nothing."""
    new = replace(finding(rule="variant-new", severity="info"), repo=str(text), reading=Stated(text, "t"))
    for bad in (replace(finding(), reading=Stated(text, "t"), fix=None), new):
        assert list(offered(bad)) == []
        issues = carry_out(plan(report([bad, finding(1)]), [], SETTINGS, TODAY), [])
        assert bad is new or any("cannot be waived by a tick" in one.body for one in issues)
        ticks = "".join(f"- [x] now {box_comment(command, bad)}\n" for command in ("waive", "fix", "ignore"))
        forged = [replace(one, body=one.body.replace(DIVIDER, ticks + DIVIDER)) for one in issues]
        assert read_requests(tracked(forged, SETTINGS), report([bad, finding(1)]), None, TODAY) == ()


def test_a_catalog_that_the_program_refuses_is_not_written() -> None:
    catalog = b"title: T\nsections:\n  - {id: s, title: S, entries: [{id: e, name: E, variants: [{repo: a/b}]}]}\n"
    here = Location("catalog.yaml", 3, 50)
    assert b"4096" in edit_and_check(catalog, [Edit(("e", "context"), "add", None, 4096, here)], "catalog.yaml")
    with pytest.raises(UserError):
        edit_and_check(catalog, [Edit(("e", "context"), "add", None, "no such length", here)], "catalog.yaml")
