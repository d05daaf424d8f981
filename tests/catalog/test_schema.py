"""The catalog's schema and what is said of it: nothing stands in two places that could part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jllm_sync.catalog.fields import CLAIMS, ClaimKind, show_claim
from jllm_sync.catalog.model import InvalidCatalog
from jllm_sync.catalog.yaml.check import _validator, named
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.data import schema
from jllm_sync.messages import message, said


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


@pytest.mark.parametrize("holder", ["entry", "variant"])
def test_the_schema_has_the_claims_of_the_table(holder: str) -> None:
    properties = schema("catalog")["$defs"][holder]["properties"]
    claims = {name: one for name, one in properties.items() if "claim_" in one.get("$ref", "")}
    assert claims == {name: {"$ref": f"#/$defs/{kind.schema}"} for name, kind in CLAIMS.items()}


def test_a_throw_away_field_is_one_line_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLAIMS, "tempo", ClaimKind("claim_context", str, lambda value, _: f"{value} bpm"))
    _validator.cache_clear()
    try:
        text = "title: x\nsections:\n  - id: s\n    title: S\n    entries:\n"
        variants = "[{repo: a/b}, {repo: a/c, tempo: 90}, {repo: a/d, tempo: null}]"
        entry = f"      - {{id: e, tempo: 120, variants: {variants}}}\n"
        first, second, third = parse_catalog(f"{text}{entry}".encode(), "c.yaml").entries[0].variants
        assert (first.claims["tempo"].value, first.claims["tempo"].inherited) == ("120", True)
        assert said(show_claim(second.claims["tempo"]), "ja") == "90 bpm"
        assert "tempo" not in third.claims
        assert parse_catalog(f"{text}{entry}".encode(), "c.yaml").entries[0].facts == {}
        with pytest.raises(InvalidCatalog, match=r"tempo: expected a number of tokens such as 8192 .*; found .fast."):
            parse_catalog(f"{text}      - {{id: e, tempo: fast}}\n".encode(), "c.yaml")
    finally:
        _validator.cache_clear()


def test_errors_in_japanese() -> None:
    data = b"title: x\nsections:\n  - {id: A, title: T, entires: []}\n"
    with pytest.raises(InvalidCatalog) as raised:
        parse_catalog(data, "c.yaml")
    assert said(raised.value.args[0], "ja").splitlines() == [
        "c.yaml:3:10: id: 期待するもの: セクションの id（generative/scratch/general のように "
        "id をスラッシュでつないだもの）、実際: 'A'",
        "c.yaml:3:23: 未知のキー 'entires'。'entries' の間違いでは？",
    ]
