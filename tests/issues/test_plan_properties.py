"""From any set of existing issues, a sync reaches a fixed point, whatever people did to the issues before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jllm_sync.audit import Report
from jllm_sync.finding import Finding
from jllm_sync.issues.marker import DIVIDER, level_lines, split, tracked
from jllm_sync.issues.model import Create, ExistingIssue, IssueSettings, PullRequest
from jllm_sync.issues.plan import plan
from jllm_sync.messages import said
from tests.issues.world import BOT, carry_out, finding, report

TODAY = date(2026, 10, 7)

proposal = st.builds(
    finding, st.integers(0, 3), st.just(9), st.just("variant-new"), st.just("info"), st.sampled_from(["a/b", "a/c"])
)
findings = st.lists(
    proposal
    | st.builds(
        finding,
        entry=st.integers(0, 3),
        variant=st.integers(0, 1),
        rule=st.sampled_from(["context-drift", "license-drift"]),
        severity=st.sampled_from(["error", "warning", "info"]),
        said=st.sampled_from(["1", "2", "3"]),
        waived=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.fingerprint,
)
repos = st.lists(st.builds("owner/e{}-v{}".format, st.integers(0, 3), st.integers(0, 1)), max_size=3)
reports = st.builds(report, findings, repos, st.booleans())
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
deeds = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "above", "no-divider", "tick", "close", "open", "retitle", "unlabel", "copy", "forge", "empty"]
        ),
        st.integers(0, 5),
        words,
    ),
    max_size=4,
)
pulls = st.one_of(st.none(), st.builds(PullRequest, st.integers(90, 92), st.booleans(), st.just(frozenset[str]())))


def done(issues: Sequence[ExistingIssue], deed: tuple[str, int, str]) -> list[ExistingIssue]:
    """The issues after something that people do."""
    what, place, text = deed
    after = list(issues)
    if not after:
        return after
    issue = after[place % len(after)]
    number = max(one.number for one in after) + 1
    body = issue.body
    match what:
        case "write":
            after[place % len(after)] = replace(issue, body=f"{body}\r\nnote {text}")
        case "above":
            after[place % len(after)] = replace(issue, body=body.replace("\n", f"\nnote {text.strip()}!\n", 1))
        case "no-divider":
            after[place % len(after)] = replace(issue, body=body.replace(DIVIDER, ""))
        case "tick":
            after[place % len(after)] = replace(issue, body=body.replace("- [ ]", "- [x]"))
        case "close" | "open":
            after[place % len(after)] = replace(issue, open=what == "open")
        case "retitle":
            after[place % len(after)] = replace(issue, title=f"My {text}")
        case "empty":
            after[place % len(after)] = replace(issue, body="")
        case "unlabel":
            after[place % len(after)] = replace(issue, labels=())
        case "copy":
            after.append(replace(issue, number=number, author=BOT, open=True))
        case "forge":
            after.append(replace(issue, number=number, author="mallory", open=True))
    return after


def history(past: Sequence[tuple[Report, list[tuple[str, int, str]]]], config: IssueSettings) -> list[ExistingIssue]:
    """Issues as a row of syncs and people's deeds leave them."""
    issues: list[ExistingIssue] = []
    for seen, between in past:
        issues = carry_out(plan(seen, issues, config, TODAY), issues)
        for deed in between:
            issues = done(issues, deed)
    return issues


pasts = st.lists(st.tuples(reports, deeds), max_size=3)
configs = st.builds(IssueSettings, language=st.sampled_from(["en", "ja"]), max_new=st.integers(0, 4))


ERROR = finding(0, 0, "context-drift", "error")
OTHER = finding(1, 1, "license-drift", "error")
COPIED_AND_EMPTIED = [(report([ERROR], []), [("copy", 0, ""), ("empty", 0, "")])]
"""An issue of which a copy with its marker stands open when its own body is lost: two of one thing."""


@settings(max_examples=80, deadline=None)
@example(COPIED_AND_EMPTIED, report([], []), IssueSettings(max_new=1), None)
@example(COPIED_AND_EMPTIED, report([ERROR], []), IssueSettings(max_new=1), None)
@example([(report([OTHER], []), [])], report([finding(0), OTHER], []), IssueSettings(max_new=0), None)
@given(pasts, reports, configs, pulls)
def test_a_second_plan_holds_only_what_the_cap_deferred(
    past: list[tuple[Report, list[tuple[str, int, str]]]],
    now: Report,
    config: IssueSettings,
    pull: PullRequest | None,
) -> None:
    issues = history(past, config)
    first = plan(now, issues, config, TODAY, pull)
    after = carry_out(first, issues)
    second = plan(now, after, config, TODAY, pull)
    created = {action.key for action in second.actions if isinstance(action, Create)}
    assert created <= set(first.deferred)
    assert {action.key for action in second.actions} <= created | {"dashboard"}
    if not first.deferred or config.max_new == 0:
        assert second.actions == ()
    if any("is not touched" in said(note, "en") for note in first.notes):
        return  # an issue whose marker is gone, and nobody knows what it is about: nothing is created
    for _ in range(4):  # no more entries than that
        after = carry_out(plan(now, after, config, TODAY, pull), after)
    last = plan(now, after, config, TODAY, pull)
    assert last.actions == ()
    assert not last.deferred or config.max_new == 0
    keys = Counter(one.mark.key for one in tracked(after, config) if one.issue.open)
    assert all(count == 1 for count in keys.values())


@settings(max_examples=80, deadline=None)
@given(pasts, reports, configs)
def test_nothing_that_people_wrote_is_lost_and_foreign_issues_are_not_touched(
    past: list[tuple[Report, list[tuple[str, int, str]]]], now: Report, config: IssueSettings
) -> None:
    before = history(past, config)
    made = plan(now, before, config, TODAY)
    after = {issue.number: issue for issue in carry_out(made, before)}
    ours = {one.issue.number for one in tracked(before, config)}
    for issue in before:
        new = after[issue.number]
        if issue.number not in ours:
            assert new == issue or (issue.body == "" and issue.author == BOT)  # known by its title: nothing to lose
            continue
        kept = level_lines(new.body)
        assert split(issue.body).people.strip() in kept
        for line in level_lines(issue.body).split("\n"):
            if line.startswith("note "):
                assert line.strip() in kept
        if issue.title.startswith("My "):
            assert new.title == issue.title


@settings(max_examples=40, deadline=None)
@given(findings, st.booleans())
def test_a_run_that_saw_nothing_closes_nothing(found: list[Finding], complete: bool) -> None:
    config = IssueSettings()
    issues = carry_out(plan(report(found), [], config, TODAY), [])
    everything = [f"owner/e{entry}-v{variant}" for entry in range(4) for variant in range(2)]
    blind = report([], everything, complete)
    assert not any(not issue.open for issue in carry_out(plan(blind, issues, config, TODAY), issues))


placeholders = st.sampled_from(
    ["\ue000entry:e0\ue001", "\0entry:e0\0", "外字 \ue000", "#–", "#1", "\ue001\ue000", "\0"]
)
anything = st.lists(st.text(max_size=20) | placeholders, max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(anything, anything, st.booleans())
def test_what_people_write_below_the_divider_is_theirs(theirs: str, later: str, fails: bool) -> None:
    """Whatever characters they use: numbers of issues are filled in above the divider only."""
    config = IssueSettings(max_new=0)
    issues = carry_out(plan(report([finding()]), [], config, TODAY), [])
    (board,) = (one for one in issues if one.title.startswith("Audit dashboard"))
    below = level_lines(f"{theirs}\n{later}").replace(DIVIDER, "")
    issues = [replace(one, body=one.body + below if one is board else one.body) for one in issues]
    now = report([finding(entry, severity="error") for entry in range(3)])
    made = plan(now, issues, IssueSettings(), TODAY)
    if fails:  # GitHub takes none of the new issues: the dashboard says so, and nothing else of it changes
        made = replace(made, actions=[action for action in made.actions if not isinstance(action, Create)])
    after = {one.number: one for one in carry_out(made, issues)}[board.number]
    above, _, kept = after.body.partition(f"{DIVIDER}\n")
    assert kept == below
    assert ("#–" in above) == fails and "\0" not in above
    if fails:  # the next run does not take the dash for something that a person wrote
        again = carry_out(plan(now, [after], IssueSettings(), TODAY), [after])
        assert {one.number: one for one in again}[board.number].body.partition(f"{DIVIDER}\n")[2] == below


@settings(max_examples=80, deadline=None)
@given(
    reports, reports, deeds, st.lists(st.integers(0, 5), min_size=1, max_size=3), st.sampled_from(["", "mine", None])
)
def test_no_key_is_open_twice_though_markers_are_lost(
    before: Report, now: Report, between: list[tuple[str, int, str]], hit: list[int], left: str | None
) -> None:
    """Bodies emptied, written over, or without the marker's line: what an issue was about is not opened again."""
    config = IssueSettings()
    issues = carry_out(plan(before, [], config, TODAY), [])
    keys = {one.issue.number: one.mark.key for one in tracked(issues, config)}
    for place in hit[: len(issues)]:
        one = issues[place % len(issues)]
        issues[place % len(issues)] = replace(one, body=one.body.partition("\n")[2] if left is None else left)
    for deed in (deed for deed in between if deed[0] in ("write", "tick", "retitle")):
        issues = done(issues, deed)
    for _ in range(2):
        made = plan(now, issues, config, TODAY)
        issues = carry_out(made, issues)
        for ours in tracked(issues, config):
            keys.setdefault(ours.issue.number, ours.mark.key)
    opened = Counter(keys[issue.number] for issue in issues if issue.open)
    assert all(count == 1 for count in opened.values()), opened
