"""Which requests observe the repos at the least cost."""

from __future__ import annotations

from jllm_sync.hub.api import another_page, make_plan
from jllm_sync.hub.source import owner_of
from jllm_sync.repo import RepoRef


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
