"""pickle-only: no weights but pickles."""

from __future__ import annotations

import time

import pytest

from tests.build import findings, observed

RULE = "pickle-only"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(["pytorch_model.bin", "training_args.bin"], id="PyTorch"),
        pytest.param(["pytorch_model-00001-of-00002.bin", "pytorch_model.bin.index.json"], id="in parts"),
        pytest.param(["adapter_model.bin"], id="an adapter"),
        pytest.param(["unet/diffusion_pytorch_model.bin"], id="below"),
        pytest.param(["model.ckpt"], id="a checkpoint"),
        pytest.param(["model.nemo"], id="NeMo packs a checkpoint"),
        pytest.param(["fairseq/model.PT"], id="capitals"),
        pytest.param(["consolidated.00.pth"], id="a release of the makers"),
        pytest.param(["global_step100/mp_rank_00_model_states.pt"], id="DeepSpeed"),
    ],
)
def test_pickles_only(files: list[str]) -> None:
    [finding] = findings("label: x", observed(info={"siblings": [*files, "README.md", "config.json"]}), RULE)
    assert (finding.severity, finding.confidence, finding.field) == ("info", "high", None)
    assert finding.reading is not None
    assert finding.reading.value == [name for name in files if name not in ("training_args.bin",)][:1]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(["pytorch_model.bin", "model.safetensors"], id="safetensors too"),
        pytest.param(["pytorch_model.bin", "model-q4_0.gguf"], id="GGUF too"),
        pytest.param(["pytorch_model.bin", "gptq_model-4bit-128g.safetensors"], id="GPTQ"),
        pytest.param(["pytorch_model.bin", "coreml/x.mlpackage/Data/weights/weight.bin"], id="Core ML too"),
        pytest.param(["training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state_0.pth"], id="states of training"),
        pytest.param(["global_step1/zero_pp_rank_0_mp_rank_00_optim_states.pt"], id="optimizer states"),
        pytest.param(["model.bin", "vocabulary.json"], id="CTranslate2"),
        pytest.param(["ggml-model-q5_0.bin"], id="GGML"),
        pytest.param(["ja.wiki.300.bin"], id="word vectors"),
        pytest.param(["vocab.pkl", "tokenizer.pt"], id="vocabularies"),
        pytest.param(["README.md"], id="no weights"),
        pytest.param([], id="nothing"),
    ],
)
def test_others(files: list[str]) -> None:
    assert not findings("label: x", observed(info={"siblings": files}), RULE)


def test_part_of_a_list_proves_nothing() -> None:
    assert not findings("label: x", observed(info={"siblings": ["pytorch_model.bin"]}, complete=False), RULE)


def test_hostile_names_cost_no_time() -> None:
    names = [piece * 100_000 for piece in ("a", "/", "a/", ".", ".bin", "pytorch", "ggml", "\n")] + ["x.bin/"] * 50_000
    start = time.process_time()
    findings("label: x", observed(info={"siblings": names}), RULE)
    assert time.process_time() - start < 1
