"""What shakes nothing: outages, poisoned answers, damage; docs/reliability.md has the table."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jllm_sync.audit import Selection, audit, repos_of
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.errors import UserError
from jllm_sync.hub import history
from jllm_sync.hub.observation import Observation, Present, Unknown, Unobserved
from jllm_sync.hub.recording import RecordedHub, Recording
from jllm_sync.hub.source import Observed
from jllm_sync.hub.store import Store
from jllm_sync.messages import message
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FakeTime, hub_at, look, repo, seen, words
from tests.hub_server import HubServer

NAMES = [f"lab{n % 4}/m{n}" for n in range(20)]


def answer(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


DENIALS = {
    "401": answer(401, {"X-Error-Message": "Invalid username or password."}),
    "404": answer(404, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}),
}


def none_gone(observed: Observed) -> bool:
    return not any(isinstance(r, Observation) and r.state == "gone" for r in observed.results.values())


# 1, 2: an empty Hub, an outage that denies


@pytest.mark.parametrize("denial", DENIALS)
@pytest.mark.parametrize("repos", [1, 4, 20])
def test_an_empty_hub_is_not_believed_on_the_first_night(denial: str, repos: int) -> None:
    with HubServer() as server:
        server.raw[r"/api/models\?author"] = answer(200, {}, b"[]")
        server.raw["/api/models/"] = DENIALS[denial]
        observed = look(server, NAMES[:repos])
        assert none_gone(observed)
        assert not observed.complete
        assert "--trust-gone" in words(observed.interrupted)
        trusted = look(server, NAMES[:repos], trust_gone=True)
    assert trusted.complete
    assert {seen(trusted, name).state for name in NAMES[:repos]} == {"gone"}


@pytest.mark.parametrize("witness_there", [True, False])
def test_a_narrowed_run_asks_others_whether_anything_is_there(witness_there: bool) -> None:
    with HubServer([repo("other/c")] if witness_there else []) as server:
        others = [RepoRef(name) for name in ("lab/gone", "other/a", "other/b", "other/c", "other/d")]
        observed = hub_at(server).observe([RepoRef("lab/gone")], [], others)
        asked = [path for path in server.paths("api") if "/other/" in path]
    assert len(asked) == 3
    assert none_gone(observed) is not witness_there


def test_a_doubt_outlasts_the_run_even_where_the_next_one_is_narrowed(tmp_path: Path) -> None:
    with HubServer([repo(name) for name in NAMES]) as server, Store.open(tmp_path / "state.db") as store:
        look(server, NAMES, store=store)
        for name in NAMES[:6]:
            server.repo(name).state = "gone"
        assert none_gone(look(server, NAMES, store=store))
        narrowed = look(server, NAMES[:1] + NAMES[10:12], store=store)
        assert none_gone(narrowed)
        assert "not believed" in words(narrowed.interrupted)
        server.repo(NAMES[0]).state = "ok"
        assert look(server, NAMES[:1], store=store).complete


def test_an_outage_that_denies_what_listings_cannot_confirm_discredits_all(tmp_path: Path) -> None:
    """Repos without an owner and formerly renamed ones as well."""
    with (
        HubServer([*(repo(name) for name in NAMES), repo("gpt2")], quotas=None) as server,
        Store.open(tmp_path / "state.db") as store,
    ):
        server.rename("gpt2", "openai-community/gpt2")
        asked = [*NAMES, "gpt2"]
        assert look(server, asked, store=store).complete
        server.raw[r"/api/models\?author"] = answer(503)
        server.raw["/api/models/"] = DENIALS["401"]
        observed = look(server, asked, store=store)
    assert none_gone(observed)
    assert not observed.complete


def test_a_token_that_turns_bad_in_the_middle_makes_nothing_gone(tmp_path: Path) -> None:
    good = frozenset({"hf_good"})
    with HubServer([repo(name) for name in NAMES], tokens=good) as server, Store.open(tmp_path / "s.db") as store:
        look(server, NAMES, store=store, token="hf_good")
        server.repo(NAMES[0]).unlisted = server.repo(NAMES[1]).unlisted = True
        server.raw["/api/models/"] = DENIALS["401"]
        server.raw["/api/whoami-v2"] = [answer(200, {}, b'{"name": "x"}'), DENIALS["401"]]
        observed = look(server, NAMES, store=store, token="hf_good")
    assert none_gone(observed)
    assert "refuses the token" in words(observed.interrupted)


# 3: a page of a proxy in place of a file

PAGES = {
    "html": answer(200, {"Content-Type": "text/html", "ETag": 'W/"1d-x"'}, b"<html>Log in</html>"),
    "empty": answer(200),
    "null": answer(200, {}, b"null"),
    "garbage": answer(200, {}, b"\xff\x00\x01"),
    "list": answer(200, {"ETag": '"0123456789012345678901234567890123456789"'}, b"[]"),
    "other commit": answer(200, {"X-Repo-Commit": "0" * 40}, b"{}"),
    "large": answer(200, {}, b" " * 6_000_000),
    "encoded": answer(200, {"Content-Encoding": "br"}, b"{}"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_proxy_never_becomes_a_file(page: str, tmp_path: Path) -> None:
    with HubServer([repo("lab/a"), repo("lab/b")]) as server, Store.open(tmp_path / "state.db") as store:
        server.raw["/lab/a/resolve/"] = PAGES[page]
        observed = look(server, ["lab/a", "lab/b"], store=store)
        assert isinstance(observed.results[RepoRef("lab/a")], Unobserved)
        assert not observed.complete
        assert seen(observed, "lab/b").state == "ok"
        assert store.rows("SELECT count(*) FROM files WHERE repo = 'lab/a'") == [(0,)]
        server.raw.clear()
        config = seen(look(server, ["lab/a", "lab/b"], store=store), "lab/a").file("config.json")
    assert isinstance(config, Present)
    assert config.value == {"of": "lab/a"}


def test_a_redirect_to_a_foreign_host_is_no_file_either() -> None:
    with HubServer([repo("lab/a"), repo("lab/b")]) as server, HubServer() as foreign:
        foreign.raw["/portal"] = answer(200, {}, b"[]")
        server.raw["/lab/a/resolve/"] = answer(302, {"Location": f"{foreign.url}/portal"})
        observed = look(server, ["lab/a", "lab/b"])
    assert isinstance(observed.results[RepoRef("lab/a")], Unobserved)


def test_unreadable_content_with_the_marks_is_the_repos_own_fault() -> None:
    with HubServer([repo("lab/a", files={"config.json": b"<html>"})]) as server:
        observed = look(server, ["lab/a"])
    assert seen(observed, "lab/a").file("config.json") == Unknown(message("hub-file.no-json"))
    assert observed.complete


def test_what_an_older_state_holds_without_marks_is_asked_for_again_once(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with HubServer([repo("lab/a")]) as server:
        with Store.open(path) as store:
            look(server, ["lab/a"], store=store)
            with store.writing() as database:
                database.execute("UPDATE files SET marked = 0")
        for expected in (2, 0):
            server.forget()
            with Store.open(path) as store:
                look(server, ["lab/a"], store=store)
            assert server.count("resolvers") == expected


# 4: a Hub that only asks for fewer requests


def test_an_endless_429_ends_the_run_with_what_it_has() -> None:
    time = FakeTime()
    with HubServer([repo("lab/a"), repo("lab/b")], quotas=None) as server:
        server.raw["/lab/b/resolve/"] = answer(429)
        observed = look(server, ["lab/a", "lab/b"], time=time, jobs=1)
        asked = len(server.log)
    assert seen(observed, "lab/a").state == "ok"
    assert asked < 50
    assert time.slept < 3600
    with HubServer([repo(name) for name in NAMES], quotas=None) as server:
        server.raw["/api/"] = answer(429, {"Retry-After": "120"})
        time = FakeTime()
        observed = look(server, NAMES, time=time, jobs=1)
    assert "for 30 minutes" in words(observed.interrupted)
    assert 1800 <= time.slept <= 2100


# 6: the state


def test_damaged_rows_are_taken_out_and_asked_for_anew(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with HubServer([repo("lab/a"), repo("lab/b")]) as server:
        with Store.open(path) as store:
            expected = look(server, ["lab/a", "lab/b"], store=store)
            with store.writing() as database:
                database.execute("UPDATE blobs SET content = ? WHERE rowid = 1", (b"\xaa" * 20,))
                database.execute("UPDATE blobs SET content = ? WHERE rowid = 2", (zlib.compress(b"other"),))
        server.forget()
        with Store.open(path) as store:
            observed = look(server, ["lab/a", "lab/b"], store=store)
        assert observed.results == expected.results
        assert server.count("resolvers") > 0
        assert any("damaged in part" in words(note) for note in observed.notes)
        server.forget()
        with Store.open(path) as store:
            assert look(server, ["lab/a", "lab/b"], store=store).notes == ()
        assert server.count("resolvers") == 0


@pytest.mark.parametrize("data", [b"\xaa" * 20, zlib.compress(b"{}"), zlib.compress(b"[1]"), zlib.compress(b"\xff")])
def test_damaged_facts_are_told_and_taken_out(data: bytes, tmp_path: Path) -> None:
    with HubServer([repo("lab/a")]) as server, Store.open(tmp_path / "state.db") as store:
        look(server, ["lab/a"], store=store)
        with store.writing() as database:
            database.execute("UPDATE facts SET data = ?", (data,))
        with pytest.raises(UserError, match="damaged in part"):
            history.history(store, "lab/a")
    with Store.open(tmp_path / "state.db") as store:
        assert len(history.history(store, "lab/a")) == 1


def test_a_date_that_is_none_is_a_damaged_state(tmp_path: Path) -> None:
    with HubServer([repo("lab/a")]) as server, Store.open(tmp_path / "state.db") as store:
        look(server, ["lab/a"], store=store)
        with store.writing() as database:
            database.execute("UPDATE runs SET started_at = 'yesterday', resumable = 0")
            database.execute("UPDATE sightings SET doubted = 1")
        with pytest.raises(UserError, match="damaged"):
            look(server, ["lab/a"], store=store)


def same_card(one: Observation, other: Observation) -> bool:
    return isinstance(one.card, Present) and isinstance(other.card, Present) and one.card.value == other.card.value


def test_sixty_nights_do_not_make_the_state_grow(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    begun = datetime.now(UTC) - timedelta(days=60)
    with HubServer([repo(name) for name in NAMES], quotas=None) as server:
        for night in range(60):
            for name in NAMES[:10]:
                server.repo(name).touch(0)
                server.repo(name).files["README.md"] = f"# night {night}".encode()
            if night == 30:
                server.repo(NAMES[0]).info["cardData"] = {"license": "apache-2.0"}
            with Store.open(path) as store:
                look(server, NAMES, store=store)
                with store.writing() as database:
                    moment = (begun + timedelta(days=night)).isoformat(timespec="seconds")
                    database.execute("UPDATE runs SET started_at = ? WHERE id = (SELECT max(id) FROM runs)", (moment,))
                    database.execute("UPDATE files SET seen_at = 0")
                history.prune(store, begun + timedelta(days=night - 10), same_card)
    with Store.open(path) as store:
        spans = history.history(store, NAMES[0])
        revisions = store.rows("SELECT count(*) FROM (SELECT DISTINCT repo, revision FROM files)")
    assert revisions[0][0] < 10 * 15 + 10
    assert sum(span.runs for span in spans) == 60  # no night is lost, and no change of a reading
    cards = [span.observation.card.value for span in spans if isinstance(span.observation.card, Present)]
    assert [card for n, card in enumerate(cards) if n == 0 or cards[n - 1] != card] == [
        {"license": "mit"},
        {"license": "apache-2.0"},
    ]
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM blobs").fetchone()[0] < 200


# 7: a listing that lacks what answers


def test_a_listing_that_lacks_what_answers_leaves_what_is_new_open() -> None:
    with HubServer([repo("lab/a"), repo("lab/new"), repo("other/b")]) as server:
        server.raw["author=lab"] = answer(200, {}, b"[]")
        observed = look(server, ["lab/a", "other/b"])
    assert seen(observed, "lab/a").state == "ok"
    assert not observed.complete
    assert "lab: the listing lacks repos" in words(observed.interrupted)


# 15: a recording that knows nothing of what is asked


def test_where_nothing_was_observed_nothing_is_complete() -> None:
    catalog = parse_catalog(
        b"title: T\nsections: [{id: a, title: A, entries: [{id: e, name: E, variants: [{repo: no/such}]}]}]\n", "c.yaml"
    )
    refs = repos_of(catalog, Selection())
    report = audit(catalog, RecordedHub(Recording("2026", "", "", ())).observe(refs), Selection(), date(2026, 1, 1))
    assert (report.coverage.complete, report.exit_code("error")) == (False, 3)
