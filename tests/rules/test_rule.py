"""What holds of every rule: it never finds anything in what it says it did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from jllm_sync.audit import models_of
from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import embedded_recording, read_recording
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import Found, RepoRule, Subject
from tests.build import catalog, observed
from tests.complete import RECORDING, complete_catalog
from tests.strategies import observations

CLAIMS = catalog("""
- id: family
  name: Family
  foundation: {id: llama-2, size: 7b}
  variants:
    - repo: acme/model
      license: mit
      context: 1023
      parameters: 9b
      architecture: GPT-NeoX
      loadable: "yes"
- {id: parent, name: Parent, foundation: mistral-7b, license: unknown, context: 1, variants: [{repo: acme/parent}]}
""")

PARENT = observed("acme/parent", config={"max_position_embeddings": 4096}, card={"license": "cc-by-nc-4.0"})
ADAPTER = {"adapter_config.json": {"base_model_name_or_path": "acme/parent"}}


def subjects(claims: Catalog, seen: Mapping[str, Observation]) -> Iterator[Subject]:
    listed = {v.repo.lower(): (e, v) for e in claims.entries for v in e.variants if v.kind == "model"}
    for entry, variant in listed.values():
        if variant.repo.lower() in seen:
            yield Subject(claims, entry, variant, seen[variant.repo.lower()], listed, seen)


def found_by(claims: Catalog, seen: Mapping[str, Observation]) -> Counter[str]:
    """How many subjects each rule has something to say of; all of them it must say that it sees."""
    counts: Counter[str] = Counter()
    for subject in subjects(claims, seen):
        for rule in RULES:
            if isinstance(rule, RepoRule) and isinstance(rule.check(subject), Found):
                assert rule.sees(subject), (rule.id, subject.observation.repo)
                counts[rule.id] += 1
    return counts


@pytest.mark.parametrize("world", ["complete", "list"])
def test_what_a_rule_finds_it_sees(world: str) -> None:
    if world == "complete":
        counts = found_by(complete_catalog(), models_of(read_recording(RECORDING).observations))
        assert len(counts) > 10
    else:
        claims = read_catalog(Path(__file__).parents[2] / "catalog.yaml")
        assert found_by(claims, models_of(embedded_recording().observations))


@given(observations())
@example(observed(files=ADAPTER))
@example(observed(info={"config": {"auto_map": {"AutoModel": "modeling_x.XModel"}}}))
@example(observed(info={"tags": ["custom_code"]}))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_rule_finds_in_anything_it_sees(observation: Observation) -> None:
    found_by(CLAIMS, models_of([observation, PARENT]))
