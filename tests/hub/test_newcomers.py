"""Reading the newest models of a language, whoever made them: within a budget, on from where the last run stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import Bounds, Newcomers
from jllm_sync.hub.store import MIGRATIONS, VERSION, Store
from jllm_sync.hub.survey import _created, _speaks
from jllm_sync.messages import said
from tests.hub.helpers import FakeTime, hub_at, old_state, repo
from tests.hub_server import Faults, HubServer, Repo
from tests.strategies import values

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
NIGHT = timedelta(days=1)


def new(name: str, days: float, language: Any = "ja", now: datetime = NOW, **info: Any) -> Repo:
    """A model that was created so many days ago."""
    created = (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return repo(name, **{"createdAt": created, "cardData": {"language": language}, **info})


def nobody(found: Collection[Observation], known: Mapping[str, bool]) -> Collection[str]:
    return ()


def ask(
    server: HubServer | str,
    store: Store,
    *,
    requests: int = 20,
    languages: tuple[str, ...] = ("ja",),
    words: tuple[str, ...] = (),
    now: datetime = NOW,
    doubtful: Any = nobody,
    **options: Any,
) -> Newcomers:
    return hub_at(server, store, **options).newcomers(Bounds(languages, 60, requests, words), now, doubtful)


def names(found: Newcomers) -> set[str]:
    return {one.canonical for one in found.observations}


def test_one_request_lists_them_by_language_and_date() -> None:
    world = [new("lab/a", 1), new("lab/b", 59), new("lab/old", 90), new("lab/en", 1, "en")]
    with HubServer(world) as server, Store.open(None) as store:
        found = ask(server, store)
        (path,) = server.paths()
    assert path.startswith("/api/models?filter=ja&sort=createdAt&direction=-1&limit=500&expand=cardData&")
    assert names(found) >= {"lab/a", "lab/b"} and "lab/en" not in names(found)
    assert (found.requests, found.failed, found.notes, found.languages) == (1, None, (), ("ja",))


def test_the_next_night_goes_back_from_the_newest_and_finds_what_was_published_late() -> None:
    pages = [new(f"lab/m{n:02}", n) for n in range(100)]
    with HubServer(pages, max_page=10) as server, Store.open(None) as store:
        first = ask(server, store)
        assert first.requests == 7 and names(first) == {f"lab/m{n:02}" for n in range(61)}
        server.forget()
        server.add(new("fan/late", 40))  # private until today
        server.add(new("fan/today", -0.5))
        second = ask(server, store, now=NOW + NIGHT)
        assert names(second) - names(first) == {"fan/late", "fan/today"} and second.requests == 7
        server.repo("lab/m07").state = "gone"
        third = ask(server, store, now=NOW + 2 * NIGHT)
        assert names(second) - names(third) >= {"lab/m07"}, "what the listing shows no more is forgotten"
        after_a_year = ask(server, store, now=NOW + timedelta(days=300))
        assert after_a_year.requests <= 8, "back from the newest that was seen, not from today"


def test_a_walk_that_its_budget_ends_goes_on_in_the_next_run() -> None:
    with HubServer([new(f"lab/m{n:02}", n) for n in range(1, 60)], max_page=10) as server, Store.open(None) as store:
        first = ask(server, store, requests=2)
        assert len(names(first)) == 20 and first.failed is None
        assert "as far as 2 requests go" in said(first.notes[0], "en")
        server.add(new("fan/today", -0.5))
        second = ask(server, store, requests=3, now=NOW + NIGHT)
        assert "fan/today" in names(second) and len(names(second)) >= 40, "first what is new, then on where it stopped"
        third = ask(server, store, now=NOW + NIGHT)
        assert len(names(third)) == 60 and third.notes == ()
        assert len(names(ask(server, store, now=NOW + NIGHT))) == 60, "nothing is forgotten after a leap"


def test_owners_are_asked_about_once() -> None:
    def doubtful(found: Collection[Observation], known: Mapping[str, bool]) -> Collection[str]:
        return {one.canonical.partition("/")[0] for one in found}

    with HubServer([new("Lab/a", 1), new("fan/b", 2)]) as server, Store.open(None) as store:
        server.organizations = {"lab"}
        found = ask(server, store, doubtful=doubtful)
        assert found.organizations == {"lab": True, "fan": False}
        assert [p for p in server.paths() if "overview" in p] == [
            "/api/organizations/fan/overview",
            "/api/organizations/lab/overview",
        ]
        server.forget()
        again = ask(server, store, doubtful=doubtful, now=NOW + NIGHT)
        assert again.organizations == found.organizations and server.count("api") == 1
        server.add(new("other/c", 1))
        assert ask(server, store, requests=1, doubtful=doubtful).organizations == found.organizations, "another night"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("500", "HTTP 500"),
        ("bad-json", "JSON"),
        ("reset", ""),
        ("huge", ""),
    ],
)
def test_what_goes_wrong_costs_the_survey_and_is_told(fault: Any, told: str) -> None:
    with HubServer([new("lab/a", 1)]) as server, Store.open(None) as store:
        assert names(ask(server, store)) == {"lab/a"}
        server.faults = Faults(by_path={"filter=": fault})
        found = ask(server, store)
        assert names(found) == {"lab/a"}, "what is remembered stays"
        assert found.failed is not None and told in said(found.failed, "en")
        assert "could not all be read" in said(found.notes[0], "en")
        server.faults = Faults()
        assert ask(server, store).failed is None


def test_a_hub_that_wants_fewer_requests_is_left_alone_until_the_next_night() -> None:
    time = FakeTime()
    with HubServer([new("lab/a", 1)], faults=Faults(by_path={"filter=": "429"})) as server, Store.open(None) as store:
        found = ask(server, store, time=time)
        assert names(found) == set() and found.notes and time.slept <= 310
        assert server.count("api") <= 7


def test_an_endpoint_that_does_not_filter_or_has_no_such_listing() -> None:
    with HubServer([new("lab/a", 1)]) as server, Store.open(None) as store:
        server.raw = {
            "filter=": b"HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n" + b'[{"id":"a/b","tags":["en"]}]'[:27]
        }
        assert ask(server, store).failed is not None
    with HubServer([], listings=False) as server, Store.open(None) as store:
        found = ask(server, store)
        assert found.failed is not None and found.requests == 1


def test_pages_that_lead_astray() -> None:
    many = [new(f"lab/m{n}", n) for n in range(1, 30)]
    with HubServer(many, max_page=10) as server, Store.open(None) as store:
        server.next_links = {"filter=ja&sort": "https://evil.example/api/models"}
        found = ask(server, store)
        assert found.requests == 1 and len(names(found)) == 10 and found.failed is not None
        server.next_links = {"filter=": f"{server.url}/api/models?filter=ja&sort=createdAt"}
        assert ask(server, store).requests <= 3


def test_hostile_items_cost_themselves() -> None:
    odd = [
        new("evil/future", -20_000),
        new("evil/undated", 1, createdAt="yesterday"),
        new("evil/naive", 1, createdAt="2026-10-30T00:00:00"),
        new("evil/large", 1, cardData={"language": "ja", "text": "x" * 300_000}),
        new("evil/ancient", 20_000),
        new("lab/good", 2, ["en", "ja"]),
    ]
    with HubServer(odd) as server, Store.open(None) as store:
        found = ask(server, store)
        assert names(found) == {"lab/good"} and found.failed is None
        server.add(new("lab/next", 1))
        assert names(ask(server, store)) == {"lab/good", "lab/next"}, (
            "a date in the future does not end all later nights"
        )


def test_two_languages_share_the_budget_in_turn() -> None:
    world = [new(f"lab/{code}{n:02}", n, code) for code in ("ja", "ko") for n in range(1, 40)]
    with HubServer(world, max_page=10) as server, Store.open(None) as store:
        first = ask(server, store, languages=("ja", "ko"), requests=4)
        second = ask(server, store, languages=("ja", "ko"), requests=4)
    assert sum("ko" in name for name in names(first)) == 0 and sum("ko" in name for name in names(second)) >= 39


def test_names_are_searched_for_beside_the_language() -> None:
    world = [
        new("lab/Asagi-JP-1b", 1, None),
        new("lab/b-japanese", 2),
        new("lab/old-jp", 90, None),
        new("jp-lab/c", 1, "en"),
    ]
    with HubServer(world) as server, Store.open(None) as store:
        found = ask(server, store, words=("-JP", "Japanese"))
        assert [path.partition("&")[0] for path in server.paths()] == [
            "/api/models?filter=ja",
            "/api/models?search=-jp",
            "/api/models?search=japanese",
        ]
        assert all("&sort=createdAt&direction=-1&limit=500&expand=cardData&" in path for path in server.paths())
        assert sorted(one.canonical for one in found.observations if "old" not in one.canonical) == [
            "lab/Asagi-JP-1b",
            "lab/b-japanese",
        ], "what two listings show counts once"
        assert (found.requests, found.failed, found.languages) == (3, None, ("ja",))
        server.repo("lab/Asagi-JP-1b").state = "gone"
        assert "lab/Asagi-JP-1b" not in names(ask(server, store, words=("-JP", "Japanese"), now=NOW + NIGHT))
        assert names(ask(server, store, requests=0, words=())) == {"lab/b-japanese"}, "what is not wanted is not shown"


def test_a_search_that_fails_costs_itself_and_one_that_does_not_search_is_told() -> None:
    with HubServer([new("lab/a", 1), new("lab/b-jp", 1, None)]) as server, Store.open(None) as store:
        server.faults = Faults(by_path={"search=-ja": "500"})
        found = ask(server, store, words=("-ja", "-jp"))
        assert names(found) == {"lab/a", "lab/b-jp"} and found.failed is not None
        server.faults = Faults()
        body = b'[{"id":"lab/d","createdAt":"2026-10-31T00:00:00.000Z"}]'
        server.raw = {"search=": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body}
        found = ask(server, store, words=("-ja",))
        assert "does not filter its listing as it was asked: -ja" in said(found.notes[0], "en")
        assert "lab/d" not in names(found) and found.failed is None, "an extra that is told, and fails no run"
        assert ask(server, store, words=("-ja",)).requests == 2, "it is not read on"


def test_a_budget_ends_a_search_and_the_next_run_begins_with_it() -> None:
    world = [new(f"lab/m{n:02}", n) for n in range(1, 20)] + [new(f"lab/n{n:02}-jp", n, None) for n in range(1, 20)]
    with HubServer(world, max_page=10) as server, Store.open(None) as store:
        first = ask(server, store, requests=2, words=("-jp",))
        assert not [name for name in names(first) if name.endswith("-jp")] and len(names(first)) == 19
        server.forget()
        second = ask(server, store, requests=2, words=("-jp",), now=NOW + NIGHT)
        assert len(names(second)) == 38 and all("search=" in path for path in server.paths())


def test_a_damaged_row_is_taken_out_and_a_state_of_before_is_taken_on(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    old_state(path, VERSION - 1).close()
    with HubServer([new("lab/a", 1), new("lab/b", 2)]) as server, Store.open(path) as store:
        ask(server, store)
        with store.writing() as database:
            database.execute("UPDATE newcomers SET packed = x'00' WHERE repo = 'lab/a'")
            database.execute("UPDATE surveys SET newest = 'never'")
        assert names(hub_at(server, store).newcomers(Bounds(("ja",), 60, 0), NOW, nobody)) == {"lab/b"}
        assert names(ask(server, store)) == {"lab/a", "lab/b"}
    assert any("newcomers" in statement for statement in MIGRATIONS[-1])


@given(values)
def test_no_item_breaks_the_reading(item: Any) -> None:
    _speaks(item, "ja")
    if isinstance(item, dict):
        _created(item, NOW)
    _created({"createdAt": item}, NOW)
