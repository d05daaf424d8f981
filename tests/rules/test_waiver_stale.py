"""waiver-stale: waivers that expired, lapsed or waive nothing; and runs that cannot tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jllm_sync.audit import Selection
from jllm_sync.finding import Finding
from jllm_sync.hub.observation import Observation
from tests.build import catalog, observed, run

RULE = "waiver-stale"
DAY = date(2026, 8, 1)
SMALL = {"model_type": "bert", "max_position_embeddings": 512}


def waived(waiver: str, claims: str = "context: 1024", entry: str = "") -> str:
    return (
        f"- {{id: family, name: Family, {entry} variants: [{{repo: acme/model, {claims}, waivers: [{{{waiver}}}]}}]}}"
    )


def stale(entries: str, *observations: Observation, **selected: Any) -> tuple[Finding, ...]:
    report = run(catalog(entries), *observations, selection=Selection(**selected), today=DAY)
    return tuple(finding for finding in report.findings if finding.rule == RULE)


CONTEXT = "rule: context-drift, reason: measured"


@pytest.mark.parametrize(
    ("waiver", "says"),
    [
        pytest.param(f"{CONTEXT}, seen: 512, until: 2026-07-31", "ran out on 2026-07-31", id="expired"),
        pytest.param(f"{CONTEXT}, seen: 2048", "it accepted 2,048, the Hub now says 512", id="lapsed"),
        pytest.param(f"{CONTEXT}, seen: '512'", "it accepted 512, the Hub now says 512", id="another type"),
        pytest.param("rule: custom-code, reason: read, seen: [AutoModel]", "waives nothing", id="nothing any more"),
        pytest.param("rule: repo-gone, reason: comes back, seen: gone", "waives nothing", id="it came back"),
        pytest.param("rule: waiver-stale, reason: tired, seen: null", "waives nothing", id="of itself"),
    ],
)
def test_stale(waiver: str, says: str) -> None:
    [finding] = stale(waived(waiver), observed(config=SMALL, files={"tokenizer_config.json": {}}))
    assert (finding.severity, finding.confidence, finding.repo) == ("info", "high", "acme/model")
    assert says in finding.message["en"]
    assert finding.waiver is None


@pytest.mark.parametrize(
    "waiver",
    [
        pytest.param(f"{CONTEXT}, seen: 512", id="valid"),
        pytest.param(f"{CONTEXT}, seen: 512, until: 2026-08-01", id="on its last day"),
        pytest.param(f"{CONTEXT}, seen: 512, until: 2027-01-01", id="until later"),
        pytest.param("rule: variant-new, reason: one of many, seen: acme/x", id="a rule that this version lacks"),
        pytest.param("rule: parameters-drift, reason: tower, seen: 7", id="a size that nobody saw"),
        pytest.param("rule: license-restricted, reason: data, seen: [x]", id="a card that nobody saw"),
        pytest.param("rule: custom-code, reason: read, seen: [AutoTokenizer]", id="a tokenizer that nobody saw"),
        pytest.param("rule: pickle-only, reason: old, seen: [x]", id="files that nobody saw"),
        pytest.param("rule: repo-gated, reason: fine, seen: auto", id="a gate that nobody saw"),
        pytest.param("rule: superseded, reason: no, seen: acme/x", id="front matter that nobody saw"),
    ],
)
def test_valid_or_not_to_be_judged(waiver: str) -> None:
    assert not stale(waived(waiver), observed(config=SMALL))


CODE = "rule: custom-code, reason: read, seen: [AutoModel]"
MAP = {"AutoModel": "modeling_x.XModel"}


NO_TOKENIZER = {"siblings": ["config.json", "README.md"]}
"""A gated repo shows its file list, and of config.json what the API extracts."""


@pytest.mark.parametrize(
    ("shown", "is_stale"),
    [
        pytest.param(observed(config={"model_type": "x"}, info=NO_TOKENIZER), True, id="a whole config without code"),
        pytest.param(
            observed(info={"config": {"model_type": "x"}, **NO_TOKENIZER}), True, id="the API's extract of a gated one"
        ),
        pytest.param(observed(info={"tags": ["ja"], **NO_TOKENIZER}), True, id="tags without custom_code"),
        pytest.param(
            observed(config={"model_type": "llama", "auto_map": {"AutoModel": "x.LlamaModel"}}, info=NO_TOKENIZER),
            True,
            id="transformers has it now",
        ),
        pytest.param(observed(info={"siblings": ["README.md"]}), True, id="neither config.json nor a tokenizer"),
        pytest.param(observed(config={"auto_map": MAP}), False, id="code"),
        pytest.param(observed(info={"config": {"auto_map": MAP}, "tags": ["ja"]}), False, id="code by the extract"),
        pytest.param(observed(config={"model_type": "x"}), False, id="a tokenizer that nobody saw"),
        pytest.param(observed(config={"model_type": "llama"}), False, id="a native model's tokenizer"),
        pytest.param(observed(info=NO_TOKENIZER), False, id="a config that nobody saw"),
        pytest.param(
            observed(config={"model_type": "x"}, files={"tokenizer_config.json": {}}, complete=False),
            False,
            id="a part of a config",
        ),
        pytest.param(observed(info={"config": None, "tags": 7, **NO_TOKENIZER}), False, id="no config, and no tags"),
        pytest.param(observed(), False, id="nothing seen"),
    ],
)
def test_code_is_seen_in_the_config_its_extract_and_the_tags(shown: Observation, is_stale: bool) -> None:
    assert bool(stale(waived(CODE), shown)) is is_stale


class TestOfAnAdapter:
    """An adapter is judged by its base: so is a waiver of what it takes."""

    entries = """
- {id: base, name: Base, variants: [{repo: acme/base}]}
- {id: lora, name: LoRA, context: 4096, variants: [{repo: acme/lora, waivers: [%s]}]}
"""
    adapter = observed("acme/lora", files={"adapter_config.json": {"base_model_name_or_path": "acme/base"}})

    @pytest.mark.parametrize(
        ("base", "says"),
        [
            pytest.param(4096, "waives nothing", id="agrees by now"),
            pytest.param(2048, "it accepted 1,024, the Hub now says 2,048", id="lapsed"),
        ],
    )
    def test_that_is_stale(self, base: int, says: str) -> None:
        of_base = observed("acme/base", config={"max_position_embeddings": base})
        [finding] = stale(self.entries % f"{{{CONTEXT}, seen: 1024}}", self.adapter, of_base)
        assert finding.repo == "acme/lora"
        assert says in finding.message["en"]

    def test_that_is_valid(self) -> None:
        of_base = observed("acme/base", config={"max_position_embeddings": 1024})
        assert not stale(self.entries % f"{{{CONTEXT}, seen: 1024}}", self.adapter, of_base)

    def test_of_a_base_that_nobody_observed(self) -> None:
        assert not stale(self.entries % f"{{{CONTEXT}, seen: 1024}}", self.adapter)


def test_seen_and_gone_otherwise() -> None:
    """What the Hub no longer serves proves nothing, except about that."""
    gone = observed(config=SMALL, state="gone", sightings=2)
    assert not stale(waived(f"{CONTEXT}, seen: 512"), gone)
    assert not stale(waived("rule: repo-gone, reason: comes back, seen: gone"), gone)
    [finding] = stale(waived("rule: repo-gone, reason: comes back, seen: gone, until: 2026-01-01"), gone)
    assert "ran out" in finding.message["en"]


def test_a_repo_that_was_not_observed() -> None:
    assert not stale(waived(f"{CONTEXT}, seen: 2048"))


def test_a_run_of_other_rules() -> None:
    assert not stale(waived(f"{CONTEXT}, seen: 2048"), observed(config=SMALL), rules=(RULE, "license-drift"))
    assert stale(waived(f"{CONTEXT}, seen: 2048"), observed(config=SMALL), rules=(RULE, "context-drift"))


def test_findings_that_the_run_leaves_out_count() -> None:
    """A waived finding of low confidence is a finding, whatever the run shows."""
    t5 = observed(config={"model_type": "t5", "n_positions": 512})
    assert not stale(waived(f"{CONTEXT}, seen: 512"), t5, min_confidence="high")


ENTRY = """\
- id: family
  name: Family
  context: 1024
  waivers: [{rule: context-drift, reason: measured, seen: 512}]
  variants: [{repo: acme/model}, {repo: acme/other}, {repo: else/gguf, unofficial: true}]
"""


class TestOfAnEntry:
    def test_covers_one_of_its_variants(self) -> None:
        fine = observed("acme/other", config={"max_position_embeddings": 1024})
        assert not stale(ENTRY, observed(config=SMALL), fine)

    def test_waives_nothing_in_any(self) -> None:
        fine = {"max_position_embeddings": 1024}
        [finding] = stale(ENTRY, observed(config=fine), observed("acme/other", config=fine))
        assert finding.repo == "acme/model"

    def test_a_variant_that_was_not_observed_may_be_the_one(self) -> None:
        fine = observed(config={"max_position_embeddings": 1024})
        assert not stale(ENTRY, fine)
        assert not stale(ENTRY, fine, observed("acme/other"))

    def test_a_run_of_one_repo_cannot_tell(self) -> None:
        fine = {"max_position_embeddings": 1024}
        both = (observed(config=fine), observed("acme/other", config=fine))
        assert not stale(ENTRY, *both, repos=("acme/model",))


def test_each_has_a_name_of_its_own() -> None:
    twice = f"{{{CONTEXT}, seen: 1}}, {{{CONTEXT}, seen: 2}}"
    entry = f"""\
- id: family
  name: Family
  waivers: [{twice}]
  variants: [{{repo: acme/model, context: 1024, waivers: [{twice}]}}]
"""
    found = stale(entry, observed(config=SMALL))
    assert len({finding.fingerprint for finding in found}) == len(found) == 4
