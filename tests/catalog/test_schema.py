"""The catalog's schema and what is said of it: nothing stands in two places that could part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.catalog.fields import CLAIMS, ClaimKind, show_claim
from jllm_sync.catalog.model import InvalidCatalog
from jllm_sync.catalog.yaml.check import _has_float, _quick, _schema, _strict, named
from jllm_sync.catalog.yaml.reader import parse_catalog, read_tree
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
    caches = (_schema, _quick, _strict)
    for one in caches:
        one.cache_clear()
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
        for one in caches:
            one.cache_clear()


def test_errors_in_japanese() -> None:
    data = b"title: x\nsections:\n  - {id: A, title: T, entires: []}\n"
    with pytest.raises(InvalidCatalog) as raised:
        parse_catalog(data, "c.yaml")
    assert said(raised.value.args[0], "ja").splitlines() == [
        "c.yaml:3:10: id: 必要な値: セクションの id（generative/scratch/general のように "
        "id をスラッシュでつないだもの）、実際の値: 'A'",
        "c.yaml:3:23: 知らないキー 'entires' です。'entries' の間違いではありませんか",
    ]


EVERYTHING = b"""
title: {ja: a, en: b}
settings: {language: ja, fail_on: error, rules: {custom-code: off}, discovery: {languages: [ja]}}
licenses: {x-1.0: {name: X, accepts: [{license: other, name: x}]}}
foundations: {y: {name: Y, repos: [a/y-7b], license: mit}}
sections:
  - id: s/t
    title: S
    entries:
      - {id: e, name: {ja: E}, link: https://e.example, license: [mit, x-1.0], context: {min: 1, max: 8k}, year: 2024,
         parameters: {total: 46.7b, active: 12.9b}, loadable: "yes", foundation: {id: y, size: 7b},
         references: [{repo: a/d, kind: dataset, role: training}], training: [{stage: T}],
         variants: [{label: 7b, repo: a/b, context: 8192, license: null}, {repo: a/c, parents: [{name: P, repo: a/p}]}],
         waivers: [{rule: license-drift, reason: r, seen: [mit], until: "2027-01-01"}]}
"""
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text("ab1 /.-\n\u2028é", max_size=8),
    st.sampled_from(["4.0k", "8k", "a/b\n", "https://a b", "ja", "JA", "2026-12-31\n", "unknown", "x-1.0", "\x1c"]),
    st.just([]), st.just({}), st.lists(st.text("ab", max_size=2), max_size=2),
)  # fmt: skip


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Each container of a document with a key or an index of it."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield node, key
        if isinstance(value, dict | list):
            yield from places(value)


@given(where=st.integers(0, 10_000), odd=ODD, key=st.sampled_from(["id", "repo", "zz", "license", "context", "ja"]))
def test_the_quick_look_and_the_strict_one_agree(where: int, odd: object, key: str) -> None:
    root, errors = read_tree(EVERYTHING)
    assert not errors and not list(_strict().iter_errors(root))
    all_places = list(places(root))
    holder, name = all_places[where % len(all_places)]
    if where % 3 == 0 and isinstance(holder, dict):
        holder[key] = odd
    else:
        holder[name] = odd
    assert _has_float(root) or _quick().is_valid(root) == _strict().is_valid(root)
