"""Cards and adapter configs in, parents out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.lineage import read_parents, read_relation, read_successor
from tests.build import observed, recorded

ADAPTER = "adapter_config.json"


@pytest.mark.parametrize(
    ("base_model", "parents"),
    [
        ("meta-llama/Meta-Llama-3-8B", ("meta-llama/Meta-Llama-3-8B",)),
        (["acme/a", "acme/b"], ("acme/a", "acme/b")),
        (" acme/a ", ("acme/a",)),
        (["acme/a", None, "/mnt/models/b", 7], ("acme/a",)),
    ],
)
def test_base_model(base_model: Any, parents: tuple[str, ...]) -> None:
    reading = read_parents(observed(card={"base_model": base_model}))
    assert isinstance(reading, Reading)
    assert (reading.value, reading.confidence) == (parents, "high")


@pytest.mark.parametrize("base_model", [None, [], "a name", "/mnt/models/b", "./a/b", "../a", {"a": "b"}, "acme/a/b"])
def test_what_is_no_repo(base_model: Any) -> None:
    assert isinstance(read_parents(observed(card={"base_model": base_model})), NoReading)


def test_the_cards_word_comes_before_the_adapters() -> None:
    reading = read_parents(observed(card={"base_model": "a/b"}, files={ADAPTER: {"base_model_name_or_path": "c/d"}}))
    assert isinstance(reading, Reading)
    assert reading.value == ("a/b",)


def test_recorded_adapters() -> None:
    stormy = read_parents(recorded()["izumi-lab/stormy-7b-10ep"])
    assert isinstance(stormy, Reading)
    assert stormy.value == ("cyberagent/open-calm-7b",)
    local = read_parents(recorded()["sparticle/llama-2-13b-chat-japanese-lora"])
    assert isinstance(local, NoReading)
    assert "local path" in str(local.reason)


@pytest.mark.parametrize(
    ("card", "tags", "relation"),
    [
        ({"base_model_relation": "quantized"}, [], "quantized"),
        ({}, ["ja", "base_model:acme/a", "base_model:adapter:acme/a"], "adapter"),
        ({"base_model_relation": "merge"}, ["base_model:finetune:acme/a"], "merge"),
        ({"base_model_relation": "grafted"}, ["base_model:grafted:acme/a"], None),
        ({"base_model_relation": ["merge"]}, "base_model:merge:acme/a", None),
        ({}, [None, 7, "base_model:", "base_model:acme/a", "x:merge:acme/a"], None),
    ],
)
def test_how_it_was_made(card: dict[str, Any], tags: Any, relation: str | None) -> None:
    reading = read_relation(observed(card={"base_model": "acme/a", **card}, info={"tags": tags}))
    assert (reading.value if isinstance(reading, Reading) else None) == relation


@pytest.mark.parametrize("observation", ["card", "adapter"])
def test_a_pull_request_is_low(observation: str) -> None:
    of = {
        "card": observed(card={"base_model": "a/b"}, branch="refs/pr/1"),
        "adapter": observed(files={ADAPTER: {"base_model_name_or_path": "a/b"}}, branch="refs/pr/1"),
    }
    reading = read_parents(of[observation])
    assert isinstance(reading, Reading)
    assert reading.confidence == "low"


UNREADABLE = [5, True, {"name": "acme/new"}, [["acme/new"]]]


@pytest.mark.parametrize("value", UNREADABLE)
def test_parents_that_cannot_be_read_are_not_absent(value: Any) -> None:
    reading = read_parents(observed(card={"base_model": value}))
    assert isinstance(reading, NoReading)
    assert (reading.seen, reading.reason.key) == (False, "no-reading-unreadable")


@pytest.mark.parametrize("value", UNREADABLE)
def test_a_successor_that_cannot_be_read_is_not_absent(value: Any) -> None:
    reading = read_successor(observed(card={"new_version": value}))
    assert isinstance(reading, NoReading)
    assert (reading.seen, reading.reason.key) == (False, "no-reading-unreadable")
