"""Which requests observe the repos at the least cost, and which results are too odd to be true."""

from __future__ import annotations

import pytest

from jllm_sync.hub.observation import State
from jllm_sync.hub.plan import another_page, implausible, make_plan, owner_of
from jllm_sync.hub.source import RepoRef


def test_an_owner_is_listed_unless_that_takes_more_pages_than_repos() -> None:
    refs = [RepoRef("big/one"), RepoRef("big/two"), RepoRef("lab/a"), RepoRef("Lab/b"), RepoRef("old")]
    plan = make_plan(refs, {("big", "model"): 20, ("lab", "model"): 2})
    assert plan.listings == {("lab", "model"): (RepoRef("Lab/b"), RepoRef("lab/a"))}
    assert set(plan.singles) == {RepoRef("big/one"), RepoRef("big/two"), RepoRef("old")}


def test_kinds_are_listed_apart() -> None:
    plan = make_plan([RepoRef("lab/a"), RepoRef("lab/a", "dataset")], {})
    assert set(plan.listings) == {("lab", "model"), ("lab", "dataset")}


def test_an_unknown_listing_is_begun_and_left_when_it_gets_dearer() -> None:
    assert not another_page(1, asked=1)
    assert another_page(1, asked=2)
    assert not another_page(2, asked=2)


def test_owner_of() -> None:
    assert owner_of(RepoRef("Lab/a", "space")) == ("lab", "space")
    assert owner_of(RepoRef("gpt2")) is None


@pytest.mark.parametrize(
    ("repos", "vanished", "believed"),
    [(10, 5, True), (10, 6, False), (450, 9, True), (450, 10, False), (1000, 20, True), (1000, 21, False)],
)
@pytest.mark.parametrize("state", ["gone", "renamed"])
def test_too_many_repos_that_vanish_at_once_are_not_believed(
    repos: int, vanished: int, believed: bool, state: State
) -> None:
    refs = [RepoRef(f"lab/{n}") for n in range(repos)]
    now: dict[RepoRef, State] = dict.fromkeys(refs, "ok")
    previous = dict(now)
    for ref in refs[:vanished]:
        now[ref] = state
    doubtful = implausible(previous, now)
    assert (doubtful == frozenset()) is believed
    if not believed:
        assert doubtful == set(refs[:vanished])
    assert implausible(now, now) == frozenset()
    assert implausible({}, now) == frozenset()  # a first run has nothing to compare with
