"""size-name: names of repos and claimed sizes in, findings out. No Hub is asked."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from jllm_sync.audit import Selection, audit
from jllm_sync.catalog.model import Size, format_parameters
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.finding import Finding
from jllm_sync.rules.size_name import RULE, check
from tests.build import TODAY, catalog, catalog_of

ONLY = Selection(rules=(RULE.id,))


def findings(repo: str, claim: str, more: str = "label: x") -> tuple[Finding, ...]:
    return audit(catalog_of(f"parameters: {claim}, {more}", repo), None, ONLY, TODAY).findings


@pytest.mark.parametrize(
    ("repo", "claim"),
    [
        # what was measured, or rounded, and the publisher's name for it
        ("Qwen/Qwen2.5-7B-Instruct", "7.6b"),
        ("Qwen/Qwen2.5-7B-Instruct", "8b"),
        ("Qwen/Qwen3-14B", "15b"),
        ("sbintuitions/sarashina2.2-vision-3b", "3.8b"),  # with its vision encoder
        ("Qwen/Qwen3-0.6B", "752m"),
        ("google/gemma-2-2b-jpn-it", "2.6b"),
        ("google/gemma-7b", "8.5b"),
        ("meta-llama/Llama-3.2-1B", "1.2b"),
        ("meta-llama/Llama-2-70b-hf", "69b"),
        ("cyberagent/open-calm-1b", "1.4b"),
        ("rinna/bilingual-gpt-neox-4b-8k", "3.8b"),
        ("stabilityai/japanese-stablelm-2-base-1_6b", "1.6b"),
        ("openai/gpt-oss-20b", "21b"),
        ("openai/gpt-oss-120b", "117b"),
        ("bigscience/bloom-560m", "559m"),
        # named after its language model, and measured with its tower
        ("toshi456/llava-jp-1.3b-v1.0", "1.86b"),
        ("Salesforce/blip2-opt-2.7b", "3.74b"),
        # mixtures: experts share what is no expert
        ("mistralai/Mixtral-8x7B-v0.1", "46.7b"),
        ("mistralai/Mixtral-8x7B-v0.1", "{total: 46.7b, active: 12.9b}"),
        ("mistralai/Mixtral-8x22B-v0.1", "141b"),
        ("weblab-GENIAC/Tanuki-8x8B-dpo-v1.0", "47b"),
        ("sbintuitions/sarashina2-8x70b", "465b"),
        ("llm-jp/llm-jp-3-8x1.8b", "9.3b"),
        ("Qwen/Qwen3-30B-A3B", "30.5b"),
        ("Qwen/Qwen3-30B-A3B", "{total: 30b, active: 3b}"),
        ("Qwen/Qwen3-235B-A22B", "{total: 235b, active: 22b}"),
        # several sizes, of which one is meant; and what is no size
        ("acme/Llama3-8B-1.58-100B-tokens", "8b"),
        ("acme/draft-68m-for-llama-7b", "68m"),
        ("google/gemma-3n-E2B", "5.4b"),
        ("acme/model-4bit-v1.2b", "70b"),
        ("acme/llama-4k", "7b"),
        ("acme/model", "7b"),
    ],
)
def test_names_that_agree(repo: str, claim: str) -> None:
    assert not findings(repo, claim)


@pytest.mark.parametrize(
    ("repo", "claim", "named"),
    [
        ("tokyotech-llm/Swallow-70b-hf", "7b", ["70b"]),
        ("elyza/ELYZA-japanese-Llama-2-13b", "7b", ["13b"]),
        ("meta-llama/Llama-3.1-8B", "7b", ["8b"]),
        ("google/gemma-2-9b", "2.6b", ["9b"]),
        ("llm-jp/llm-jp-3-1b", "1.8b", ["1b"]),
        ("stabilityai/japanese-stablelm-2-base-1_6b", "3b", ["1_6b"]),
        ("bigscience/bloom-560m", "7b", ["560m"]),
        ("mistralai/Mixtral-8x7B-v0.1", "7b", ["8x7b"]),
        ("mistralai/Mixtral-8x22B-v0.1", "46.7b", ["8x22b"]),
        ("Qwen/Qwen3-30B-A3B", "3b", ["30b", "a3b"]),
        ("Qwen/Qwen3-30B-A3B", "{total: 30b, active: 22b}", ["30b", "a3b"]),
    ],
)
def test_names_that_contradict(repo: str, claim: str, named: list[str]) -> None:
    [finding] = findings(repo, claim)
    assert finding.reading is not None
    assert (finding.severity, finding.field, finding.reading.value) == ("warning", "parameters", named)


def test_the_fix_writes_the_names_size_and_needs_an_eye() -> None:
    [finding] = findings("acme/model-70b", "7b")
    assert finding.fix is not None
    [edit] = finding.fix.edits
    assert (finding.fix.kind, edit.op, edit.old, edit.new) == ("unsafe", "set", "7b", "70b")
    [mixture] = findings("acme/model-8x7b", "7b")
    assert mixture.fix is None


def test_somebody_elses_conversion_is_left_alone() -> None:
    assert not findings("acme/model-70b", "7b", "unofficial: true")


def test_it_can_be_waived_and_a_waiver_that_waives_nothing_is_said() -> None:
    waiver = "waivers: [{rule: size-name, reason: a misnomer, seen: 70b}]"
    [finding] = findings("acme/model-70b", "7b", waiver)
    assert finding.waiver is not None
    both = Selection(rules=(RULE.id, "waiver-stale"))
    report = audit(catalog_of(f"parameters: 70b, {waiver}", "acme/model-70b"), None, both, TODAY)
    assert [finding.rule for finding in report.findings] == ["waiver-stale"]


class TestTheRealList:
    """No claim of the list contradicts its name; of swapped ones nearly all are noticed."""

    claims = read_catalog(Path(__file__).parents[2] / "catalog.yaml")

    def test_no_false_alarm(self) -> None:
        assert list(check(self.claims)) == []

    def test_swapped_sizes_are_noticed(self) -> None:
        sized = [
            (entry, variant, claim.value)
            for entry in self.claims.entries
            for variant in entry.variants
            if (claim := variant.claims.get("parameters")) and isinstance(claim.value, Size)
        ]
        swapped = noticed = 0
        for (one, first, size), (other, _, theirs) in itertools.permutations(sized, 2):
            if one.id == other.id and size != theirs:
                entry = f"- {{id: e, variants: [{{repo: {first.repo}, parameters: {_text(theirs)}}}]}}"
                swapped += 1
                noticed += bool(list(check(catalog(entry))))
        assert swapped > 70
        assert noticed >= 0.95 * swapped


def _text(size: Size) -> str:
    total = format_parameters(size.total)
    return total if size.active is None else f"{{total: {total}, active: {format_parameters(size.active)}}}"
