"""not-loadable: ◯, and files that AutoModel needs are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.build import findings, observed, seen

RULE = "not-loadable"
CONFIG = "config.json"


def of(files: Any, claim: str = 'loadable: "yes"') -> Any:
    return findings(claim, observed(info={"siblings": files}), RULE)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([CONFIG, "model.safetensors"], id="one file"),
        pytest.param([CONFIG, "pytorch_model.bin"], id="a pickle"),
        pytest.param([CONFIG, "tf_model.h5"], id="TensorFlow"),
        pytest.param([CONFIG, "flax_model.msgpack"], id="Flax"),
        pytest.param(
            [CONFIG, "model.safetensors.index.json", "model-00001-of-00002.safetensors"], id="parts with an index"
        ),
        pytest.param([CONFIG, "pytorch_model.bin.index.json", "pytorch_model-00001-of-00002.bin"], id="pickled parts"),
        pytest.param(["adapter_config.json", "adapter_model.safetensors"], id="an adapter: peft loads its base"),
        pytest.param(["model_index.json", "unet/diffusion_pytorch_model.bin"], id="a diffusion pipeline"),
        pytest.param(["modules.json", "0_Transformer/config.json"], id="an old sentence encoder"),
        pytest.param([CONFIG, "model.safetensors", "generation_config.json", "whisper.gguf"], id="Whisper"),
        pytest.param([CONFIG, "model.safetensors", "unigram.json", "1_Pooling/config.json"], id="a sentence encoder"),
        pytest.param(["open_clip_config.json", "open_clip_pytorch_model.bin"], id="OpenCLIP"),
    ],
)
def test_loads(files: list[str]) -> None:
    assert not of(files)


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        pytest.param(["README.md"], ["config.json", "model.safetensors"], id="nothing"),
        pytest.param([CONFIG], ["model.safetensors"], id="no weights"),
        pytest.param(["model.safetensors"], ["config.json"], id="no config"),
        pytest.param(["model-q4_k_m.gguf", CONFIG], ["model.safetensors"], id="GGUF"),
        pytest.param([CONFIG, "model.bin", "vocabulary.json"], ["model.safetensors"], id="CTranslate2"),
        pytest.param([CONFIG, "gptq_model-4bit-128g.safetensors"], ["model.safetensors"], id="AutoGPTQ's own name"),
        pytest.param([CONFIG, "model-00001-of-00002.safetensors"], ["model.safetensors"], id="parts without an index"),
        pytest.param([CONFIG, "fp16/model.safetensors"], ["model.safetensors"], id="below"),
        pytest.param(["model.nemo"], ["config.json", "model.safetensors"], id="NeMo"),
        pytest.param([], ["config.json", "model.safetensors"], id="an empty repo"),
    ],
)
def test_does_not_load(files: list[str], missing: list[str]) -> None:
    [finding] = of(files)
    assert (finding.severity, finding.confidence, finding.reading.value) == ("warning", "high", missing)
    assert (finding.fix.kind, finding.fix.edits[0].new) == ("unsafe", "no")


@pytest.mark.parametrize("claim", ['loadable: "no"', "loadable: format", "loadable: null", "label: x"])
def test_only_a_promise_is_held_against_it(claim: str) -> None:
    assert not of([], claim)


def test_part_of_a_list_proves_nothing() -> None:
    part = observed(info={"siblings": ["README.md"]}, complete=False)
    assert not findings('loadable: "yes"', part, RULE)
    assert not findings('loadable: "yes"', observed(), RULE)


@pytest.mark.parametrize("files", [None, "config.json", 7, {"config.json": 1}])
def test_what_is_no_list(files: object) -> None:
    assert not of(files)


def test_a_proposed_list_is_weak_evidence() -> None:
    listed = replace(observed(), info={"siblings": seen(["README.md"], "model info", branch="refs/pr/1", kind="api")})
    assert [finding.confidence for finding in findings('loadable: "yes"', listed, RULE)] == ["low"]
