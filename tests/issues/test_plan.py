from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from jllm_sync.audit import Report
from jllm_sync.finding import Finding
from jllm_sync.issues.marker import DIVIDER
from jllm_sync.issues.model import (
    DASHBOARD,
    Close,
    Comment,
    Create,
    ExistingIssue,
    IssueSettings,
    Plan,
    PullRequest,
    Update,
)
from jllm_sync.issues.plan import plan
from jllm_sync.messages import said
from tests.issues.world import BOT, SETTINGS, carry_out, catalog, finding, report

TODAY = date(2026, 10, 7)


def synced(*findings: Finding, issues: Sequence[ExistingIssue] = ()) -> list[ExistingIssue]:
    return carry_out(plan(report(findings), issues, SETTINGS, TODAY), issues)


def about(made: Plan, key: str = "entry:e0") -> list[object]:
    return [action for action in made.actions if action.key == key]


def entry_issue(issues: Sequence[ExistingIssue]) -> ExistingIssue:
    return next(issue for issue in issues if '"key":"entry:e0"' in issue.body)


def changed(issues: Sequence[ExistingIssue], **change: object) -> list[ExistingIssue]:
    """The issues after a person did something to the one about e0."""
    mine = entry_issue(issues)
    return [replace(mine, **change) if one is mine else one for one in issues]  # type: ignore[arg-type]


def types(actions: Sequence[object]) -> list[str]:
    return [type(action).__name__ for action in actions]


def test_an_entry_with_a_warning_gets_an_issue_and_the_dashboard_links_it() -> None:
    issues = synced(finding())
    assert [issue.title for issue in issues] == ["Audit: Model 0: context-drift", "Audit dashboard: List"]
    assert "| Model 0 | 0 | 1 | `context-drift` | #1 |" in issues[1].body


def test_notes_alone_get_no_issue() -> None:
    assert plan(report([finding(severity="info")]), [], SETTINGS, TODAY).actions == ()


def test_nothing_new_changes_nothing() -> None:
    issues = synced(finding())
    assert plan(report([finding()]), issues, SETTINGS, TODAY).actions == ()


def test_another_reading_is_edited_in_without_a_comment() -> None:
    made = plan(report([finding(said="16384")]), synced(finding()), SETTINGS, TODAY)
    assert types(about(made)) == ["Update"]


@pytest.mark.parametrize(
    ("now", "word"),
    [
        ([finding(), finding(variant=1)], "New:"),
        ([finding(severity="error")], "Graver than before:"),
    ],
)
def test_what_got_worse_is_said(now: list[Finding], word: str) -> None:
    comment, update = about(plan(report(now), synced(finding()), SETTINGS, TODAY))
    assert isinstance(comment, Comment) and word in comment.body
    assert isinstance(update, Update)


def test_what_is_resolved_is_said() -> None:
    comment, update = about(plan(report([finding()]), synced(finding(), finding(variant=1)), SETTINGS, TODAY))
    assert isinstance(comment, Comment) and "No longer found:" in comment.body and "e0-v1" in comment.body
    assert isinstance(update, Update)


@pytest.mark.parametrize(
    ("after", "reason"), [([], "gone"), ([finding(waived=True)], "waived")], ids=["gone", "waived"]
)
def test_an_issue_closes_with_the_reason_and_reopens_when_it_returns(after: list[Finding], reason: str) -> None:
    issues = synced(finding())
    made = plan(report(after), issues, SETTINGS, TODAY)
    comment, close = about(made)
    assert isinstance(comment, Comment)
    assert isinstance(close, Close) and close.reason == reason
    issues = carry_out(made, issues)
    assert not about(plan(report(after), issues, SETTINGS, TODAY))
    returned = about(plan(report([finding()]), issues, SETTINGS, TODAY))
    assert types(returned) == ["Comment", "Reopen"]


def test_an_entry_that_left_the_catalog_closes_its_issue() -> None:
    made = plan(report(of=catalog(entries=0)), synced(finding()), SETTINGS, TODAY)
    assert isinstance(about(made)[-1], Close)


def test_what_was_not_observed_is_neither_resolved_nor_closed() -> None:
    issues = synced(finding(), finding(variant=1))
    blind = report([finding()], unobserved=["owner/e0-v1"], complete=False)
    (update,) = about(plan(blind, issues, SETTINGS, TODAY))
    assert isinstance(update, Update) and update.body and "not checked in this run" in update.body
    issues = carry_out(plan(blind, issues, SETTINGS, TODAY), issues)
    nothing = report([], unobserved=["owner/e0-v0", "owner/e0-v1"], complete=False)
    assert "Close" not in types(about(plan(nothing, issues, SETTINGS, TODAY)))
    assert "Close" in types(about(plan(report([]), issues, SETTINGS, TODAY)))


def test_findings_of_siblings_that_become_one_are_no_news() -> None:
    both = replace(finding(), repos=("owner/e0-v0", "owner/e0-v1"))
    apart = [finding(), finding(variant=1)]
    assert types(about(plan(report([both]), synced(*apart), SETTINGS, TODAY))) == ["Update"]
    assert types(about(plan(report(apart), synced(both), SETTINGS, TODAY))) == ["Update"]


def test_at_most_so_many_new_issues_a_run_and_errors_first() -> None:
    settings = IssueSettings(max_new=1)
    findings = [finding(0), finding(1), finding(2, severity="error")]
    made = plan(report(findings), [], settings, TODAY)
    assert [action.key for action in made.actions] == ["entry:e2", DASHBOARD]
    assert made.deferred == ("entry:e0", "entry:e1")

    issues = carry_out(made, [])
    assert "in a later run" in issues[-1].body
    for _ in range(2):
        issues = carry_out(plan(report(findings), issues, settings, TODAY), issues)
    assert plan(report(findings), issues, settings, TODAY).actions == ()


def test_what_is_new_since_the_last_run_comes_before_what_waits_already() -> None:
    settings = IssueSettings(max_new=1)
    found = [finding(0), finding(1), finding(2)]
    issues = carry_out(plan(report(found), [], settings, TODAY), [])
    made = plan(report([*found, finding(3)]), issues, settings, TODAY)
    assert [one.key for one in made.actions if isinstance(one, Create)] == ["entry:e3"]
    issues = carry_out(made, issues)
    changed = [finding(0), finding(1), finding(2, said="512"), finding(3)]
    made = plan(report(changed), issues, settings, TODAY)
    assert [one.key for one in made.actions if isinstance(one, Create)] == ["entry:e2"]
    assert made.deferred == ("entry:e1",)


def test_what_a_person_closed_stays_closed_until_there_is_news() -> None:
    closed = changed(synced(finding()), open=False)
    assert not about(plan(report([finding()]), closed, SETTINGS, TODAY))
    made = plan(report([finding(said="16384")]), closed, SETTINGS, TODAY)
    assert types(about(made)) == ["Comment", "Reopen"]


def test_a_persons_title_and_text_are_kept() -> None:
    issues = synced(finding())
    body = entry_issue(issues).body
    issues = changed(issues, title="My title", body=body.replace("\n", "\r\n") + "mine\r\n\r\n| a | b |\r\n")
    issues = carry_out(plan(report([finding(said="1")]), issues, SETTINGS, TODAY), issues)
    mine = entry_issue(issues)
    assert mine.title == "My title"
    assert mine.body.endswith(f"{DIVIDER}\nmine\n\n| a | b |\n")


def test_text_written_above_the_divider_moves_below_it() -> None:
    issues = synced(finding())
    body = entry_issue(issues).body.replace("### What to do", "my words\n\n### What to do")
    issues = changed(issues, body=body)
    issues = carry_out(plan(report([finding()]), issues, SETTINGS, TODAY), issues)
    above, _, below = entry_issue(issues).body.partition(DIVIDER)
    assert "my words" not in above and "my words" in below
    assert plan(report([finding()]), issues, SETTINGS, TODAY).actions == ()


def test_a_body_without_its_divider_loses_nothing() -> None:
    issues = synced(finding())
    issues = changed(issues, body=entry_issue(issues).body.replace(DIVIDER, "") + "mine")
    issues = carry_out(plan(report([finding()]), issues, SETTINGS, TODAY), issues)
    assert entry_issue(issues).body.partition(DIVIDER)[2].strip().endswith("mine")
    assert plan(report([finding()]), issues, SETTINGS, TODAY).actions == ()


def test_a_forged_marker_is_ignored() -> None:
    forged = replace(entry_issue(synced(finding())), author="mallory")
    made = plan(report([finding()]), [forged], SETTINGS, TODAY)
    assert types(about(made)) == ["Create"]


def test_a_second_open_issue_about_the_same_entry_is_closed() -> None:
    issues = synced(finding())
    issues.append(replace(entry_issue(issues), number=9))
    comment, close = about(plan(report([finding()]), issues, SETTINGS, TODAY))
    assert isinstance(comment, Comment) and "#1" in comment.body
    assert isinstance(close, Close) and close.number == 9 and close.reason == "duplicate"


def test_long_bodies_are_cut_at_a_row_and_link_the_report() -> None:
    many = [finding(variant=v, said="x" * 150) for v in range(300)]
    of = catalog(variants=300)
    settings = IssueSettings(artifact_url="https://github.com/o/r/actions")
    made = plan(report(many, of=of), [], settings, TODAY)
    create = next(action for action in made.actions if isinstance(action, Create))
    assert len(create.body) <= 65_536
    assert "more rows that found no room here: see the [whole report](https://github.com/o/r/actions)" in create.body
    rows = [line for line in create.body.splitlines() if line.startswith("| warning")]
    assert 20 < len(rows) < 300 and all(row.endswith(" |") for row in rows)
    issues = carry_out(made, [])
    assert plan(report(many, of=of), issues, settings, TODAY).actions == ()


def test_people_may_fill_the_whole_body() -> None:
    issues = synced(finding())
    room = 65_536 - len(entry_issue(issues).body)
    issues = changed(issues, body=entry_issue(issues).body + "z" * room)
    many = [finding(variant=0), finding(variant=1)]
    made = plan(report(many), issues, SETTINGS, TODAY)
    assert all(len(a.body) <= 65_536 for a in made.actions if isinstance(a, Update) and a.body)
    after = entry_issue(carry_out(made, issues))
    assert "z" * room in after.body


# --- ticked boxes


def tick(issues: Sequence[ExistingIssue], command: str) -> list[ExistingIssue]:
    lines = entry_issue(issues).body.split("\n")
    ticked = [line.replace("- [ ]", "- [x]") if f"jllm-sync:do {command} " in line else line for line in lines]
    return changed(issues, body="\n".join(ticked))


def asked(issues: Sequence[ExistingIssue], of: Report) -> frozenset[str]:
    from jllm_sync.issues.marker import tracked
    from jllm_sync.issues.ticks import read_requests

    return frozenset(one.id for one in read_requests(tracked(issues, SETTINGS), of, None, TODAY))


def test_a_ticked_box_stays_ticked_and_is_shown_as_pending() -> None:
    issues = tick(synced(finding()), "waive")
    pull = PullRequest(20, True, asked(issues, report([finding()])))
    issues = carry_out(plan(report([finding()]), issues, SETTINGS, TODAY, pull), issues)
    assert "asked for on 2026-10-07, waits in #20" in entry_issue(issues).body
    later = date(2026, 10, 9)
    assert not about(plan(report([finding()]), issues, SETTINGS, later, pull))


def test_a_closed_pull_request_unticks_and_a_new_tick_asks_again() -> None:
    issues = tick(synced(finding()), "waive")
    closed = PullRequest(20, False, asked(issues, report([finding()])))
    issues = carry_out(plan(report([finding()]), issues, SETTINGS, TODAY, closed), issues)
    assert "- [x]" not in entry_issue(issues).body
    assert not about(plan(report([finding()]), issues, SETTINGS, TODAY, closed))
    issues = tick(issues, "waive")
    issues = carry_out(plan(report([finding()]), issues, SETTINGS, TODAY, closed), issues)
    assert "- [x]" in entry_issue(issues).body


def test_a_tick_is_void_when_the_hub_says_something_else() -> None:
    issues = tick(synced(finding()), "waive")
    assert asked(issues, report([finding(said="1")])) == frozenset()
    issues = carry_out(plan(report([finding(said="1")]), issues, SETTINGS, TODAY), issues)
    assert "- [x]" not in entry_issue(issues).body


def test_a_tick_below_the_divider_is_a_persons_own() -> None:
    issues = synced(finding())
    line = next(line for line in entry_issue(issues).body.split("\n") if "jllm-sync:do waive" in line)
    issues = changed(issues, body=entry_issue(issues).body + line.replace("[ ]", "[x]"))
    assert asked(issues, report([finding()])) == frozenset()


def test_every_issue_is_by_the_bot() -> None:
    assert {issue.author for issue in synced(finding())} == {BOT}


def lost(issues: Sequence[ExistingIssue], body: str) -> list[ExistingIssue]:
    return changed(issues, body=body)


@pytest.mark.parametrize("text", ["", "  \r\n", f"\n{DIVIDER}\nmine\n"], ids=["empty", "blank", "people's only"])
def test_an_emptied_issue_is_known_by_its_title_and_gets_its_marker_again(text: str) -> None:
    issues = lost(synced(finding(), finding(1)), text)
    made = plan(report([finding(variant=1), finding(1)]), issues, SETTINGS, TODAY)
    (update,) = about(made)  # no second issue, and no comment that tells all of it anew
    assert isinstance(update, Update) and update.body
    assert '"key":"entry:e0"' in update.body and ("mine" in update.body) == ("mine" in text)
    again = carry_out(made, issues)
    assert plan(report([finding(variant=1), finding(1)]), again, SETTINGS, TODAY).actions == ()


def test_our_own_text_without_its_marker_is_ours_by_the_copy_on_the_dashboard() -> None:
    issues = synced(finding(), finding(1))
    bare = entry_issue(issues).body.partition("\n")[2]
    issues = [replace(one, title="renamed") if '"key":"entry:e0"' in one.body else one for one in issues]
    made = plan(report([finding(), finding(1)]), lost(issues, bare + "mine\n"), SETTINGS, TODAY)
    (update,) = about(made)
    assert isinstance(update, Update) and update.body and "Create" not in types(made.actions)
    _, _, below = update.body.partition(DIVIDER)
    assert "What the catalog says of" in below and "mine" in below and "jllm-sync:do" not in below


@pytest.mark.parametrize("text", ["hello", "x" * 100])
def test_any_other_text_is_told_and_not_touched_and_nothing_is_created_meanwhile(text: str) -> None:
    issues = synced(finding())
    mine = entry_issue(issues)
    issues = lost(issues, text)
    now = report([finding(), finding(1, severity="error")])
    made = plan(now, issues, SETTINGS, TODAY)
    assert "Create" not in types(made.actions) and not any(getattr(a, "number", 0) == mine.number for a in made.actions)
    assert [said(note, "en") for note in made.notes if f"#{mine.number}" in said(note, "en")]
    closed = [replace(one, open=False) if one.number == mine.number else one for one in issues]
    created = [a.key for a in plan(now, closed, SETTINGS, TODAY).actions if isinstance(a, Create)]
    assert created == ["entry:e1", "entry:e0"]


@pytest.mark.parametrize("labels", [(), ("bug",)])
def test_an_issue_that_was_let_go_has_no_second_beside_it(labels: tuple[str, ...]) -> None:
    issues = changed(synced(finding()), labels=labels)
    made = plan(report([finding(), finding(1)]), issues, SETTINGS, TODAY)
    assert [a.key for a in made.actions if isinstance(a, Create)] == ["entry:e1"]
    assert "took the label off" in said(made.notes[0], "en")
