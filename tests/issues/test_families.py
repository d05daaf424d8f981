"""Proposals are offered by family: one fold, and one box for all of its repos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from jllm_sync.finding import Finding, Proposed
from jllm_sync.issues.families import families
from jllm_sync.issues.marker import join, split, text_hash, tracked
from jllm_sync.issues.model import ExistingIssue, PullRequest
from jllm_sync.issues.plan import plan
from jllm_sync.issues.texts import LONGEST_BODY, length
from jllm_sync.issues.ticks import Request, box_comment, read_requests
from tests.issues.world import HERE, SETTINGS, carry_out, finding, report

TODAY = date(2026, 10, 7)


def proposed(name: str, size: int | None = None, downloads: int | None = None, kind: str = "base") -> Finding:
    stem = name.rpartition("-")[0]
    new = Proposed(f"owner/{stem}", kind, size, date(2026, 9, 1), downloads)
    return replace(
        finding(rule="family-new", severity="info"), repo=f"owner/{name}", location=HERE, proposal=new, claim=None
    )


FAMILY = [
    proposed("river-7b", 7 * 10**9, 1200),
    proposed("river-70b", 70 * 10**9, 34),
    proposed("lake-1b", 10**9, 5, kind="copy"),
]


def board(found: Sequence[Finding], issues: Sequence[ExistingIssue] = (), pull: PullRequest | None = None) -> str:
    return carry_out(plan(report(found), issues, SETTINGS, TODAY, pull), issues)[-1].body


def requests(body: str, found: Sequence[Finding], pull: PullRequest | None = None) -> tuple[Request, ...]:
    return read_requests(tracked(existing(body), SETTINGS), report(found), pull, TODAY)


def existing(body: str) -> list[ExistingIssue]:
    (made,) = plan(report(FAMILY), [], SETTINGS, TODAY).actions
    return [replace(carry_out(plan(report(FAMILY), [], SETTINGS, TODAY), [])[0], body=body)] if made else []


def test_a_family_is_one_fold_with_its_repos_by_size_and_one_box() -> None:
    body = board(FAMILY)
    assert body.count("<details>") == body.count("- [ ] **ignore**") == 2
    assert "<summary><b>owner/river</b> – new family, probably s, high, 2 repos, 2026-09-01, 1,234 downloads" in body
    assert body.index("owner/river-70b") < body.index("owner/river-7b") < body.index("owner/lake")
    assert (
        "[`owner/lake-1b`](https://huggingface.co/owner/lake-1b) – quantised or converted copy, 1b, 2026-09-01" in body
    )


def test_a_mixture_of_an_unknown_size_is_shown_as_its_name_has_it() -> None:
    body = board([proposed("river-8x7b"), proposed("river-7b", 7 * 10**9)])
    assert "river-8x7b) – base model, 8x7b, " in body and body.index("river-8x7b") < body.index("river-7b")


def test_the_box_of_a_family_asks_for_each_repo_and_stays_ticked_until_it_is_settled() -> None:
    river = families(report(FAMILY))[0]
    ticked = board(FAMILY).replace("- [ ] **ignore**: these 2", "- [x] **ignore**: these 2")
    asked = requests(ticked, FAMILY)
    assert {one.finding.repo for one in asked} == {"owner/river-7b", "owner/river-70b"}
    body = board(FAMILY, existing(ticked))
    assert "<details open>" in body
    assert f"asked for on 2026-10-07, the next run opens a pull request {box_comment('ignore', river)}" in body
    assert requests(body, FAMILY) == asked  # nothing changes while it waits
    settled = PullRequest(20, False, frozenset(one.id for one in asked))
    assert requests(body, FAMILY, settled) == ()
    assert "- [x]" not in board(FAMILY, existing(body), settled)


def test_a_family_that_is_another_by_now_was_not_asked_for() -> None:
    ticked = board(FAMILY).replace("- [ ]", "- [x]")
    assert {one.finding.repo for one in requests(ticked, [*FAMILY, proposed("river-1b")])} == {"owner/lake-1b"}


def test_a_ticked_box_of_one_repo_on_an_old_dashboard_still_counts() -> None:
    now = split(board(FAMILY))
    assert now.mark is not None
    ours = f"{now.ours}- [x] river **ignore** {box_comment('ignore', FAMILY[0])}\n"
    old = join(replace(now.mark, text=text_hash(ours)), ours, "mine")
    (asked,) = requests(old, FAMILY)
    assert asked.finding == FAMILY[0]
    body = board(FAMILY, existing(old))
    assert "- [x] **ignore**: `owner/river-7b` – asked for" in body and body.count("- [x]") == 1
    assert body.endswith("mine")
    assert requests(body, FAMILY) == (asked,)


def test_a_report_that_does_not_say_more_of_its_proposals_offers_them_all_the_same() -> None:
    assert board([replace(one, proposal=None) for one in FAMILY]).count("- [ ] **ignore**") == 3


def test_a_thousand_families_fit_into_a_body() -> None:
    body = board([proposed(f"{'long' * 20}{number}-7b", 7 * 10**9) for number in range(1000)])
    assert length(body) <= LONGEST_BODY and body.count("<details>") == body.count("</details>") > 50
