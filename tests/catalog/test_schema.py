"""The catalog's schema and what is said of it: nothing stands in two places that could part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jllm_sync.catalog.problem import InvalidCatalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.catalog.yaml.schema_check import named
from jllm_sync.messages import message, said
from jllm_sync.schemas import schema


def described(node: Any) -> Iterator[tuple[str, str]]:
    """The name of each part of the schema that has a description, and the description."""
    if isinstance(node, dict):
        if "x-said" in node:
            yield node["x-said"], node["description"]
        for value in node.values():
            yield from described(value)
    elif isinstance(node, list):
        for value in node:
            yield from described(value)


DESCRIBED = dict(described(named(schema("catalog"))))


@pytest.mark.parametrize("name", sorted(DESCRIBED))
def test_descriptions_are_the_english_messages(name: str) -> None:
    assert said(message(f"schema-{name}"), "en") == DESCRIBED[name]


def test_no_two_parts_have_one_name() -> None:
    assert len(list(described(named(schema("catalog"))))) == len(DESCRIBED)


def test_errors_in_japanese() -> None:
    data = b"title: x\nsections:\n  - {id: A, title: T, entires: []}\n"
    with pytest.raises(InvalidCatalog) as raised:
        parse_catalog(data, "c.yaml")
    assert said(raised.value.args[0], "ja").splitlines() == [
        "c.yaml:3:10: id: 期待するもの: セクションの id（generative/scratch/general のように "
        "id をスラッシュでつないだもの）、実際: 'A'",
        "c.yaml:3:23: 未知のキー 'entires'。'entries' の間違いでは？",
    ]
