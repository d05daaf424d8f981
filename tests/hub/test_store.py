"""The state: what a second run need not ask, what survives a kill, what is refused."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time as real_time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from jllm_sync.data import schema
from jllm_sync.errors import UserError
from jllm_sync.hub import history
from jllm_sync.hub.failure import Stopped
from jllm_sync.hub.history import Seen
from jllm_sync.hub.observation import Observation, Present, Unobserved
from jllm_sync.hub.recording import RecordedHub, format_recording, parse_recording, recording_of
from jllm_sync.hub.results import Look
from jllm_sync.hub.source import Cost
from jllm_sync.hub.store import VERSION, Store
from jllm_sync.messages import Sayable, said
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FILES, FakeTime, hub_at, look, old_state, repo, seen, words
from tests.hub_server import HubServer, Repo

NAMES = [f"lab{n % 4}/m{n}" for n in range(20)]


def repos() -> list[Repo]:
    return [repo(name) for name in NAMES]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state.db"


def test_a_second_run_reads_the_listings_and_no_file(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        first = look(server, NAMES, store=store)
        assert (server.count("api"), server.count("resolvers")) == (4, 40)
        server.forget()
        second = look(server, NAMES, store=store)
        assert (server.count("api"), server.count("resolvers")) == (4, 0)
        assert first.results == second.results
        server.forget()
        for number, name in enumerate(NAMES[:3]):
            server.repo(name).touch(number)
        third = look(server, NAMES, store=store)
        assert (server.count("api"), server.count("resolvers")) == (4, 6)
        config = seen(third, NAMES[2]).file("config.json")
        assert isinstance(config, Present)
        assert config.value["commit"] == 2
        server.forget()
        look(server, NAMES, [*FILES, "LICENSE"], store)  # a rule that is switched on needs one more
        assert server.count("resolvers") == 0  # which no repo has


def test_equal_files_are_kept_once(path: Path) -> None:
    with HubServer([repo(name, files={"config.json": b"{}"}) for name in NAMES]) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM blobs").fetchone() == (1,)


def test_gated_files_are_not_asked_for_every_night(path: Path) -> None:
    served = [repo("lab/a", gated="auto")]
    with HubServer(served, tokens=frozenset({"hf_good"})) as server, Store.open(path) as store:
        for expected in (2, 0):
            look(server, ["lab/a"], store=store, token="hf_good")
            assert server.count("resolvers") == expected
            server.forget()


def test_a_repo_that_is_gone_is_counted_by_run(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
        server.repo(NAMES[0]).state = "gone"
        counts = [seen(look(server, NAMES, store=store), NAMES[0]).sightings for _ in range(3)]
        server.repo(NAMES[0]).state = "ok"
        back = seen(look(server, NAMES, store=store), NAMES[0])
    assert counts == [1, 2, 3]
    assert (back.state, back.sightings) == ("ok", 1)


def test_a_run_in_which_too_many_vanish_is_not_believed_by_the_next_one_either(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
        for name in NAMES[:6]:
            server.repo(name).state = "gone"
        for _ in range(2):
            observed = look(server, NAMES, store=store)
            assert "too many to be true" in words(observed.interrupted)
            assert isinstance(observed.results[RepoRef(NAMES[0])], Unobserved)
            assert seen(observed, NAMES[7]).state == "ok"
        for name in NAMES[:6]:
            server.repo(name).state = "ok"
        assert seen(look(server, NAMES, store=store), NAMES[0]).state == "ok"
        assert [span.observation.state for span in history.history(store, NAMES[0])] == ["ok"]


def half_a_day_passes(store: Store) -> None:
    """Every run so far began twelve hours earlier."""
    runs = store.rows("SELECT id, started_at FROM runs")
    with store.writing() as database:
        for run, began in runs:
            earlier = (datetime.fromisoformat(began) - timedelta(hours=12)).isoformat()
            database.execute("UPDATE runs SET started_at = ? WHERE id = ?", (earlier, run))


def test_many_that_are_gone_half_a_day_later_too_are_gone(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
        for name in NAMES[:6]:
            server.repo(name).state = "gone"
        told = words(look(server, NAMES, store=store).interrupted)
        assert "A later run that sees the same is believed" in told
        assert [span.observation.state for span in history.history(store, NAMES[0])] == ["ok"]
        half_a_day_passes(store)
        server.repo(NAMES[6]).state = "gone"  # one more is not too many
        observed = look(server, NAMES, store=store)
        assert observed.interrupted is None
        gone = seen(observed, NAMES[0])
        assert (gone.state, gone.sightings) == ("gone", 2)  # seen twice, so it is certain
        assert seen(observed, NAMES[6]).sightings == 1
        assert [span.observation.state for span in history.history(store, NAMES[0])] == ["ok", "gone"]
        assert look(server, NAMES, store=store).interrupted is None


def test_others_that_are_gone_the_next_day_are_doubted_anew(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
        for gone, there in ((NAMES[:6], NAMES[6:]), (NAMES[6:12], NAMES[:6])):
            for name in gone:
                server.repo(name).state = "gone"
            for name in there:
                server.repo(name).state = "ok"
            observed = look(server, NAMES, store=store)
            assert "6 of 20 repos" in words(observed.interrupted)
            assert isinstance(observed.results[RepoRef(gone[0])], Unobserved)
            half_a_day_passes(store)


def test_an_owner_that_renames_itself_is_believed_by_the_next_run(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
        moved = [name for name in NAMES if name.startswith(("lab0/", "lab1/"))]
        for name in moved:
            server.rename(name, name.replace("/", "-research/"))
        first = look(server, NAMES, store=store)
        assert "10 of 20 repos are newly gone or renamed" in words(first.interrupted)
        assert isinstance(first.results[RepoRef(moved[0])], Unobserved)
        server.repo("lab0-research/m0").touch(1)  # a new commit is no other name
        for _ in range(2):
            observed = look(server, NAMES, store=store)
            assert observed.interrupted is None
            assert {seen(observed, name).state for name in moved} == {"renamed"}
            assert seen(observed, moved[0]).canonical == "lab0-research/m0"
        assert [run.outcome for run in history.runs(store)] == ["complete", "complete", "incomplete", "complete"]


def test_only_another_run_confirms_what_one_doubted(path: Path) -> None:
    """Neither its resumption nor a run that was killed before it was judged as a whole."""
    ref, new = RepoRef("lab/a"), Seen("renamed", "new/a", None)
    with Store.open(path) as store:
        first = store.begin("https://hub", 1, resume_within=3600)
        history.save_sightings(store, first, "https://hub", {ref: new})
        assert store.begin("https://hub", 1, resume_within=3600) == first
        assert history.seen_in(store, first) == {ref: new}  # the same run: what it saw it does not ask again
        assert history.doubted(store, first, "https://hub") == {}
        second = store.begin("https://hub", 1, resume_within=0, now=datetime.now(UTC) + timedelta(hours=1))
        assert history.previous_states(store, second, "https://hub") == {}
        doubted = history.doubted(store, second, "https://hub")
        assert doubted == {(ref, Look("renamed", "new/a")): store.began(first)}
        assert history.doubted(store, second, "https://other") == {}


def test_what_was_believed_of_half_a_run_may_be_doubted_of_the_whole(path: Path) -> None:
    ref, hub = RepoRef("lab/a"), "https://hub"
    now = {ref: Look("gone", "lab/a")}
    with Store.open(path) as store:
        run = store.begin(hub, 9, resume_within=0)
        history.save_sightings(store, run, hub, {ref: Seen("gone", "lab/a", None)})
        for doubtful in ([], [ref]):
            history.judge(store, run, hub, now, doubtful)
            assert bool(history.history(store, "lab/a")) is not bool(doubtful)


def test_what_an_older_version_saw_is_still_believed(path: Path) -> None:
    with old_state(path, 2) as database:
        database.execute(
            "INSERT INTO runs (id, endpoint, started_at, outcome, resumable) VALUES (1, ?, ?, 'complete', 0)",
            ("https://hub", "2026-01-01T00:00:00+00:00"),
        )
        sighting = (1, "https://hub", "model", "lab/a", "gone", "lab/a", None, 1, 1, 1)
        database.execute("INSERT INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sighting)
    database.close()
    with Store.open(path) as store:
        run = store.begin("https://hub", 1, resume_within=0)
        assert history.previous_states(store, run, "https://hub") == {RepoRef("lab/a"): "gone"}
        assert history.doubted(store, run, "https://hub") == {}
        assert [span.observation.state for span in history.history(store, "lab/a")] == ["gone"]


def test_page_counts_are_learnt(path: Path) -> None:
    many = [repo(f"big/m{n}", files={}) for n in range(10)]
    with HubServer(many, max_page=2) as server, Store.open(path) as store:
        look(server, ["big/m0"], store=store)
        assert server.stats()["listings"] == 1
        server.forget()
        look(server, ["big/m0"], store=store)
        assert server.stats()["listings"] == 0
        assert server.count("api") == 1


def test_what_max_requests_left_out_the_next_run_fetches(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        asked = 0
        for _ in range(20):
            server.forget()
            observed = look(server, NAMES, store=store, max_requests=5)
            asked += len(server.log)
            if observed.interrupted is None:
                break
    assert all(isinstance(result, Observation) for result in observed.results.values())
    assert asked <= 4 + 40 + 10  # a repo whose files were cut short begins them anew


def test_history_tells_what_changed_and_when(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        for change in (None, None, {"license": "apache-2.0"}):
            if change:
                server.repo("lab0/m0").info["cardData"] = change
                server.repo("lab0/m0").touch(1)
            look(server, NAMES, store=store)
        spans = history.history(store, "LAB0/m0")
        runs = history.runs(store)
    assert [span.runs for span in spans] == [2, 1]
    assert [span.observation.card.value for span in spans if isinstance(span.observation.card, Present)] == [
        {"license": "mit"},
        {"license": "apache-2.0"},
    ]
    assert isinstance(spans[0].observation.file("config.json"), Present)
    assert [run.outcome for run in runs] == ["complete"] * 3
    assert [(run.repos, run.observed, run.cost.resolver_requests) for run in runs] == [
        (20, 20, 2),
        (20, 20, 0),
        (20, 20, 40),
    ]


def test_findings_have_a_first_and_a_last_sighting(path: Path) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    with Store.open(path) as store:
        for day, findings in enumerate(
            [[("f1", "d1", "repo-gone", "lab/a", "error")], [("f1", "d2", "repo-gone", "lab/a", "error")], []]
        ):
            run = store.begin("https://hub", 1, resume_within=0, now=begun + timedelta(days=day))
            history.record_findings(store, run, findings)
            store.end(run, observed=1, cost=Cost(), detail="", complete=True, resumable=False)
        found = history.findings(store, ["f1", "f2"])
    assert set(found) == {"f1"}
    assert [found["f1"].first_seen[:10], found["f1"].changed[:10], found["f1"].last_seen[:10]] == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-02",
    ]
    assert found["f1"].digest == "d2"


def test_a_recording_of_a_run_replays_to_the_same_observations(path: Path) -> None:
    served = [*repos(), repo("lab0/Capital"), repo("lab0/old"), repo("lab0/data", "dataset")]
    refs = [*map(RepoRef, [*NAMES, "lab0/capital", "lab0/old", "lab0/gone"]), RepoRef("lab0/data", "dataset")]
    with HubServer(served) as server, Store.open(path) as store:
        server.rename("lab0/old", "lab0/new")
        look(server, refs, store=store)
        live = look(server, refs, store=store)
    text = format_recording(recording_of(live, "2026-01-01", "a test"))
    for line in text.splitlines():
        jsonschema.validate(json.loads(line), schema("recording"))
    replayed = RecordedHub(parse_recording(text.encode(), "test")).observe(refs, FILES)
    assert replayed.results == live.results
    assert seen(live, "lab0/gone").sightings == 2


# Runs that are killed, and runs that meet


KILLED = """
import sys
from pathlib import Path
from jllm_sync.hub.live import LiveOptions, live_hub
from jllm_sync.messages import Sayable, said
from jllm_sync.repo import RepoRef
from jllm_sync.hub.store import Store
endpoint, path, *names = sys.argv[1:]
with Store.open(Path(path)) as store:
    print("ready", flush=True)
    live_hub(LiveOptions(endpoint=endpoint), store).observe([RepoRef(n) for n in names], ["README.md", "config.json"])
"""


def kill_after(server: HubServer, path: Path, requests: int, names: list[str]) -> None:
    """Run in a process of its own, and kill it with -9 when so many requests have arrived."""
    process = subprocess.Popen([sys.executable, "-c", KILLED, server.url, str(path), *names])
    while len(server.log) < requests and process.poll() is None:
        real_time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()


def resume_after_kill(path: Path, requests: int) -> None:
    with HubServer(repos(), latency=0.01) as server:
        expected = look(server, NAMES).results
        server.forget()
        kill_after(server, path, requests, NAMES)
        before = len(server.log)
        held = held_in(path)
        server.forget()
        with Store.open(path) as store:
            observed = look(server, NAMES, store=store)
        again = set(server.paths())
    assert observed.results == expected
    assert repr(observed.results) == repr(expected)  # in the same order, too
    assert before > 0
    for prefix in held:
        assert not any(prefix in path for path in again), prefix


def held_in(path: Path) -> set[str]:
    """The requests whose answers a state holds, as parts of their paths."""
    with sqlite3.connect(path) as database:
        owners = {f"author={owner}&" for (owner,) in database.execute("SELECT owner FROM listings")}
        files = database.execute("SELECT repo, revision, name FROM files").fetchall()
    return owners | {f"/{name}/resolve/{revision}/{file}" for name, revision, file in files}


@pytest.mark.parametrize("requests", [3, 25])
def test_a_killed_run_is_resumed(path: Path, requests: int) -> None:
    resume_after_kill(path, requests)


@pytest.mark.slow
@pytest.mark.parametrize("requests", range(1, 41, 2))
def test_a_run_killed_at_any_moment_is_resumed(path: Path, requests: int) -> None:
    resume_after_kill(path, requests)


def test_an_old_unfinished_run_is_not_resumed(path: Path) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    with Store.open(path) as store:
        first = store.begin("https://hub", 1, resume_within=3600, now=begun)
        assert store.begin("https://hub", 1, resume_within=3600, now=begun + timedelta(minutes=30)) == first
        assert store.begin("https://other", 1, resume_within=3600, now=begun) != first
        assert store.begin("https://hub", 1, resume_within=3600, now=begun + timedelta(hours=2)) != first


def test_a_run_that_began_in_the_future_is_not_resumed(path: Path) -> None:
    """A clock that was wrong for a night is set back; what that run saw may be as old as it was wrong."""
    now = datetime.now(UTC)
    with Store.open(path) as store:
        first = store.begin("http://x", 1, resume_within=3600, now=now + timedelta(days=3650))
        store.end(first, observed=0, cost=Cost(), detail=None, complete=False, resumable=True)
        second = store.begin("http://x", 1, resume_within=3600, now=now)
        assert second != first
        store.end(second, observed=0, cost=Cost(), detail=None, complete=False, resumable=True)
        assert store.begin("http://x", 1, resume_within=3600, now=now - timedelta(minutes=1)) == second


def test_a_second_run_waits_and_says_so(path: Path) -> None:
    with Store.open(path) as first, Store.open(path) as second, HubServer(repos()) as server:
        first.lock(wait=0, sleep=FakeTime().sleep, stop=threading.Event(), say=print)
        told: list[Sayable] = []
        with pytest.raises(UserError, match="another run uses this state"):
            hub_at(server, second, progress=lambda p: told.append(p.message), lock_wait=5).observe(
                [RepoRef("lab/a")], []
            )
        assert "another run uses" in said(told[0], "en")
        assert server.log == []
        stop = threading.Event()
        stop.set()
        observed = hub_at(server, second, stop=stop).observe([RepoRef("lab/a")], [])
        assert words(observed.interrupted) == "interrupted"
        with pytest.raises(Stopped):
            second.lock(wait=5, sleep=FakeTime().sleep, stop=stop, say=print)
        first.unlock()
        assert look(server, NAMES, store=second).interrupted is None


# Files that are no state


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"this is not a database, but it is long enough to look like one" * 20, "damaged or no state file"),
        (b"SQLite format 3\0" + b"\xff" * 4000, "damaged or no state file"),
    ],
)
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(content)
    with pytest.raises(UserError, match=message) as error:
        Store.open(path)
    assert str(path) in str(error.value)
    assert path.read_bytes() == content


def test_damage_inside_the_file_is_found(path: Path) -> None:
    with HubServer(repos()) as server, Store.open(path) as store:
        look(server, NAMES, store=store)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xaa" * 4096
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        Store.open(path)
    assert path.read_bytes() == bytes(content)


def test_a_newer_state_is_left_as_it_is(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(UserError, match="newer jllm-sync"):
        Store.open(path)


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE theirs (x)")
    with pytest.raises(UserError, match="another program"):
        Store.open(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--state"):
        Store.open(tmp_path)
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(UserError, match="--state"):
        Store.open(blocked / "state.db")
