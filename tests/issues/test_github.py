"""Every answer of GitHub's that matters; the POSTs are counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from requests import PreparedRequest
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import InvalidHeader, ReadTimeout

from jllm_sync.issues.client import PAGES, Api, Clock, GitHubFailure, existing_issues, open_repository
from jllm_sync.issues.marker import Mark, join
from jllm_sync.issues.model import Close, Comment, Create, IssueSettings, Plan, Update
from jllm_sync.issues.sync import Executor
from jllm_sync.messages import said
from tests.issues.world import BOT

API = "https://api.github.com:443"  # as PyGithub spells it
REPO = f"{API}/repos/octo/list"
SETTINGS = IssueSettings()
BODY = join(Mark("entry:e0"), "text\n", "")
CREATE = Create("entry:e0", "Audit: e0", BODY, "jllm-sync")
BOARD = join(Mark("dashboard"), "see #–\n", "")
DASHBOARD = Create("dashboard", "Dashboard", BOARD, "jllm-sync", ((BOARD.index("#–"), "entry:e0"),))
LIMIT = {"message": "You have exceeded a secondary rate limit."}


def issue(number: int = 7, body: str = BODY, author: str = BOT, label: str = "jllm-sync") -> dict[str, Any]:
    return {
        "number": number,
        "title": "Audit: e0",
        "body": body,
        "state": "open",
        "user": {"login": author},
        "labels": [{"name": label}],
    }


class Server:
    """GitHub, as far as a test scripts it: an answer for each call in turn, the last one for all further calls."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.mock = mock
        self.slept: list[float] = []
        self.api = Api("token", "octo/list", clock=Clock(self.slept.append, lambda: 1000.0), max_wait=600)

    def on(
        self, method: str, path: str, *answers: tuple[int, Any] | tuple[int, Any, dict[str, str]] | Exception
    ) -> None:
        left = list(answers)

        def answer(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
            one = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(one, Exception):
                raise one
            status, data, headers = one if len(one) == 3 else (*one, {})
            return status, headers, json.dumps(data)

        url = f"{API}{path[1:]}" if path.startswith("//") else f"{REPO}{path}"
        self.mock.add_callback(method, url, callback=answer)

    def answers(
        self, method: str, path: str, *answers: tuple[int, Any] | tuple[int, Any, dict[str, str]] | Exception
    ) -> None:
        """Answer otherwise than the fixture does."""
        self.mock.remove(method, f"{REPO}{path}")
        self.on(method, path, *answers)

    def sent(self, method: str, end: str) -> list[Any]:
        found = []
        for call in self.mock.calls:
            if call.request.method == method and str(call.request.url).partition("?")[0].endswith(end):
                found.append(json.loads(str(call.request.body)) if call.request.body else None)
        return found

    def run(self, *actions: Any) -> Any:
        return Executor(self.api, SETTINGS).run(Plan(actions))


@pytest.fixture
def server() -> Iterator[Server]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        made = Server(mock)
        made.on("GET", "//user", (403, {"message": "Resource not accessible by integration"}))
        made.on("GET", "/labels/jllm-sync", (200, {"name": "jllm-sync"}))
        made.on("GET", "/issues", (200, []))
        yield made


def test_an_issue_is_created_and_linked_from_the_dashboard(server: Server) -> None:
    server.on("POST", "/issues", (201, issue()), (201, issue(8, DASHBOARD.body)))
    result = server.run(CREATE, DASHBOARD)
    assert result.complete and [one.number for one in result.results] == [7, 8]
    first, second = server.sent("POST", "/issues")
    assert first == {"title": "Audit: e0", "body": BODY, "labels": ["jllm-sync"]}
    assert "see #7" in second["body"]


def test_the_label_is_made_where_it_is_missing(server: Server) -> None:
    server.mock.remove("GET", f"{REPO}/labels/jllm-sync")
    server.on("GET", "/labels/jllm-sync", (404, {"message": "Not Found"}))
    server.on("POST", "/labels", (201, {"name": "jllm-sync"}))
    server.on("POST", "/issues", (201, issue()))
    assert server.run(CREATE).complete
    assert len(server.sent("POST", "/labels")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (403, LIMIT, {"Retry-After": "30"}),
        (429, {"message": "slow down"}, {"retry-after": "30"}),
        (403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1029"}),
    ],
)
def test_a_limit_is_waited_for_and_the_refused_post_sent_again(server: Server, answer: Any) -> None:
    server.on("POST", "/issues", answer, (201, issue()))
    assert server.run(CREATE).complete
    assert server.slept == [30.0] and len(server.sent("POST", "/issues")) == 2


def test_a_secondary_limit_without_a_time_waits_a_minute(server: Server) -> None:
    server.on("POST", "/issues", (403, LIMIT), (201, issue()))
    assert server.run(CREATE).complete
    assert server.slept == [60.0]


def test_a_limit_longer_than_allowed_stops_the_run(server: Server) -> None:
    server.on("POST", "/issues", (403, LIMIT, {"Retry-After": "3600"}))
    result = server.run(CREATE, DASHBOARD)
    assert result.stopped and result.stopped.reason == "rate-limited" and not result.results
    assert server.slept == [] and len(server.sent("POST", "/issues")) == 1


UNCLEAR = [(502, {"message": "Server Error"}), (500, {}), (504, None), ReadTimeout(), NoConnection()]


@pytest.mark.parametrize("answer", UNCLEAR, ids=["502", "500", "504", "timeout", "cut off"])
def test_an_unclear_answer_after_the_issue_was_created_creates_no_second(server: Server, answer: Any) -> None:
    server.on("POST", "/issues", answer)
    server.answers("GET", "/issues", (200, []), (200, [issue(7)]))  # the list lags behind at first
    result = server.run(CREATE)
    assert result.complete and [(one.outcome, one.number) for one in result.results] == [("found", 7)]
    assert len(server.sent("POST", "/issues")) == 1


def test_an_unclear_answer_is_tried_again_once_when_nothing_was_created(server: Server) -> None:
    server.on("POST", "/issues", (502, {}), (201, issue(7)))
    server.answers("GET", "/issues", (200, [issue(3, author="mallory")]))
    assert server.run(CREATE).complete
    assert len(server.sent("POST", "/issues")) == 2


def test_a_run_that_died_half_way_goes_on_without_duplicates(server: Server) -> None:
    from datetime import date

    from jllm_sync.issues.plan import plan
    from tests.issues.world import finding, report

    found = report([finding(0), finding(1)])
    first = plan(found, [], SETTINGS, date(2026, 10, 7))
    one = first.actions[0]
    assert isinstance(one, Create)
    server.on("POST", "/issues", (201, issue(7, one.body)), (401, {"message": "Bad credentials"}))
    died = server.run(*first.actions)
    assert died.stopped and died.stopped.reason == "unauthorized"
    server.answers("GET", "/issues", (200, [issue(7, one.body)]))
    second = plan(found, existing_issues(server.api, SETTINGS), SETTINGS, date(2026, 10, 7))
    assert [action.key for action in second.actions] == ["entry:e1", "dashboard"]


@pytest.mark.parametrize(
    ("answer", "outcome", "stopped"),
    [
        ((404, {"message": "Not Found"}), "missing", None),
        ((410, {"message": "This issue was deleted"}), "missing", None),
        ((422, {"message": "Validation Failed", "errors": [{"code": "too_long"}]}), "rejected", None),
        ((500, {}), "unclear", None),
        ((403, {"message": "Unable to update issue because it is locked."}), "rejected", None),
        ((403, {"message": "Commenting is disabled on issues with more than 2500 comments"}), "rejected", None),
        ((403, {"message": "Resource not accessible by integration"}), None, "forbidden"),
        ((401, {"message": "Bad credentials"}), None, "unauthorized"),
    ],
)
def test_each_refusal_of_a_change_has_its_name(server: Server, answer: Any, outcome: str, stopped: str) -> None:
    server.on("PATCH", "/issues/7", answer)
    result = server.run(Update(7, "entry:e0", None, BODY))
    assert [one.outcome for one in result.results] == ([outcome] if outcome else [])
    assert (result.stopped.reason if result.stopped else None) == stopped
    assert len(server.sent("PATCH", "/issues/7")) == 1  # a write is never repeated blindly


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_one_issue_stops_no_other(server: Server, status: int) -> None:
    """Locked, deleted, full of comments: that action is told, the rest goes on, and so does the next night."""
    locked = (status, {"message": "Unable to create comment because issue is locked."})
    server.on("GET", "/issues/7/comments", (200, []))
    server.on("POST", "/issues/7/comments", locked)
    server.on("PATCH", "/issues/8", locked)
    server.on("PATCH", "/issues/9", (200, issue(9)))
    server.on("POST", "/issues", (201, issue(10)))
    actions = (COMMENT, Update(7, "entry:e0", None, BODY), Update(8, "entry:e1", None, BODY), CREATE)
    result = server.run(*actions, Update(9, "entry:e2", None, BODY))
    refused = "missing" if status in (404, 410) else "rejected"
    assert [one.outcome for one in result.results] == [refused, "skipped", refused, "done", "done"]
    assert result.stopped is None


def test_a_token_that_may_change_nothing_stops_the_run(server: Server) -> None:
    server.mock.add("PATCH", re.compile(f"{REPO}/issues/.*"), json={"message": "No"}, status=403)
    result = server.run(*(Update(number, f"entry:e{number}", None, BODY) for number in range(30)))
    assert result.stopped and result.stopped.reason == "forbidden"
    assert len(result.results) == 9


def test_a_sync_at_the_same_time_was_faster(server: Server) -> None:
    server.answers("GET", "/issues", (200, [issue(5)]))
    result = server.run(CREATE)
    assert [(one.outcome, one.number) for one in result.results] == [("found", 5)]
    assert server.sent("POST", "/issues") == []


def test_of_two_syncs_that_open_the_same_the_later_issue_is_closed_at_once(server: Server) -> None:
    server.answers("GET", "/issues", (200, []), (200, [issue(7), issue(6)]))
    server.on("POST", "/issues", (201, issue(7)))
    server.on("POST", "/issues/7/comments", (201, {}))
    server.on("PATCH", "/issues/7", (200, issue(7)))
    result = server.run(CREATE, DASHBOARD)
    assert (result.results[0].outcome, result.results[0].number) == ("found", 6)
    (change,) = server.sent("PATCH", "/issues/7")
    assert change["state"] == "closed" and '"closed":"duplicate"' in change["body"]
    assert "The same as #6" in server.sent("POST", "/issues/7/comments")[0]["body"]


def test_a_label_that_was_deleted_is_put_back_on_all_issues(server: Server) -> None:
    """Instead of opening them all anew, as many as a night may (21 of 73 stood there twice after two syncs)."""
    from datetime import date

    from jllm_sync.issues.plan import plan
    from jllm_sync.issues.sync import sync
    from tests.issues.world import carry_out, finding, report

    found = report([finding(entry) for entry in range(3)])
    before = carry_out(plan(found, [], SETTINGS, date(2026, 10, 7)), [])
    bare = [issue(one.number, one.body) | {"title": one.title, "labels": []} for one in before]
    left = [[], bare, []]  # by the label; open ones of the author; closed ones of the author
    server.answers("GET", "/issues", *((200, page) for page in left))
    server.answers("GET", "/labels/jllm-sync", (404, {"message": "Not Found"}))
    server.on("GET", "", (200, {"full_name": "octo/list"}))
    server.on("POST", "/labels", (201, {}))
    for one in before:
        server.on("PATCH", f"/issues/{one.number}", (200, {}))
    synced = sync(server.api, found, SETTINGS, date(2026, 10, 7), "catalog.yaml", None)
    assert synced.plan.actions == () and server.sent("POST", "/issues") == []
    assert [server.sent("PATCH", f"/issues/{one.number}")[0] for one in before] == [{"labels": ["jllm-sync"]}] * 4
    assert "put back on 4 issues" in said(synced.notes[0], "en")


@pytest.mark.parametrize(("off", "put_back"), [(4, True), (3, False), (1, False)])
def test_a_label_that_was_made_anew_is_put_back_where_all_lack_it(server: Server, off: int, put_back: bool) -> None:
    from datetime import date

    from jllm_sync.issues.plan import plan
    from jllm_sync.issues.sync import sync
    from tests.issues.world import carry_out, finding, report

    found = report([finding(entry) for entry in range(3)])
    before = carry_out(plan(found, [], SETTINGS, date(2026, 10, 7)), [])
    shown = [issue(one.number, one.body) | {"title": one.title} for one in before]
    for data in shown[:off]:
        data["labels"] = []
    server.answers("GET", "/issues", (200, shown[off:]), (200, shown), (200, []))
    server.on("GET", "", (200, {"full_name": "octo/list"}))
    server.on("POST", "/labels", (422, {"message": "already_exists"}))
    for one in before:
        server.on("PATCH", f"/issues/{one.number}", (200, {}))
    server.on("GET", "/pulls", (200, []))
    synced = sync(server.api, found, SETTINGS, date(2026, 10, 7), "catalog.yaml", None)
    assert server.sent("POST", "/issues") == []
    assert [server.sent("PATCH", f"/issues/{one.number}") for one in before[:off]] == [
        [{"labels": ["jllm-sync"]}] if put_back else []
    ] * off
    assert ("put back" in said(synced.notes[0], "en")) is put_back


@pytest.mark.parametrize("status", [403, 502])
def test_one_issue_that_takes_no_label_keeps_it_from_no_other(server: Server, status: int) -> None:
    """After a failure that may pass, the dashboard is left for the next run, which knows by it to go on."""
    from datetime import date

    from jllm_sync.issues.plan import plan
    from jllm_sync.issues.sync import sync
    from tests.issues.world import carry_out, finding, report

    found = report([finding(entry) for entry in range(3)])
    before = carry_out(plan(found, [], SETTINGS, date(2026, 10, 7)), [])
    bare = [issue(one.number, one.body) | {"title": one.title, "labels": []} for one in before]
    server.answers("GET", "/issues", (200, []), (200, bare), (200, []))
    server.on("GET", "", (200, {"full_name": "octo/list"}))
    server.on("POST", "/labels", (422, {"message": "already_exists"}))
    for one in before:
        refused = (status, {"message": "Unable to change it because issue is locked."})
        server.on("PATCH", f"/issues/{one.number}", refused if one.number == 1 else (200, {}))
    synced = sync(server.api, found, SETTINGS, date(2026, 10, 7), "catalog.yaml", None)
    labelled = [
        one.number for one in before if {"labels": ["jllm-sync"]} in server.sent("PATCH", f"/issues/{one.number}")
    ]
    assert labelled == ([1, 2, 3, 4] if status == 403 else [1, 2, 3])  # 4 is the dashboard, 1 was tried
    assert server.sent("POST", "/issues") == []
    assert "locked" in said(synced.notes[1], "en")


def test_an_answer_that_is_no_list_or_lacks_a_key_is_no_bug_of_ours(server: Server) -> None:
    server.answers("GET", "/issues", (200, None))
    assert server.run(CREATE).stopped.reason == "misread"
    server.on("GET", "/git/ref/heads/main", (200, {"object": {}}))
    with pytest.raises(GitHubFailure, match='an answer without "sha" could not be read'):
        server.api.get("/git/ref/heads/main")["object"]["sha"]


@pytest.mark.parametrize(
    "label", ["監査 🤖", "a/b: c", "x" * 50, "jllm-sync?&#%", "+1 'quoted' \"twice\"", "Jllm Sync"]
)
def test_any_label_is_asked_for_and_written_as_it_is(server: Server, label: str) -> None:
    from urllib.parse import quote

    settings = IssueSettings(label=label)
    server.on("GET", f"/labels/{quote(label, safe='')}", (404, {}))
    server.on("POST", "/labels", (201, {}))
    server.on("POST", "/issues", (201, issue(label=label.upper())))
    action = Create("entry:e0", "Audit: e0", BODY, label)
    result = Executor(server.api, settings).run(Plan([action]))
    assert [one.outcome for one in result.results] == ["done"]
    assert server.sent("POST", "/labels")[0]["name"] == label and server.sent("POST", "/issues")[0]["labels"] == [label]
    asked = [call.request.params for call in server.mock.calls if "/issues?" in str(call.request.url)]  # type: ignore[attr-defined]
    assert {one["labels"] for one in asked} == {label}


def test_a_close_says_why_and_sends_one_request(server: Server) -> None:
    server.on("PATCH", "/issues/7", (200, issue()))
    assert server.run(Close(7, "entry:e0", "gone", None, BODY)).complete
    assert server.sent("PATCH", "/issues/7") == [{"state": "closed", "state_reason": "completed", "body": BODY}]


EVENT = "<!-- jllm-sync:event 3 -->"
COMMENT = Comment(7, "entry:e0", f"New\n\n{EVENT}", EVENT)


def comment(author: str = BOT) -> dict[str, Any]:
    return {"body": COMMENT.body, "user": {"login": author}}


def test_a_comment_is_written_once(server: Server) -> None:
    server.on("GET", "/issues/7/comments", (200, [comment()]))
    assert [one.outcome for one in server.run(COMMENT).results] == ["found"]
    assert server.sent("POST", "/comments") == []


def test_a_forged_comment_hides_nothing(server: Server) -> None:
    server.on("GET", "/issues/7/comments", (200, [comment("mallory")]))
    server.on("POST", "/issues/7/comments", (201, comment()))
    assert [one.outcome for one in server.run(COMMENT).results] == ["done"]


def test_a_comment_after_an_unclear_answer_is_looked_for(server: Server) -> None:
    server.on("GET", "/issues/7/comments", (200, []), (200, [comment()]))
    server.on("POST", "/issues/7/comments", ReadTimeout())
    assert [one.outcome for one in server.run(COMMENT).results] == ["found"]
    assert len(server.sent("POST", "/comments")) == 1


def test_the_change_waits_for_its_comment(server: Server) -> None:
    server.on("GET", "/issues/7/comments", (200, []))
    server.on("POST", "/issues/7/comments", (422, {"message": "Validation Failed"}))
    result = server.run(COMMENT, Update(7, "entry:e0", None, BODY))
    assert [one.outcome for one in result.results] == ["rejected", "skipped"] and not result.complete


def test_a_token_of_somebody_else_is_refused_before_anything_is_written(server: Server) -> None:
    server.mock.remove("GET", f"{API}/user")
    server.on("GET", "//user", (200, {"login": "octocat"}))
    result = server.run(CREATE)
    assert result.stopped and "octocat" in str(result.stopped)
    assert server.sent("POST", "/issues") == []


@pytest.mark.parametrize("wrong", [{"author": "my-app[bot]"}, {"label": "other"}])
def test_an_issue_that_would_not_be_known_again_is_closed_and_stops_the_run(server: Server, wrong: Any) -> None:
    server.on("POST", "/issues", (201, issue(**wrong)))
    server.on("PATCH", "/issues/7", (200, issue()))
    result = server.run(CREATE, DASHBOARD)
    assert result.stopped and result.stopped.reason == "forbidden"
    assert len(server.sent("POST", "/issues")) == 1
    assert server.sent("PATCH", "/issues/7")[0]["state"] == "closed"


def test_reads_are_repeated_and_follow_pages(server: Server) -> None:
    link = {"Link": '<https://api.github.com/repos/octo/list/issues?page=2>; rel="next"'}
    pull = issue(3) | {"pull_request": {}}
    server.answers("GET", "/issues", (502, {}), ReadTimeout(), (200, [issue(1), pull], link), (200, [issue(2)]))
    assert [one.number for one in existing_issues(server.api, SETTINGS)] == [1, 2]
    assert server.slept == [1.0, 2.0]


def test_who_does_not_answer_is_named_with_what_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = Api("secret-token", "octo/list", f"http://127.0.0.1:{port}", clock=Clock(lambda _: None))
    with pytest.raises(GitHubFailure, match=f"127.0.0.1:{port} did not answer: Connection refused"):
        api.get("")
    monkeypatch.setenv("HTTP_PROXY", f"http://me:secret@127.0.0.1:{port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    api = Api("secret-token", "octo/list", "http://github.example", clock=Clock(lambda _: None))
    with pytest.raises(GitHubFailure) as failed:
        api.get("")
    assert f"github.example did not answer: Connection refused (asked by the proxy http://***@127.0.0.1:{port})" in str(
        failed.value
    )
    assert "secret" not in str(failed.value)


def test_reads_give_up_after_a_while(server: Server) -> None:
    server.answers("GET", "/issues", (503, {}))
    with pytest.raises(GitHubFailure) as failure:
        existing_issues(server.api, SETTINGS)
    assert failure.value.reason == "unreachable" and len(server.sent("GET", "/issues")) == 4


@pytest.mark.parametrize(
    ("ask", "answer", "message"),
    [
        (open_repository, (200, {"full_name": "octo/list", "has_issues": False}), "issues disabled"),
        (open_repository, (200, {"full_name": "octo/list", "archived": True}), "archived"),
        (open_repository, (404, {"message": "Not Found"}), "404 Not Found"),
        (open_repository, (401, {"message": "Bad credentials"}), "401 Bad credentials"),
        (open_repository, (200, ["odd"]), "could not be read"),
    ],
)
def test_a_repository_without_issues_is_said(
    server: Server, ask: Callable[[Api], Any], answer: Any, message: str
) -> None:
    server.on("GET", "", answer)
    with pytest.raises(GitHubFailure, match=message):
        ask(server.api)


def test_disabled_issues_are_told_from_deleted_ones(server: Server) -> None:
    server.answers("GET", "/issues", (410, {"message": "Issues are disabled for this repo"}))
    with pytest.raises(GitHubFailure, match="issues disabled"):
        existing_issues(server.api, SETTINGS)
    server.on("POST", "/issues", (410, {"message": "Issues are disabled for this repo"}))
    result = server.run(CREATE)
    assert result.stopped and "issues disabled" in str(result.stopped)


def test_a_request_that_cannot_be_sent_is_not_tried_again(server: Server) -> None:
    server.on("GET", "", InvalidHeader("Bearer s3cret"))
    with pytest.raises(GitHubFailure) as failure:
        server.api.get("")
    assert (failure.value.reason, server.slept) == ("invalid", [])
    assert "s3cret" not in str(failure.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("verb", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize(
    "place", ["https://elsewhere.example/repos/octo/list", "http://api.github.com/x", "//elsewhere.example/x", ""]
)
def test_the_token_follows_no_answer_to_another_host(server: Server, verb: str, status: int, place: str) -> None:
    elsewhere = []

    def taken(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        elsewhere.append(request)
        return 200, {}, "{}"

    for host in ("https://elsewhere.example", "http://elsewhere.example", "http://api.github.com"):
        for method in ("GET", "POST", "PATCH"):
            server.mock.add_callback(method, re.compile(re.escape(host) + ".*"), callback=taken)
    server.mock.add(verb, f"{REPO}/x", status=status, headers={"Location": place}, body="{}")
    with pytest.raises(GitHubFailure):
        server.api.get("/x") if verb == "GET" else getattr(server.api, verb.lower())("/x", {"a": 1})
    assert elsewhere == []


def test_a_read_follows_a_redirect_on_the_same_host_with_its_query(server: Server) -> None:
    place = f"{API}/repositories/12/issues"
    server.mock.remove("GET", f"{REPO}/issues")
    server.mock.add("GET", f"{REPO}/issues", status=301, headers={"Location": place}, body="{}")
    server.on("GET", "//repositories/12/issues", (200, [issue()]))
    assert [one["number"] for one in server.api.pages("/issues", state="all")] == [7]
    asked = [call.request.url for call in server.mock.calls]
    assert all("state=all" in str(url) and "per_page=100" in str(url) for url in asked)


@pytest.mark.parametrize("places", [["/x"], ["/y", "/x"]], ids=["itself", "in a circle"])
def test_redirects_without_end_are_left(server: Server, places: list[str]) -> None:
    for here, place in zip(["/x", "/y"], places, strict=False):
        server.mock.add("GET", f"{REPO}{here}", status=301, headers={"Location": f"{REPO}{place}"}, body="{}")
    with pytest.raises(GitHubFailure) as failure:
        server.api.get("/x")
    assert (failure.value.reason, len(server.mock.calls)) == ("moved", 4)


def test_an_issue_that_was_transferred_is_not_written_where_it_went(server: Server) -> None:
    """GitHub answers 301 with the issue's place in the other repository, which PyGithub would write to."""
    other = f"{API}/repositories/99/issues/1"
    server.mock.add("PATCH", f"{REPO}/issues/5", status=301, headers={"Location": other}, body="{}")
    server.on("PATCH", "/issues/7", (200, issue(7)))
    result = server.run(Update(5, "entry:e1", "x", None), Update(7, "entry:e0", "y", None))
    assert [one.outcome for one in result.results] == ["missing", "done"]
    assert not any("/repositories/99" in str(call.request.url) for call in server.mock.calls)


def test_an_answer_that_is_never_ready_is_not_waited_for(server: Server) -> None:
    server.on("GET", "/x", (202, {}))
    with pytest.raises(GitHubFailure) as failure:
        server.api.get("/x")
    assert (failure.value.reason, len(server.mock.calls)) == ("unreachable", 4)
    assert sum(server.slept) < 10


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (502, "<html>Bad Gateway</html>", "unreachable"),
        (404, "<html>not here</html>", "not-found"),
        (403, "[1, 2]", "forbidden"),
        (422, '"no"', "invalid"),
        (200, "<html>Please log in</html>", "misread"),
        (200, '{"a": ', "misread"),
        (200, "[" * 100_000, "misread"),
    ],
)
def test_a_page_of_a_proxy_is_no_answer(server: Server, status: int, body: str, reason: str) -> None:
    server.mock.add("GET", f"{REPO}/x", status=status, body=body)
    with pytest.raises(GitHubFailure) as failure:
        server.api.get("/x")
    assert failure.value.reason == reason
    assert len(str(failure.value)) < 400


@pytest.mark.parametrize(
    ("status", "headers", "waits"),
    [
        (403, {"Retry-After": "30"}, 30),
        (429, {"Retry-After": "7"}, 7),
        (429, {}, 60),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1090"}, 91),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "10"}, 1),
        (403, {"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"}, 60),
        (403, {"Retry-After": "²"}, 60),
    ],
)
def test_a_limit_is_waited_for(server: Server, status: int, headers: dict[str, str], waits: float) -> None:
    server.on("GET", "/x", (status, LIMIT, headers), (200, {"a": 1}))
    assert server.api.get("/x")["a"] == 1
    assert server.slept == [waits]


@pytest.mark.parametrize(
    "link",
    [
        '<{}>; rel="next"',
        "<{}>; rel=next",
        '<{}>; title="a, b"; rel="next"',
        '</x>; rel="prev",<{}>;rel="next"',
        '<{}>; rel="last next"',
        '<{}>; rel="Next"',
    ],
)
def test_the_next_page_is_found_however_the_link_is_written(server: Server, link: str) -> None:
    headers = {"Link": link.format("https://api.github.com/repos/octo/list/second?page=2")}
    server.on("GET", "/first", (200, [{"n": 1}], headers))
    server.on("GET", "/second", (200, [{"n": 2}], {"Link": '</x>; rel="prev"'}))
    assert list(server.api.pages("/first")) == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize("links", [["/issues?page=2", "/issues?page=2"], None], ids=["itself", "without end"])
def test_a_list_without_end_is_left(server: Server, links: list[str] | None) -> None:
    """A page whose next page is itself, and pages that go on for ever (1.8 GB after 32 seconds, once)."""
    asked = []

    def answer(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        asked.append(request.url)
        page = links[0] if links else f"/issues?page={len(asked) + 1}"
        return 200, {"Link": f'<https://api.github.com/repos/octo/list{page}>; rel="next"'}, "[]"

    server.mock.remove("GET", f"{REPO}/issues")
    server.mock.add_callback("GET", f"{REPO}/issues", callback=answer)
    with pytest.raises(GitHubFailure, match="does not end"):
        list(server.api.pages("/issues"))
    assert len(asked) == (2 if links else PAGES)
