"""Quotas, bounds and waits."""

from __future__ import annotations

import threading

import pytest

from jllm_sync.hub.budget import Budget
from jllm_sync.hub.failure import OutOfBudget, Stopped
from jllm_sync.hub.live import LiveOptions, live_hub
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.source import Observed, Progress
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FakeTime, look, repo, words
from tests.hub_server import HubServer


def budget(time: FakeTime, **bounds: float | None) -> Budget:
    return Budget(
        max_requests=None if (most := bounds.get("max_requests")) is None else int(most),
        max_wait=bounds.get("max_wait"),
        clock=time.clock,
        sleep=time.sleep,
        stop=threading.Event(),
    )


def told(remaining: int, seconds: int, quota: int = 100) -> dict[str, str]:
    return {
        "ratelimit": f'"api";r={remaining};t={seconds}',
        "ratelimit-policy": f'"fixed window";"api";q={quota};w=300',
    }


def test_a_spent_quota_is_waited_for() -> None:
    time = FakeTime()
    spender = budget(time)
    spender.admit("api")
    spender.settle("api", told(0, 120))
    assert spender.quota_wait() is None
    spender.admit("api")
    assert time.slept == pytest.approx(121, abs=1)
    assert spender.requests == 2


def test_a_part_of_the_quota_is_left_to_others() -> None:
    time = FakeTime()
    spender = budget(time)
    spender.admit("api")
    spender.settle("api", told(5, 60, quota=500))
    spender.admit("api")
    assert time.slept > 60


def test_waiting_is_bounded() -> None:
    time = FakeTime()
    spender = budget(time, max_wait=100)
    spender.admit("api")
    spender.settle("api", told(0, 120))
    with pytest.raises(OutOfBudget, match="--max-wait"):
        spender.admit("api")
    assert time.slept == 0


def test_requests_are_bounded() -> None:
    spender = budget(FakeTime(), max_requests=2)
    for _ in range(2):
        spender.admit("api")
        spender.settle("api", None)
    with pytest.raises(OutOfBudget, match="--max-requests"):
        spender.admit("resolvers")


def test_an_endpoint_without_quotas_is_not_slowed_down() -> None:
    time = FakeTime()
    spender = budget(time)
    spender.admit("api")
    spender.settle("api", {})
    for _ in range(20):
        spender.admit("api")
    assert time.slept == 0


def test_a_429_without_headers_is_obeyed_too() -> None:
    time = FakeTime()
    spender = budget(time)
    spender.admit("api")
    spender.settle("api", {"retry-after": "30"}, throttled=True)
    spender.admit("api")
    assert time.slept == pytest.approx(30)


def test_a_wait_ends_when_the_run_is_stopped() -> None:
    time, stop = FakeTime(), threading.Event()

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if time.slept > 3:
            stop.set()

    spender = Budget(max_requests=None, max_wait=None, clock=time.clock, sleep=sleep, stop=stop)
    with pytest.raises(Stopped):
        spender.pause(300)
    assert time.slept < 4


def reasons(observed: Observed) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in observed.results.values():
        name = result.reason if isinstance(result, Unobserved) else "observed"
        counts[name] = counts.get(name, 0) + 1
    return counts


def test_anonymous_quotas_never_end_in_429() -> None:
    """Three times the quota of requests takes three windows, and every wait is counted down."""
    time, told = FakeTime(), list[Progress]()
    repos = [repo(f"owner{n}/a", files={}) for n in range(150)]
    with HubServer(repos, quotas={"api": 50, "resolvers": 50}, clock=time.clock) as server:
        observed = look(server, [r.id for r in repos], time=time, progress=told.append)
    assert reasons(observed) == {"observed": 150}
    assert server.too_many == 0
    assert server.count("api") == 150
    assert 600 <= time.slept <= 1300


def test_a_quota_that_others_spend_too_is_respected() -> None:
    time = FakeTime()
    repos = [repo(f"owner{n}/a", files={}) for n in range(30)]
    with HubServer(repos, quotas={"api": 40}, clock=time.clock) as server:
        for _ in range(25):
            server.charge("api")
        observed = look(server, [r.id for r in repos], time=time)
    assert reasons(observed) == {"observed": 30}
    assert server.too_many == 0


def test_what_the_bounds_leave_out_is_said() -> None:
    repos = [repo(f"owner{n}/a", files={}) for n in range(20)]
    with HubServer(repos) as server:
        observed = look(server, [r.id for r in repos], max_requests=8)
        assert len(server.log) == 8
    assert reasons(observed) == {"observed": 8, "out-of-budget": 12}
    assert words(observed.interrupted) == "the 8 requests of --max-requests are spent"
    time = FakeTime()
    with HubServer(repos, quotas={"api": 10}, clock=time.clock) as server:
        observed = look(server, [r.id for r in repos], max_wait=60, time=time)
    assert reasons(observed)["out-of-budget"] >= 10
    assert "--max-wait" in words(observed.interrupted)
    assert time.slept <= 60


def test_progress_tells_owners_repos_requests_and_quota() -> None:
    told: list[Progress] = []
    with HubServer([repo("lab/a"), repo("other/b")]) as server:
        observed = look(server, ["lab/a", "other/b"], progress=told.append)
    last = told[-1]
    assert (last.owners, last.repos, last.requests) == ((2, 2), (2, 2), 6)
    assert last.quota["api"] in (497, 498)
    assert all(isinstance(result, Observation) for result in observed.results.values())


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 8, 32])
def test_real_windows_never_end_in_429(jobs: int) -> None:
    repos = [repo(f"owner{n}/a") for n in range(60)]
    with HubServer(repos, quotas={"api": 25, "resolvers": 45}, window=2, latency=0.01) as server:
        options = LiveOptions(endpoint=server.url, jobs=jobs)
        observed = live_hub(options).observe([RepoRef(r.id) for r in repos], ["config.json", "README.md"])
    assert reasons(observed) == {"observed": 60}
    assert server.too_many == 0
