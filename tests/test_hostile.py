"""No observation, however malformed, makes a reading, a rule, the audit or a report fall over."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from jllm_sync.audit import Selection
from jllm_sync.data import schema
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import Recording, format_recording, parse_recording
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.architecture import read_architecture
from jllm_sync.readings.card import read_restrictions
from jllm_sync.readings.code import read_custom_code
from jllm_sync.readings.context import read_context
from jllm_sync.readings.license import read_license
from jllm_sync.readings.lineage import read_parents
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.weights import read_weights
from jllm_sync.report import Layout
from jllm_sync.report.escape import json_text
from jllm_sync.report.json import json_report
from jllm_sync.report.show import Shown, as_data, as_lines
from jllm_sync.report.text import text_lines
from tests.build import catalog, catalog_of, observed, run
from tests.report.test_escape import harmful
from tests.strategies import HOSTILE, nested, observations

READERS: tuple[Callable[[Observation], Reading[Any] | NoReading], ...] = (
    *(read_context, read_license, read_architecture, read_parents, read_parameters),
    *(read_restrictions, read_weights, read_custom_code),
)
NOW = datetime(2026, 8, 1, tzinfo=UTC)
CLAIMS = [
    catalog_of("license: mit, context: {at_most: 512}, parameters: 7b, architecture: Llama, loadable: 'yes'"),
    catalog("""
- id: family
  name: Family
  foundation: {id: llama-2, size: 7b}
  parents: [{name: Parent, repo: acme/parent}]
  waivers: [{rule: custom-code, reason: read, seen: [AutoModel]}]
  variants:
    - {repo: acme/model, license: unknown, context: 512, parameters: {total: 8b, active: 1b}}
- {id: parent, name: Parent, foundation: mistral-7b, license: [llama2, mit], variants: [{repo: acme/parent}]}
- {id: gemma, name: G, foundation: gemma-2, parameters: 2b, architecture: BERT, variants: [{repo: acme/gemma}]}
"""),
]
VALIDATOR = Draft202012Validator(schema("report"))


def go_all_the_way(observation: Observation) -> None:
    """From the observation to both reports."""
    for read in READERS:
        reading: Any = read(observation)
        assert isinstance(reading, NoReading) or reading.evidence
    for claims in CLAIMS:
        # The same facts of each model that the catalog lists: they are each other's parents, too.
        everywhere = {variant.repo for entry in claims.entries for variant in entry.variants} - {observation.repo}
        others = [replace(observation, repo=repo, canonical=repo, state="ok") for repo in sorted(everywhere)]
        report = run(claims, observation, *others, selection=Selection(min_confidence="low"))
        data = json.loads(json_report(report, Layout(NOW)), parse_constant=lambda constant: pytest.fail(constant))
        assert VALIDATOR.is_valid(data)
        for line in text_lines(report, "ja", verbose=True):
            assert not harmful(line.plain)
    shown = Shown(observation.repo, observation.kind, CLAIMS[0].entries[0].variants[0], observation)
    assert json.loads(json_text(as_data(shown)))
    for line in as_lines(shown, CLAIMS[0], "en"):
        assert not harmful(line.plain)


@given(observations())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_generated_observations(observation: Observation) -> None:
    go_all_the_way(observation)


PLACES = ["card", "license", "license_name", "base_model", "config", "model_type", "max_position_embeddings", "factor"]
PLACES += ["rope_scaling", "text_config", "pad_token_id", "sliding_window", "architectures", "max_seq_length"]
PLACES += ["model_max_length", "base_model_name_or_path", "LICENSE", "siblings", "gguf", "total", "context_length"]
PLACES += ["README.md", "new_version", "card tags", "tags", "info config", "gated", "disabled", "safetensors"]
PLACES += ["parameters", "auto_map", "vocab_size", "file name"]


@pytest.mark.parametrize("place", PLACES)
def test_each_hostile_value_in_each_place(place: str) -> None:
    for value in HOSTILE:
        go_all_the_way(_with(place, value))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", [nested(1000), "x" * 10_000_000, "a/b" * 3_000_000], ids=["deep", "long", "slashes"])
def test_deep_and_long_values_end_soon(place: str, value: Any) -> None:
    """Readings and rules take what no report could print: the live Hub's items are cut before."""
    observation = _with(place, value)
    start = time.process_time()
    for read in READERS:
        read(observation)
    for claims in CLAIMS:
        run(claims, observation, selection=Selection(min_confidence="low"))
    assert time.process_time() - start < 2


def _with(place: str, value: Any) -> Observation:
    match place:
        case "card" | "config":
            return observed(**{place: value})
        case "license" | "base_model":
            return observed(card={place: value})
        case "license_name":
            return observed(card={"license": "other", place: value})
        case "factor":
            rope = {"type": "linear", "factor": value}
            return observed(config={"max_position_embeddings": 2048, "rope_scaling": rope})
        case "pad_token_id":
            return observed(config={"model_type": "roberta", "max_position_embeddings": 514, place: value})
        case "rope_scaling" | "sliding_window" | "architectures":
            return observed(config={"max_position_embeddings": 2048, place: value})
        case "model_type" | "max_position_embeddings" | "text_config":
            return observed(config={place: value})
        case "max_seq_length":
            return observed(files={"sentence_bert_config.json": {place: value}})
        case "model_max_length":
            limit = {"max_seq_length": 512}
            return observed(files={"sentence_bert_config.json": limit, "tokenizer_config.json": {place: value}})
        case "base_model_name_or_path":
            return observed(files={"adapter_config.json": {place: value}})
        case "LICENSE":
            return observed(card={"license": "other"}, files={place: value})
        case "README.md":
            return observed(card={"license": "mit"}, files={place: value})
        case "new_version":
            return observed(card={place: value})
        case "card tags":
            return observed(config={"model_type": "bert"}, card={"tags": value})
        case "info config":
            return observed(info={"config": value})
        case "parameters":
            return observed(info={"safetensors": {"total": 10**9, "parameters": value}})
        case "auto_map":
            return observed(config={place: value})
        case "vocab_size":
            return observed(config={place: value, "hidden_size": value}, info={"safetensors": {"total": 10**9}})
        case "file name":
            return observed(info={"siblings": ["config.json", value]})
        case "siblings" | "gguf" | "tags" | "gated" | "disabled" | "safetensors":
            return observed(info={place: value})
        case "total" | "context_length":
            return observed(info={"gguf": {place: value}})
    raise AssertionError(place)


@given(observations())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_and_neither_does_its_recording(observation: Observation) -> None:
    text = format_recording(Recording("2026-08", "https://huggingface.co", "", (observation,)))
    [read] = parse_recording(text.encode(), "x").observations
    go_all_the_way(read)
