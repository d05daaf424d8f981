"""Asking what others made of repos: one request each, within a budget of its own, in turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from jllm_sync.hub.api import read_derivative
from jllm_sync.hub.observation import Derivative, Derivatives, DerivativesSeen
from jllm_sync.hub.store import MIGRATIONS, VERSION, Store
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FILES, hub_at, old_state, repo, words
from tests.hub_server import Faults, HubServer, Repo
from tests.strategies import HOSTILE, values

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
BASES = [f"lab/base-{n}" for n in range(6)]


def made(name: str, base: str | list[str], relation: str = "finetune", downloads: int = 0, *tags: str) -> Repo:
    card = {"base_model": base, "base_model_relation": relation}
    return repo(name, cardData=card, tags=list(tags), downloads=downloads)


def world() -> list[Repo]:
    return [
        *(repo(name) for name in BASES),
        made("fan/tuned", "lab/base-0", "finetune", 12, "ja", "transformers"),
        made("fan/copy", "lab/base-0", "quantized", 900),
        made("fan/mix", ["lab/base-0", "lab/base-1"], "merge", 3),
        *(made(f"fan/of-{n}", base) for n, base in enumerate(BASES)),
    ]


def ask(
    server: HubServer,
    at_most: int,
    repos: Sequence[str] = BASES,
    *,
    store: Store | None = None,
    now: datetime = NOW,
    **options: Any,
) -> DerivativesSeen:
    return hub_at(server, store, **options).derivatives(repos, at_most, now)


def test_one_request_names_them_all_with_how_they_were_made() -> None:
    with HubServer(world()) as server:
        seen = ask(server, 10, ["lab/base-0"])
        assert server.paths() == [
            "/api/models?filter=base_model:lab/base-0&sort=downloads&limit=500&expand=downloads&expand=tags"
        ]
    assert (seen.requests, seen.asked, seen.failed, seen.interrupted) == (1, ("lab/base-0",), {}, None)
    derivatives = seen.by_repo["lab/base-0"]
    assert derivatives.complete
    assert derivatives.models == (
        Derivative("fan/copy", "quantized", 900, ()),
        Derivative("fan/tuned", "finetune", 12, ("ja", "transformers")),
        Derivative("fan/mix", "merge", 3, ()),
        Derivative("fan/of-0", "finetune", 0, ()),
    )


def test_the_budget_is_kept_and_later_runs_go_on(tmp_path: Path) -> None:
    with HubServer(world()) as server, Store.open(tmp_path / "state.db") as store:
        first = ask(server, 4, store=store)
        assert server.count("api") == 4
        assert sorted(first.by_repo) == sorted(first.asked) == BASES[:4]
        second = ask(server, 4, store=store, now=NOW + timedelta(hours=1))
        assert sorted(second.asked) == BASES[4:]
        assert sorted(second.by_repo) == BASES
        third = ask(server, 4, store=store, now=NOW + timedelta(hours=2))
        assert (third.requests, sorted(third.by_repo)) == (0, BASES)
        fourth = ask(server, 4, store=store, now=NOW + timedelta(days=1))
        assert sorted(fourth.asked) == BASES[:4]  # the last two are younger than a day
        fifth = ask(server, 9, store=store, now=NOW + timedelta(days=3))
        assert sorted(fifth.asked) == BASES
        assert server.count("api") == 4 + 2 + 0 + 4 + 6


def test_without_a_state_it_begins_anew() -> None:
    with HubServer(world()) as server:
        assert sorted(ask(server, 2).asked) == sorted(ask(server, 2).asked) == BASES[:2]


def test_it_shares_the_bounds_of_the_run_that_it_follows() -> None:
    with HubServer(world()) as server:
        hub = hub_at(server, max_requests=16)
        hub.observe([RepoRef(name) for name in BASES], FILES)
        spent = len(server.log)
        assert spent == 13
        seen = hub.derivatives(BASES, 50, NOW)
        assert (seen.requests, len(seen.by_repo), len(server.log)) == (3, 3, 16)
        assert seen.interrupted is None


def test_retries_count_and_what_was_answered_is_kept(tmp_path: Path) -> None:
    faults = Faults(by_path={"base-1": "500"})
    with HubServer(world(), faults=faults) as server, Store.open(tmp_path / "state.db") as store:
        seen = ask(server, 6, store=store, jobs=1)
        assert len(server.log) == seen.requests <= 6
        assert "lab/base-0" in seen.by_repo
        assert "lab/base-1" not in seen.by_repo
        faults.by_path.clear()
        again = ask(server, 6, store=store)
        assert sorted(again.by_repo) == BASES


def test_one_bad_answer_costs_that_repo() -> None:
    faults = Faults(by_path={"base-1&": "bad-json"})
    with HubServer(world(), faults=faults) as server:
        seen = ask(server, 50)
    assert sorted(seen.by_repo) == [name for name in BASES if name != "lab/base-1"]
    assert list(seen.failed) == ["lab/base-1"]
    assert seen.interrupted is None


def test_an_endpoint_that_does_not_filter_is_not_believed() -> None:
    with HubServer([repo("somebody/else")]) as server:
        server.redirects["filter="] = "/api/models?author=somebody&expand=tags"
        seen = ask(server, 50, BASES[:1])
    assert not seen.by_repo
    assert "does not list models by their base model" in words(seen.failed["lab/base-0"])


def test_more_than_a_page_is_said() -> None:
    with HubServer(world(), max_page=2) as server:
        derivatives = ask(server, 50, ["lab/base-0"]).by_repo["lab/base-0"]
        assert len(server.log) == 1
    assert not derivatives.complete
    assert [model.repo for model in derivatives.models] == ["fan/copy", "fan/tuned"]


def test_a_hub_that_is_down_ends_it() -> None:
    seen = hub_at("http://127.0.0.1:9").derivatives(BASES, 50, NOW)
    assert not seen.by_repo
    assert "http://127.0.0.1:9" in words(seen.interrupted)


@pytest.mark.parametrize(
    ("tags", "relation"),
    [
        (["base_model:lab/a"], None),
        (["base_model:lab/a", "base_model:finetune:lab/a"], "finetune"),
        (["base_model:LAB/A", "base_model:quantized:Lab/a"], "quantized"),
        (["base_model:lab/b", "base_model:lab/a", "base_model:adapter:lab/b"], None),
        (["base_model:grafted:lab/a"], None),
        (["base_model:adapter:lab/a", "base_model:finetune:lab/a"], "finetune"),
    ],
)
def test_the_relation_is_the_one_to_this_base(tags: list[str], relation: str | None) -> None:
    read = read_derivative({"id": "fan/x", "tags": [*tags, "ja", 3], "downloads": 1}, "lab/a")
    assert read == Derivative("fan/x", relation, 1, ("ja",))  # type: ignore[arg-type]  # a table of texts


@pytest.mark.parametrize(
    "item",
    [
        None,
        [],
        "fan/x",
        {"id": "fan/x"},
        {"id": "fan/x", "tags": "base_model:lab/a"},
        {"id": "fan/x", "tags": []},
        {"id": "fan/x", "tags": ["base_model:lab/ab"]},
        {"id": "fan/x", "tags": ["base_model:"]},
        {"id": "../x", "tags": ["base_model:lab/a"]},
        {"id": "fan/\x1b[2J", "tags": ["base_model:lab/a"]},
    ],
)
def test_what_does_not_name_the_base_is_no_derivative(item: object) -> None:
    assert read_derivative(item, "lab/a") is None


@pytest.mark.parametrize("downloads", [None, -1, True, "12", 1.5, [], {}])
def test_odd_downloads_are_unknown(downloads: object) -> None:
    read = read_derivative({"id": "fan/x", "tags": ["base_model:lab/a"], "downloads": downloads}, "lab/a")
    assert read == Derivative("fan/x", None, None, ())


@given(values)
def test_no_item_raises_and_what_is_packed_is_unpacked(item: Any) -> None:
    read_derivative(item, "lab/a")
    read_derivative({"id": "fan/x", "tags": item, "downloads": item}, "lab/a")
    read = read_derivative({"id": "fan/x", "tags": ["base_model:lab/a", item, *HOSTILE], "downloads": item}, "lab/a")
    assert read is not None
    derivatives = Derivatives(NOW, False, (read,))
    assert Derivatives.unpack(derivatives.pack()) == derivatives


def test_a_state_of_before_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    old_state(path, 1).close()
    with HubServer(world()) as server, Store.open(path) as store:
        assert ask(server, 1, store=store).asked == ("lab/base-0",)
        assert store.rows("PRAGMA user_version") == [(VERSION,)] == [(len(MIGRATIONS),)]
