"""Which results are too odd to be true, and what makes them believed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jllm_sync.hub.observation import State
from jllm_sync.hub.results import Look, confirmed, doubt
from jllm_sync.repo import RepoRef

BEGAN = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def looks(state: State, refs: list[RepoRef]) -> dict[RepoRef, Look]:
    return {ref: Look(state, f"new-{ref.repo}" if state == "renamed" else ref.repo) for ref in refs}


def doubtful(previous: Mapping[RepoRef, State], now: Mapping[RepoRef, Look], **how: Any) -> frozenset[RepoRef]:
    found = doubt(previous, now, **how)
    return found.refs if found else frozenset()


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
    found = doubt(previous, now)
    assert (found is None) is believed
    if found:
        assert (found.why, found.refs) == ("many", frozenset(refs[:vanished]))
    assert doubt(previous, now, confirmed=refs[:vanished]) is None
    assert doubt({ref: look.state for ref, look in now.items()}, now) is None


@pytest.mark.parametrize(
    ("repos", "vanished", "believed"), [(4, 3, True), (9, 4, True), (12, 5, False), (15, 5, True), (468, 156, True)]
)
def test_more_than_a_third_is_not_believed_of_a_first_run(repos: int, vanished: int, believed: bool) -> None:
    refs = [RepoRef(f"lab/{n}") for n in range(repos)]
    now = {**looks("ok", refs), **looks("gone", refs[:vanished])}
    found = doubt({}, now)
    assert (found is None) is believed
    if found:
        assert (found.why, found.of) == ("many-at-first", repos)


def test_where_nothing_is_there_nothing_is_gone() -> None:
    one = [RepoRef("lab/a")]
    found = doubt({}, looks("gone", one), anything_there=False)
    assert found is not None
    assert (found.why, found.refs) == ("nothing-there", frozenset(one))
    assert doubt(dict.fromkeys(one, "gone"), looks("gone", one), anything_there=False) is None  # no news


def test_one_denial_that_is_contradicted_discredits_the_others() -> None:
    gone, moved, old = RepoRef("gpt2"), RepoRef("lab/b"), RepoRef("lab/c")
    now = {**looks("gone", [gone, old]), **looks("renamed", [moved])}
    assert doubtful({old: "gone"}, now, contradicted=True) == {gone}


def test_what_was_not_believed_stays_doubted_until_it_is_confirmed() -> None:
    """Even where it is the only one that a narrowed run asks about."""
    ref, other = RepoRef("lab/a"), RepoRef("lab/b")
    now = looks("gone", [ref])
    previous: dict[RepoRef, State] = {ref: "ok", other: "ok"}
    assert doubtful(previous, now, disbelieved={(ref, now[ref])}) == {ref}
    assert doubtful(previous, now, disbelieved={(other, now[ref])}) == frozenset()
    assert doubtful(previous, now, disbelieved={(ref, now[ref])}, confirmed=[ref]) == frozenset()


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
