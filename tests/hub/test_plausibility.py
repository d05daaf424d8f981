"""Which results are too odd to be true, and what makes them believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jllm_sync.hub.observation import State
from jllm_sync.hub.plausibility import Look, confirmed, implausible
from jllm_sync.repo import RepoRef

BEGAN = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def looks(state: State, refs: list[RepoRef]) -> dict[RepoRef, Look]:
    return {ref: Look(state, f"new-{ref.repo}" if state == "renamed" else ref.repo) for ref in refs}


@pytest.mark.parametrize(
    ("repos", "vanished", "believed"),
    [(10, 5, True), (10, 6, False), (450, 9, True), (450, 10, False), (1000, 20, True), (1000, 21, False)],
)
@pytest.mark.parametrize("state", ["gone", "renamed"])
def test_too_many_repos_that_vanish_at_once_are_not_believed(
    repos: int, vanished: int, believed: bool, state: State
) -> None:
    refs = [RepoRef(f"lab/{n}") for n in range(repos)]
    previous: dict[RepoRef, State] = dict.fromkeys(refs, "ok")
    now = {**looks("ok", refs), **looks(state, refs[:vanished])}
    doubtful = implausible(previous, now)
    assert (doubtful == frozenset()) is believed
    if not believed:
        assert doubtful == set(refs[:vanished])
    assert implausible(previous, now, refs[:vanished]) == frozenset()
    assert implausible({ref: look.state for ref, look in now.items()}, now) == frozenset()
    assert implausible({}, now) == frozenset()  # a first run has nothing to compare with


@pytest.mark.parametrize(
    ("first", "second", "hours", "believed"),
    [
        (Look("gone", "lab/a"), Look("gone", "lab/a"), 24, True),
        (Look("gone", "lab/a"), Look("gone", "lab/a"), 12, True),
        (Look("gone", "lab/a"), Look("gone", "lab/a"), 11, False),
        (Look("renamed", "new/a"), Look("renamed", "new/a"), 0, True),
        (Look("renamed", "new/a"), Look("renamed", "other/a"), 24, False),
        (Look("renamed", "new/a"), Look("gone", "lab/a"), 24, False),
        (Look("gone", "lab/a"), Look("renamed", "new/a"), 24, False),
    ],
)
def test_what_a_later_run_sees_again_is_confirmed(first: Look, second: Look, hours: int, believed: bool) -> None:
    ref = RepoRef("lab/a")
    doubted = {(ref, first): BEGAN - timedelta(hours=hours)}
    assert (confirmed({ref: second}, doubted, BEGAN) == {ref}) is believed
    assert confirmed({RepoRef("lab/b"): second}, doubted, BEGAN) == frozenset()
