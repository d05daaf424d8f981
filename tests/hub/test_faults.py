"""A Hub that is slow, rude, wrong, or not there."""

from __future__ import annotations

import random
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time as real_time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from jllm_sync.hub import history
from jllm_sync.hub.budget import Breaker, Patience
from jllm_sync.hub.failure import INTERRUPTED, HubDown, Transient
from jllm_sync.hub.observation import Observation, Present, Unobserved
from jllm_sync.hub.recording import embedded_recording
from jllm_sync.hub.store import Store
from jllm_sync.messages import in_all
from jllm_sync.repo import RepoRef
from jllm_sync.web_address import proxy_for
from tests.hub.helpers import FakeTime, hub_at, look, repo, seen, words
from tests.hub_server import TRANSIENT, FaultKind, Faults, HubServer

EVERYWHERE = ["/api/models.author", "/resolve/"]


@pytest.mark.parametrize("fault", [*TRANSIENT, "429"])
def test_an_answer_that_fails_is_asked_for_again(fault: FaultKind) -> None:
    faults = Faults(by_path={path: [fault, fault] for path in EVERYWHERE}, slow_seconds=0.05)
    with HubServer([repo("lab/a")], faults=faults) as server:
        observation = seen(look(server, ["lab/a"]), "lab/a")
    assert isinstance(observation.file("config.json"), Present)
    assert isinstance(observation.file("README.md"), Present)
    assert observation.file("config.json").value == {"of": "lab/a"}  # type: ignore[union-attr]


@pytest.mark.parametrize("fault", ["500", "reset", "truncate", "redirect-loop"])
def test_tries_are_bounded_and_cost_one_repo(fault: FaultKind) -> None:
    faults = Faults(by_path={"/lab/bad/resolve/": fault})
    with HubServer([repo("lab/a"), repo("lab/bad")], faults=faults) as server:
        observed = look(server, ["lab/a", "lab/bad"])
        tries = sum("lab/bad/resolve" in path for path in server.paths())
    assert seen(observed, "lab/a").state == "ok"
    result = observed.results[RepoRef("lab/bad")]
    assert isinstance(result, Unobserved)
    assert result.reason == "unreachable"
    assert tries <= Patience().tries * 5


def test_an_answer_that_is_too_large_is_not_read() -> None:
    faults = Faults(by_path={r"/resolve/\w+/config.json": "huge"})
    with HubServer([repo("lab/a")], faults=faults) as server:
        observed = look(server, ["lab/a"])
    assert not isinstance(seen(observed, "lab/a").file("config.json"), Present)
    assert observed.cost.bytes < 6_000_000


def test_a_listing_that_is_too_large_is_replaced_by_single_requests() -> None:
    faults = Faults(by_path={r"/api/models\?author": "huge"})
    with HubServer([repo("lab/a")], faults=faults) as server:
        observed = look(server, ["lab/a"])
    assert seen(observed, "lab/a").state == "ok"
    assert "could not be read" in words(observed.notes[0])


def test_a_body_that_hangs_is_given_up() -> None:
    faults = Faults(by_path={"/resolve/": ["hang"]}, slow_seconds=20)
    with HubServer([repo("lab/a")], faults=faults) as server:
        observed = look(server, ["lab/a"], timeout=1)
    assert seen(observed, "lab/a").state == "ok"


def test_the_same_observations_with_and_without_faults() -> None:
    recording = embedded_recording()
    refs = [RepoRef(o.repo, o.kind) for o in recording.observations]
    files = ["config.json", "sentence_bert_config.json", "LICENSE"]
    with HubServer.of(recording) as server:
        plain = look(server, refs, files)
        asked = len(server.log)
        server.forget()
        server.faults = Faults(0.2, seed=1)
        server.quotas = None
        faulty = look(server, refs, files)
        tries = len(server.log)
    assert faulty.interrupted is None
    assert plain.results == faulty.results
    assert tries <= 1.6 * asked


def nowhere() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_a_hub_that_is_not_there_ends_the_run_quickly_and_says_what_to_do() -> None:
    endpoint, time = nowhere(), FakeTime()
    observed = look(endpoint, [f"owner{n}/a" for n in range(100)], time=time)
    assert time.slept < 30  # over all threads
    assert observed.interrupted is not None
    assert endpoint in words(observed.interrupted)
    assert "--hub recorded" in words(observed.interrupted)
    assert {r.reason for r in observed.results.values() if isinstance(r, Unobserved)} == {"unreachable"}
    assert len(observed.results) == 100


@pytest.mark.parametrize("expired", [True, False])
def test_a_certificate_that_is_not_trusted_is_told_with_what_to_do(
    expired: bool, authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer, path = authority
    if expired:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    until = datetime(2020, 1, 2, tzinfo=UTC) if expired else None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert("127.0.0.1", not_before=until and until - timedelta(days=1), not_after=until).configure_cert(
        context
    )
    with HubServer([repo("lab/a")], tls=context) as server:
        observed = look(server, ["lab/a"])
    told = words(observed.interrupted)
    assert "does not answer: ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED]" in told and "SSL_CERT_FILE" in told
    assert ("certificate has expired" in told) is expired


def test_a_proxy_that_is_not_there_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    at = nowhere()
    monkeypatch.setenv("HTTP_PROXY", at.replace("//", "//me:secret@"))
    monkeypatch.setenv("NO_PROXY", "other.example")
    observed = look("http://hub.example", ["lab/a"], proxy=proxy_for("http://hub.example"))
    assert f"(asked by the proxy {at.replace('//', '//***@')})" in words(observed.interrupted)
    assert "secret" not in repr(observed)
    assert (proxy_for("http://x.other.example"), proxy_for("https://hub.example")) == ("", "")


def test_half_of_the_owners_down_costs_that_half() -> None:
    names = [f"lab{number}/m" for number in range(24)]
    down = {name for number, name in enumerate(names) if number % 2}
    with HubServer(list(map(repo, names)), quotas=None) as server:
        server.raw["|".join(re.escape(name.split("/")[0]) + "[&/]" for name in down)] = b"HTTP/1.1 502 x\r\n\r\n"
        observed = look(server, names, jobs=1)  # with more it is luck whether eight listings in a row fail
    found = {ref.repo: isinstance(result, Observation) for ref, result in observed.results.items()}
    assert found == {name: name not in down for name in names} and not observed.complete


def test_something_that_is_no_hub_is_told_from_one() -> None:
    with HubServer() as server:
        server.redirects["/api/"] = "/nowhere"
        observed = look(server, ["lab/a", "lab/b", "other/c"])
    assert f"{server.url} does not answer as a Hub does: HTTP 404" in words(observed.interrupted)
    assert "--hub recorded" in words(observed.interrupted)


@pytest.mark.parametrize("endpoint", ["huggingface.co", "ftp://huggingface.co", "https://me:secret@huggingface.co", ""])
def test_an_endpoint_that_is_no_url_is_an_error_of_the_user(endpoint: str) -> None:
    from jllm_sync.errors import UserError

    with pytest.raises(UserError, match="HF_ENDPOINT"):
        look(endpoint, ["lab/a"])


def test_a_hub_that_goes_down_in_the_middle_ends_the_run_and_keeps_what_is_known() -> None:
    repos = [repo(f"owner{n:03}/a", files={}) for n in range(200)]
    with HubServer(repos, quotas=None) as server:
        served = 0

        def then_down(path: str) -> FaultKind | None:
            nonlocal served
            served += 1
            return "503" if served > 50 else None

        server.faults.next = then_down  # type: ignore[method-assign]
        observed = look(server, [r.id for r in repos])
        assert len(server.log) < 400
    known = [r for r in observed.results.values() if isinstance(r, Observation)]
    assert 40 <= len(known) <= 60
    assert "no longer answers: HTTP 503" in words(observed.interrupted)


def test_the_breaker_forgives_a_hub_that_recovers() -> None:
    time = FakeTime()
    breaker = Breaker("https://hub", time.clock, failures=3, quiet=10)
    breaker.success()
    for _ in range(2):
        for _ in range(9):
            breaker.failure(Transient("HTTP 503"), breaker.asked())
            time.now += 1
        breaker.success()
    asked = breaker.asked()
    for _ in range(12):
        breaker.failure(Transient("HTTP 503"), asked)
        time.now += 1
    with pytest.raises(HubDown, match="no longer answers: HTTP 503"):
        breaker.check()


def test_the_breaker_looks_at_what_the_endpoint_as_a_whole_answers() -> None:
    """Connections that fail beside errors of the server, and failures of before an answer, prove nothing."""
    time = FakeTime()
    breaker = Breaker("https://hub", time.clock, failures=3, quiet=10)
    dropped, error = Transient("dropped", answered=False), Transient("HTTP 504")
    for _ in range(40):  # a listing that is always too much for it
        breaker.failure(dropped, breaker.asked(), vital=False)
        breaker.failure(error, breaker.asked(), vital=False)
        time.now += 10
    late = [breaker.asked() for _ in range(9)]
    breaker.success()
    for asked in late:  # sent before the success, learnt of after it
        breaker.failure(error, asked)
        breaker.failure(dropped, asked)
        time.now += 10
    breaker.check()
    asked = breaker.asked()
    for _ in range(3):
        breaker.failure(dropped, asked, vital=False)
        time.now += 10
    with pytest.raises(HubDown, match="no longer answers: dropped"):
        breaker.check()


def test_a_kept_connection_that_the_server_closed_is_no_failure() -> None:
    names, time = [f"lab{n}/a" for n in range(40)], FakeTime()
    with HubServer([repo(name) for name in names], faults=Faults(by_path={"": "stale"})) as server:
        observed = look(server, names, time=time, jobs=4)
    assert {seen(observed, name).state for name in names} == {"ok"}
    assert observed.notes == ()
    assert time.slept == 0


def test_delays_grow_and_are_jittered() -> None:
    draw, patience = random.Random(0), Patience()
    delays = [[patience.delay(failed, draw) for _ in range(200)] for failed in (1, 3, 12)]
    assert all(0 <= d <= 0.5 for d in delays[0])
    assert 1.5 < max(delays[1]) <= 2
    assert 15 < max(delays[2]) <= 20


@pytest.mark.parametrize("where", ["/api/models", "/resolve/"])
def test_stopping_takes_less_than_a_second(where: str) -> None:
    """Or, on a busy machine, ten times as long as the whole look takes there; the answer takes thirty seconds."""
    stop = threading.Event()
    refs, told = [RepoRef("lab/a"), RepoRef("other/b")], 0.0
    with HubServer([repo("lab/a"), repo("other/b")]) as server:
        begun = real_time.monotonic()
        look(server, refs)
        usual = real_time.monotonic() - begun
        server.forget()
        server.faults = Faults(by_path={where: "hang"}, slow_seconds=30)

        def stop_once_asked() -> None:
            nonlocal told
            while not any(where in path for path in server.paths()):
                real_time.sleep(0.01)
            told = real_time.monotonic()
            stop.set()

        threading.Thread(target=stop_once_asked, daemon=True).start()
        observed = hub_at(server, stop=stop, timeout=60).observe(refs, ["config.json"])
        assert real_time.monotonic() - told < max(1, 10 * usual)
    assert words(observed.interrupted) == "interrupted"
    assert {r.reason for r in observed.results.values() if isinstance(r, Unobserved)} == {"interrupted"}


SIGNALLED = """
import signal, sys, threading
from pathlib import Path
from jllm_sync.hub.live import LiveOptions, live_hub
from jllm_sync.repo import RepoRef
from jllm_sync.hub.store import Store
stop = threading.Event()
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: stop.set())
with Store.open(Path(sys.argv[2])) as store:
    observed = live_hub(LiveOptions(endpoint=sys.argv[1]), store, stop=stop).observe(
        [RepoRef("lab/a"), RepoRef("other/b")], ["config.json"]
    )
sys.exit(130 if observed.interrupted["en"] == "interrupted" else 1)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("fault", ["hang", "503", "429"])
def test_a_signal_ends_the_process_within_a_second(fault: FaultKind, number: signal.Signals, tmp_path: Path) -> None:
    """While an answer hangs, in the wait before a retry, and while waiting for quota."""
    path = tmp_path / "state.db"
    with HubServer(
        [repo("lab/a"), repo("other/b")], faults=Faults(by_path={"/resolve/": fault}, slow_seconds=60)
    ) as hub:
        started = real_time.monotonic()
        process = subprocess.Popen([sys.executable, "-c", SIGNALLED, hub.url, str(path)])
        while hub.count("resolvers") < 1:
            assert process.poll() is None
            real_time.sleep(0.01)
        begun = real_time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=120) == 130
        # on a busy machine longer, by as much as its start was, of which its end is a tenth; 60 s is what hangs
        assert real_time.monotonic() - begun < max(1, 5 * (begun - started))
    with Store.open(path) as store:
        assert history.runs(store)[0].detail == in_all(INTERRUPTED)
