"""A catalog in, its model out: claims, inheritance, places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jllm_sync.catalog.fields import parse_size, show_claim
from jllm_sync.catalog.model import UNKNOWN, ContextRange, Foundation, Location, Size, Variant
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.errors import UserError
from tests.build import catalog, catalog_of


def variants(entries: str) -> dict[str, Variant]:
    return {variant.repo: variant for entry in catalog(entries).entries for variant in entry.variants}


@pytest.mark.parametrize(
    ("claim", "field", "value"),
    [
        ("license: mit", "license", ("mit",)),
        ("license: [llama3.1, gemma]", "license", ("llama3.1", "gemma")),
        ("license: unknown", "license", UNKNOWN),
        ("context: 4096", "context", ContextRange(4096, 4096)),
        ("license: MIT", "license", ("mit",)),
        ("license: [Apache-2.0, CC BY-NC 4.0]", "license", ("apache-2.0", "cc-by-nc-4.0")),
        ("context: 128k", "context", ContextRange(128_000, 131_072)),
        ("context: 8K", "context", ContextRange(8_000, 8_192)),
        ("context: 1M", "context", ContextRange(1_000_000, 1_048_576)),
        ("context: '131,072'", "context", ContextRange(131_072, 131_072)),
        ("context: {at_most: 32k}", "context", ContextRange(None, 32_768)),
        ("context: {min: 8k, max: '32,768'}", "context", ContextRange(8_000, 32_768)),
        ("parameters: 8B", "parameters", Size(8_000_000_000)),
        ("parameters: {total: 46.7B, active: 12.9b}", "parameters", Size(46_700_000_000, 12_900_000_000)),
        ("foundation: {id: llama-3, size: 8B}", "foundation", Foundation("llama-3", 8_000_000_000)),
        ("context: {at_most: 2048}", "context", ContextRange(None, 2048)),
        ("context: {min: 2400, max: 8192}", "context", ContextRange(2400, 8192)),
        ("context: unknown", "context", UNKNOWN),
        ("parameters: 7b", "parameters", Size(7_000_000_000)),
        ("parameters: {total: 46.7b, active: 12.9b}", "parameters", Size(46_700_000_000, 12_900_000_000)),
        ("foundation: llama-3", "foundation", Foundation("llama-3")),
        ("foundation: {id: llama-3, size: 8b}", "foundation", Foundation("llama-3", 8_000_000_000)),
        ("architecture: Llama", "architecture", "Llama"),
        (
            "parents: [{name: Youri 7B, repo: rinna/youri-7b}]",
            "parents",
            ({"name": "Youri 7B", "repo": "rinna/youri-7b"},),
        ),
        ("loadable: 'no'", "loadable", "no"),
        ("loadable: no", "loadable", "no"),  # YAML 1.2: a word
        ("doubt: {ja: 疑い, en: doubtful}", "doubt", {"ja": "疑い", "en": "doubtful"}),
    ],
)
def test_claims(claim: str, field: Any, value: Any) -> None:
    [entry] = catalog_of(claim).entries
    assert entry.variants[0].claims[field].value == value


@pytest.mark.parametrize(
    ("written", "repo", "kind"),
    [
        ("repo: https://huggingface.co/acme/one", "acme/one", "model"),
        ("repo: http://www.huggingface.co/acme/one", "acme/one", "model"),
        ("repo: https://hf.co/gpt2", "gpt2", "model"),
        ("repo: gpt2", "gpt2", "model"),
        ("repo: https://huggingface.co/datasets/acme/data, kind: dataset", "acme/data", "dataset"),
    ],
)
def test_a_repo_by_the_address_of_its_page_or_without_an_owner(written: str, repo: str, kind: str) -> None:
    [entry] = catalog(f"- {{id: one, variants: [{{{written}}}], references: []}}").entries
    assert [(one.repo, one.kind) for one in entry.variants] == [(repo, kind)]


class TestInheritance:
    entries = """
        - id: family
          license: [llama3.1, gemma]
          context: 4096
          parameters: 7b
          variants:
            - {repo: acme/plain}
            - {repo: acme/own, context: 8192, license: mit}
            - {repo: acme/gguf, context: null}
            - {repo: acme/open, context: unknown}
    """

    def test_of_an_entrys_claim(self) -> None:
        claim = variants(self.entries)["acme/plain"].claims["context"]
        assert (claim.value, claim.inherited, claim.path) == (ContextRange(4096, 4096), True, ("family", "context"))
        [entry] = catalog(self.entries).entries
        assert claim.location == entry.claims["context"].location

    def test_a_variants_own_claim_wins_and_a_list_is_replaced(self) -> None:
        claims = variants(self.entries)["acme/own"].claims
        assert claims["license"].value == ("mit",)
        assert (claims["context"].value, claims["context"].inherited) == (ContextRange(8192, 8192), False)
        assert claims["context"].path == ("family", "acme/own", "context")
        assert claims["parameters"].inherited

    def test_null_is_no_claim_and_unknown_is_one(self) -> None:
        listed = variants(self.entries)
        assert "context" not in listed["acme/gguf"].claims
        assert listed["acme/open"].claims["context"].value is UNKNOWN

    def test_null_on_an_entry_is_no_claim(self) -> None:
        assert not variants("- {id: e, license: null, variants: [{repo: a/b}]}")["a/b"].claims


def test_places_are_where_the_value_stands() -> None:
    [entry] = catalog_of("context: 4096").entries
    [variant] = entry.variants
    line = entry.location.line + 2
    assert variant.location == Location("catalog.yaml", line, 27)
    assert variant.claims["context"].location == Location("catalog.yaml", line, 48)


def test_marks_references_waivers_and_facts() -> None:
    [entry] = catalog("""
        - id: family
          family: great-family
          developer: ACME
          year: 2024
          references: [{repo: openai_humaneval, kind: dataset, role: training}]
          waivers: [{rule: repo-gone, reason: moved, seen: gone, by: me, until: 2026-12-31}]
          variants:
            - {repo: a/b, unofficial: true}
            - {repo: c/d, representative: true, kind: space}
    """).entries
    assert (entry.title, entry.family, entry.facts) == ("a/b", "great-family", {"developer": "ACME"})
    assert entry.variants[1].claims["year"].value == 2024
    assert [(v.unofficial, v.representative, v.kind) for v in entry.variants] == [
        (True, False, "model"),
        (False, True, "space"),
    ]
    assert (entry.references[0].kind, entry.references[0].role) == ("dataset", "training")
    assert str(entry.waivers[0].until) == "2026-12-31"


def test_an_entry_without_a_name_or_variants_is_called_by_its_id() -> None:
    assert [entry.title for entry in catalog("- id: family").entries] == ["family"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("7b", 7_000_000_000),
        ("46.7b", 46_700_000_000),
        ("110m", 110_000_000),
        ("1.1t", 1_100_000_000_000),
        ("64k", 64_000),
    ],
)
def test_sizes(text: str, count: int) -> None:
    assert parse_size(text) == count


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("context: 4096", "4,096"),
        ("context: {at_most: 2048}", "≤ 2,048"),
        ("context: {min: 2400, max: 8192}", "2,400–8,192"),
        ("parameters: {total: 46.7b, active: 12.9b}", "46.7b (12.9b active)"),
        ("parameters: 110m", "110m"),
    ],
)
def test_how_claims_are_shown(claim: str, text: str) -> None:
    [entry] = catalog_of(claim).entries
    [shown] = entry.variants[0].claims.values()
    assert str(show_claim(shown)) == text


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.yaml: no such file"):
        read_catalog(tmp_path / "nowhere.yaml")


def test_a_folder_is_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_catalog(tmp_path)
