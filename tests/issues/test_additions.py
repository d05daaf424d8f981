"""A family that is ticked for the list becomes a pull request of its own."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from jllm_sync.audit import Baseline, Report, Selection
from jllm_sync.catalog.model import Variant, Waiver
from jllm_sync.cli import app
from jllm_sync.cli.catalogs import open_catalog
from jllm_sync.cli.issues import _drafter
from jllm_sync.cli.session import HubChoice
from jllm_sync.errors import UserError
from jllm_sync.issues.additions import Additions, Drafted
from jllm_sync.issues.client import Repository
from jllm_sync.issues.families import families
from jllm_sync.issues.marker import tracked
from jllm_sync.issues.model import IssueSettings, PullRequest
from jllm_sync.issues.outcome import plan_data, plan_lines
from jllm_sync.issues.plan import plan
from jllm_sync.issues.pull_request import branch_of
from jllm_sync.issues.sync import sync
from jllm_sync.issues.texts import LONGEST_BODY, length
from jllm_sync.issues.ticks import addition_id, read_additions, unseen_additions
from jllm_sync.messages import said
from tests.build import LIST_2024
from tests.issues.test_families import FAMILY, TODAY, board, existing, proposed
from tests.issues.test_github import REPO, Server, issue, server
from tests.issues.world import BOT, HERE, SETTINGS, carry_out, catalog, report

__all__ = ["server"]

REPOSITORY = Repository("octo/list", "main", "octo")
RIVER = families(report(FAMILY))[0]
ID = addition_id(RIVER)
BRANCH = f"jllm-sync/add-{RIVER.fingerprint}"
TICKED = board(FAMILY).replace("- [ ] **add to the list**", "- [x] **add to the list**", 1)


def drafting(text: str = "- name: River", new: bytes = b"old\nnew\n") -> Any:
    def draft(repos: Sequence[str]) -> Drafted:
        assert repos == ["owner/river-70b", "owner/river-7b"]
        return Drafted({"catalog.yaml": (b"old\n", new)}, text, ("license: a guess",))

    return draft


def content(data: bytes) -> tuple[int, Any]:
    return 200, {"encoding": "base64", "content": base64.b64encode(data).decode()}


def pull(*names: str, number: int = 20, state: str = "open", author: str = BOT, branch: str = BRANCH) -> dict[str, Any]:
    body = f"<!-- jllm-sync:requests {' '.join(names)} -->\ntext <!-- jllm-sync:requests forged -->"
    return {"number": number, "state": state, "body": body, "user": {"login": author}, "head": {"ref": branch}}


def scripted(server: Server, pulls: Sequence[dict[str, Any]] = (), head: bytes | None = None) -> None:
    server.on("GET", "/pulls", (200, list(pulls)))
    server.on("GET", "/git/ref/heads/main", (200, {"object": {"sha": "base"}}))
    server.on("GET", "/contents/catalog.yaml", content(b"old\n"), *([content(head)] if head is not None else []))
    branch = (404, {"message": "Not Found"}) if head is None else (200, {"object": {"sha": "ours"}})
    server.on("GET", f"/git/ref/heads/{BRANCH}", branch)
    server.on("GET", "/git/commits/ours", (200, {"message": "x\n\nMade-by: jllm-sync\n"}))
    server.on("GET", "/git/commits/base", (200, {"tree": {"sha": "tree"}}))
    server.on("POST", "/git/trees", (201, {"sha": "tree2"}))
    server.on("POST", "/git/commits", (201, {"sha": "commit"}))
    server.on("POST", "/git/refs", (201, {}))
    server.on("PATCH", f"/git/refs/heads/{BRANCH}", (200, {}))
    server.on("GET", "/git/matching-refs/heads/jllm-sync/add-", (200, []))
    server.on("POST", "/pulls", (201, {"number": 20}))
    server.on("PATCH", "/pulls/20", (200, {}))


def publish(
    server: Server, draft: Any = None, body: str = TICKED, of: Report | None = None
) -> tuple[dict[str, PullRequest], list[str]]:
    pulls: dict[str, PullRequest] = {}
    made = Additions(server.api, REPOSITORY, IssueSettings(), draft or drafting())
    notes = made.publish(tracked(existing(body), SETTINGS), of or report(FAMILY), pulls)
    return pulls, [said(note, "en") for note in notes]


def test_a_tick_opens_a_branch_and_a_pull_request_with_the_draft(server: Server) -> None:
    scripted(server)
    pulls, notes = publish(server)
    assert notes == [] and pulls[ID].number == 20 and pulls[ID].open
    (tree,) = server.sent("POST", "/git/trees")
    assert [(one["path"], one["content"]) for one in tree["tree"]] == [("catalog.yaml", "old\nnew\n")]
    (made,) = server.sent("POST", "/pulls")
    assert (made["title"], made["head"], made["base"]) == ("Add owner/river", BRANCH, "main")
    assert "```\n- name: River\n```" in made["body"] and "- [ ] license: a guess" in made["body"]
    assert "- [ ] section s: probable, since it holds what is most like it" in made["body"]
    assert "owner/river-7b" in made["body"] and "The Hub says 8192." in made["body"] and "#1;" in made["body"]
    again = carry_out(plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY, None, pulls), existing(TICKED))[0].body
    assert "- [x] **add to the list**" in again and "waits in #20" in again and "Ticked boxes" not in again


def test_the_same_draft_writes_nothing_and_another_one_all_anew(server: Server) -> None:
    scripted(server)
    publish(server)
    names = server.sent("POST", "/pulls")[0]["body"].splitlines()[0].split()[2:-1]
    calls = len(server.mock.calls)
    server.answers("GET", "/pulls", (200, [pull(*names)]))
    server.answers("GET", f"/git/ref/heads/{BRANCH}", (200, {"object": {"sha": "ours"}}))
    server.answers("GET", "/contents/catalog.yaml", content(b"old\n"), content(b"old\nnew\n"))

    def never(repos: Sequence[str]) -> Drafted:
        raise AssertionError("neither the list nor a repo has changed: nothing is asked of the Hub")

    publish(server, never)
    assert {call.request.method for call in list(server.mock.calls)[calls:]} == {"GET"}
    server.answers("GET", "/contents/catalog.yaml", content(b"old\n"), content(b"old\nnew\n"))
    moved = [replace(one, evidence=(replace(one.evidence[0], revision="later"),)) for one in FAMILY]
    publish(server, drafting("- name: River 2", b"old\nnewer\n"), of=report(moved))
    assert server.sent("PATCH", f"/git/refs/heads/{BRANCH}") == [{"sha": "commit", "force": True}]
    assert "River 2" in server.sent("PATCH", "/pulls/20")[0]["body"] and len(server.sent("POST", "/pulls")) == 1


def taken() -> Report:
    of = catalog()
    entry = of.entries[0]
    entry = replace(entry, variants=(*entry.variants, Variant("Owner/River-7b", "model", None, HERE, {})))
    section = replace(of.sections[0], entries=(entry, *of.entries[1:]))
    return report([], of=replace(of, sections=(section,)))


def ignoring(*patterns: str) -> Report:
    settings = {"discovery": {"ignore": [{"owner": "Owner", "pattern": one, "reason": "no"} for one in patterns]}}
    return report([], of=replace(catalog(), settings=settings))


def waived() -> Report:
    return report([replace(one, waiver=Waiver(one.rule, "no", "8192", HERE)) for one in FAMILY])


def settings_of(**discovery: Any) -> Report:
    return report([], of=replace(catalog(), settings={"discovery": discovery}))


@pytest.mark.parametrize(
    ("of", "body", "word"),
    [
        (taken(), TICKED, "It stands in the list by now."),
        (ignoring("river-7b", "river-70*"), TICKED, "It is ignored or waived by now."),
        (waived(), TICKED, "It is ignored or waived by now."),
        (report(FAMILY), board(FAMILY), "Every tick has been taken back"),
    ],
)
def test_what_is_taken_in_ignored_or_not_asked_for_is_closed_with_a_word(
    server: Server, of: Report, body: str, word: str
) -> None:
    others = [pull(ID, number=31, author="mallory"), pull(ID, number=32, branch="jllm-sync/requests")]
    scripted(server, [*others, pull(ID, "draft:0", "list:owner/river-7b", "list:owner/river-70b")])
    pulls, _ = publish(server, body=body, of=of)
    (sent,) = server.sent("PATCH", "/pulls/20")
    assert sent["state"] == "closed" and word in sent["body"]
    assert pulls[ID] == PullRequest(20, False, frozenset({ID}))
    assert {call.request.url for call in server.mock.calls if call.request.method != "GET"} <= {
        "https://api.github.com:443/repos/octo/list/pulls/20"
    }


UNSEEN = {
    "the Hub was not seen whole": report([], complete=False),
    "the listing by language failed, or has moved on": report([]),
    "the listing is turned off": settings_of(beyond="off"),
    "a bound was raised": settings_of(min_parameters="100b"),
    "the rules are off": replace(report([]), catalog=replace(catalog(), settings={"rules": {"family-new": "off"}})),
    "only a part was looked at": replace(report([]), selection=Selection(sections=("s",))),
    "only surer findings were wanted": replace(report([]), selection=Selection(min_confidence="high")),
    "what was known is left out": replace(report([]), selection=Selection(baseline=Baseline(None, True))),
    "one of its two repos is ignored": ignoring("river-7b"),
}


@pytest.mark.parametrize("why", UNSEEN)
def test_what_a_run_did_not_see_stays_open_and_ticked(server: Server, why: str) -> None:
    scripted(server, [pull(ID, "draft:0", "list:owner/river-7b", "list:owner/river-70b")])
    seen = carry_out(plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY), existing(TICKED))
    pulls, notes = publish(server, body=seen[0].body, of=UNSEEN[why])
    assert (pulls, notes) == ({}, []) and server.sent("PATCH", "/pulls/20") == []
    blind = carry_out(plan(UNSEEN[why], seen, SETTINGS, TODAY, None, pulls), seen)
    scripted(server, [pull(ID, "draft:0", "list:owner/river-7b")])
    pulls, _ = publish(server, body=blind[0].body)
    assert pulls[ID].number == 20 and pulls[ID].open
    back = carry_out(plan(report(FAMILY), blind, SETTINGS, TODAY, None, pulls), blind)
    assert back[0].body.count("- [x] **add to the list**") == 1 and "waits in #20" in back[0].body


def test_who_closes_the_dashboard_takes_no_tick_back(server: Server) -> None:
    scripted(server, [pull(ID, "list:owner/river-7b")])
    closed = [replace(one, open=False) for one in existing(board(FAMILY))]
    pulls: dict[str, PullRequest] = {}
    Additions(server.api, REPOSITORY, IssueSettings(), drafting()).publish(
        tracked(closed, SETTINGS), report(FAMILY), pulls
    )
    assert server.sent("PATCH", "/pulls/20") == []


def test_a_settled_tick_and_an_old_one_are_forgotten() -> None:
    seen = carry_out(plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY), existing(TICKED))
    (one,) = tracked(seen, SETTINGS)
    settled = {ID: PullRequest(20, False, frozenset({ID}))}
    assert unseen_additions(one, report([]), {}, TODAY) == {ID: "2026-10-07"}
    assert unseen_additions(one, report([]), settled, TODAY) == {}
    assert unseen_additions(one, report([]), {}, TODAY + timedelta(days=91)) == {}
    assert unseen_additions(one, report([], complete=False), {}, TODAY + timedelta(days=91)) == {ID: "2026-10-07"}
    assert unseen_additions(one, report(FAMILY), {}, TODAY) == {}


@pytest.mark.parametrize(("author_of_head", "deleted"), [("Made-by: jllm-sync", True), ("mine", False)])
def test_branches_without_an_open_pull_request_are_deleted(server: Server, author_of_head: str, deleted: bool) -> None:
    scripted(server, head=b"x")
    old = "jllm-sync/add-0123456789abcdef"
    refs = [{"ref": f"refs/heads/{branch}"} for branch in (old, BRANCH, "jllm-sync/add-", "else")]
    server.answers("GET", "/git/matching-refs/heads/jllm-sync/add-", (200, refs))
    server.answers("GET", "/pulls", (200, [pull(ID)]))
    server.on("GET", f"/git/ref/heads/{old}", (200, {"object": {"sha": "theirs"}}))
    server.on("GET", "/git/ref/heads/jllm-sync/add-", (404, {"message": "Not Found"}))
    server.on("GET", "/git/commits/theirs", (200, {"message": f"x\n\n{author_of_head}\n"}))
    server.mock.add("DELETE", f"{REPO}/git/refs/heads/{old}", status=204)
    publish(server)
    gone = [str(call.request.url) for call in server.mock.calls if call.request.method == "DELETE"]
    assert [url.partition("heads/")[2] for url in gone] == ([old] if deleted else [])


def test_a_plan_names_the_families_that_were_ticked() -> None:
    (addition,) = read_additions(tracked(existing(TICKED), SETTINGS), report(FAMILY), {})
    made = plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY)
    lines = [*plan_lines(made, (), [addition], "en"), *plan_lines(made, (), [addition], "ja")]
    assert "pull request: adds owner/river to the list, 2 repos (#1)" in lines
    assert "pull request: owner/river をリストに追加（2 リポジトリ、#1）" in lines
    (data,) = plan_data(made, (), [addition])["additions"]
    assert data == {"id": ID, "issue": 1, "repos": ["owner/river-70b", "owner/river-7b"]}


def test_a_tick_outlives_a_night_in_which_the_hub_was_not_seen(server: Server) -> None:
    seen = carry_out(plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY), existing(TICKED))
    blind = carry_out(plan(report([], complete=False), seen, SETTINGS, TODAY), seen)
    assert "add to the list" not in blind[0].body
    back = carry_out(plan(report(FAMILY), blind, SETTINGS, TODAY), blind)
    assert back[0].body.count("- [x] **add to the list**") == 1
    scripted(server)
    assert publish(server, body=blind[0].body)[0][ID].open


def test_more_repos_of_a_ticked_family_belong_to_the_same_pull_request(server: Server) -> None:
    scripted(server)
    more = report([*FAMILY, proposed("river-1b", 10**9)])

    def draft(repos: Sequence[str]) -> Drafted:
        assert "owner/river-1b" in repos
        return drafting()(["owner/river-70b", "owner/river-7b"])  # type: ignore[no-any-return]

    assert publish(server, draft, of=more)[0][ID].open


def test_a_closed_pull_request_settles_the_tick_until_it_is_ticked_anew(server: Server) -> None:
    scripted(server, [pull(ID, state="closed")])
    pulls, _ = publish(server)
    assert server.sent("POST", "/pulls") == []
    after = carry_out(plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY, None, pulls), existing(TICKED))[0].body
    assert "- [x]" not in after
    seen = [replace(existing(TICKED)[0], body=after)]
    blind = carry_out(plan(report([]), seen, SETTINGS, TODAY), seen)  # a night in which the listing failed
    after = carry_out(plan(report(FAMILY), blind, SETTINGS, TODAY), blind)[0].body
    assert "- [x]" not in after
    publish(server, body=after.replace("- [ ] **add", "- [x] **add", 1))
    assert len(server.sent("POST", "/pulls")) == 1


def test_a_draft_that_cannot_be_made_is_said_and_the_box_stays(server: Server) -> None:
    def waits(repos: Sequence[str]) -> Drafted:
        raise UserError("not now")

    scripted(server)
    pulls, notes = publish(server, waits)
    assert notes == ["owner/river could not be added yet, its box stays ticked: not now"]
    after = carry_out(plan(report(FAMILY), existing(TICKED), SETTINGS, TODAY, None, pulls), existing(TICKED))[0].body
    assert after.count("- [x] **add to the list**") == 1 and "asked for on 2026-10-07" in after


def test_another_catalog_on_the_default_branch_is_not_written_over(server: Server) -> None:
    scripted(server)
    server.answers("GET", "/contents/catalog.yaml", content(b"changed\n"))
    _, notes = publish(server)
    assert "catalog.yaml on the default branch is not what this run has read" in notes[0]
    assert server.sent("POST", "/git/commits") == []


def test_a_branch_that_a_person_pushed_to_is_left_alone(server: Server) -> None:
    scripted(server, [pull(ID)], head=b"theirs")
    server.answers("GET", "/git/commits/ours", (200, {"message": "mine"}))
    _, notes = publish(server)
    assert "somebody pushed" in notes[0] and server.sent("POST", "/git/commits") == []


def test_hostile_and_endless_drafts_stay_text(server: Server) -> None:
    scripted(server)
    bad = "````\n<!-- jllm-sync:requests forged -->\n\x1b[31m" + "x" * 200_000

    def draft(repos: Sequence[str]) -> Drafted:
        return Drafted({"catalog.yaml": (b"old\n", b"new")}, bad, ("@torvalds <script>",) * 3000)

    pulls, _ = publish(server, draft)
    (made,) = server.sent("POST", "/pulls")
    assert length(made["body"]) <= LONGEST_BODY and "\x1b" not in made["body"] and "<script>" not in made["body"]
    assert "\n`````\n" in made["body"] and "forged" not in pulls[ID].requests and "@torvalds" not in made["body"]


def test_a_whole_sync_opens_it_and_says_so(server: Server) -> None:
    scripted(server)
    server.on("GET", "", (200, {"full_name": "octo/list", "default_branch": "main"}))
    server.on("GET", "/issues", (200, [issue(1, TICKED)]))
    server.on("PATCH", "/issues/1", (200, issue(1)))
    synced = sync(server.api, report(FAMILY), IssueSettings(), TODAY, "catalog.yaml", None, drafting())
    assert [one.number for one in synced.additions] == [20] and synced.result.complete
    assert "waits in #20" in server.sent("PATCH", "/issues/1")[-1]["body"]


def test_two_labels_have_two_sets_of_branches() -> None:
    assert branch_of(IssueSettings(label="audit of a"), "add-1") == "audit-of-a/add-1"


def test_the_draft_is_that_of_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = "llm-jp/llm-jp-3-172b-instruct2"
    copy = tmp_path / "catalog.yaml"
    copy.write_bytes(LIST_2024.read_bytes())
    monkeypatch.chdir(tmp_path)
    drafted = _drafter(open_catalog(["catalog.yaml"]), HubChoice("recorded"), "en")([repo])
    result = CliRunner().invoke(app, ["add", repo, "--hub", "recorded", "--write", "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert drafted.files["catalog.yaml"] == (LIST_2024.read_bytes(), copy.read_bytes())
    with pytest.raises(UserError, match="waits for a sync with"):
        _drafter(open_catalog(["catalog.yaml"]), None, "en")([repo])
