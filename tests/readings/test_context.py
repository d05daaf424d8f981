"""Configs in, context lengths out.

The first table replays files of the embedded recording. The second holds configs in the shapes that transformers
writes for types which that recording lacks: the keys are real, the rest of each file is left out.
"""

from __future__ import annotations

from math import nan
from typing import Any

import pytest

from jllm_sync.finding import Confidence
from jllm_sync.hub.observation import Observation
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.context import ContextLength, read_context
from tests.build import observed, recorded, seen


def read(observation: Observation) -> Reading[ContextLength]:
    reading = read_context(observation)
    assert isinstance(reading, Reading), reading
    return reading


def silence(observation: Observation) -> str:
    reading = read_context(observation)
    assert isinstance(reading, NoReading), reading
    return str(reading.reason)


def agrees(length: ContextLength) -> set[int]:
    return {length.tokens, *length.also}


@pytest.mark.parametrize(
    ("repo", "tokens", "confidence", "key"),
    [
        ("pfnet/plamo-13b", 4096, "high", "max_position_embeddings"),
        ("pfnet/plamo-13b-instruct-nc", 8192, "high", "max_position_embeddings"),
        # n_ctx 1024 beside n_positions 2048
        (
            "llm-jp/llm-jp-13b-instruct-full-dolly_en-dolly_ja-ichikara_003_001-oasst_en-oasst_ja-v1.1",
            2048,
            "high",
            "n_positions",
        ),
        ("rinna/japanese-gpt2-xsmall", 1024, "high", "n_positions"),  # n_ctx 768
        ("rinna/bilingual-gpt-neox-4b-8k", 8192, "medium", "max_position_embeddings"),  # 2048, linear × 4
        ("rinna/nekomata-7b", 32768, "high", "max_position_embeddings"),  # seq_length 8192
        ("pfnet/nekomata-14b-pfn-qfin", 8192, "high", "max_position_embeddings"),  # seq_length 2048
        ("tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.3", 131072, "high", "max_position_embeddings"),  # llama3 × 8
        ("SakanaAI/Llama-3-EvoVLM-JP-v2", 8192, "high", "text_config.max_position_embeddings"),
        ("cyberagent/llava-calm2-siglip", 32768, "high", "text_config.max_position_embeddings"),
        ("ku-accms/roberta-base-japanese-ssuw", 512, "high", "max_position_embeddings"),  # 514, pad 1
        ("MU-Kindai/Japanese-SimCSE-RoBERTa-base-unsup", 512, "high", "max_position_embeddings"),  # 514, pad 0
        ("recruit-jp/japanese-clip-vit-b-32-roberta-base", 512, "high", "text_config.max_position_embeddings"),  # pad 3
        ("hotchpotch/japanese-bge-reranker-v2-m3-v1", 8192, "high", "max_position_embeddings"),  # 8194
        ("ganchengguang/Roformer-base-japanese", 512, "high", "max_position_embeddings"),  # a RoBERTa by model_type
        ("studio-ousia/luke-japanese-base", 512, "high", "max_position_embeddings"),
        ("nlp-waseda/roberta-base-japanese", 512, "high", "max_position_embeddings"),  # 512 stored: not 510
        ("Rakuten/RakutenAI-7B-chat", 32768, "high", "max_position_embeddings"),
        ("izumi-lab/bert-small-japanese", 128, "high", "max_position_embeddings"),
        ("team-hatakeyama-phase2/Tanuki-8B-dpo-v1.0-GPTQ-4bit", 8192, "high", "max_position_embeddings"),
        ("weblab-GENIAC/Tanuki-8x8B-dpo-v1.0", 4096, "low", "max_position_embeddings"),  # read from a pull request
        ("cl-nagoya/ruri-large", 512, "high", "max_seq_length"),
        ("pkshatech/RoSEtta-base-ja", 1024, "high", "max_seq_length"),
        ("sbintuitions/sarashina-embedding-v1-1b", 8192, "high", "max_seq_length"),
        ("pkshatech/GLuCoSE-base-ja", 512, "high", "max_seq_length"),
        ("kotoba-tech/kotoba-whisper-v1.1", 448, "high", "max_target_positions"),
        ("retrieva-jp/bert-1.3b", 2048, "high", "max_position_embeddings"),
    ],
)
def test_recorded_configs(repo: str, tokens: int, confidence: Confidence, key: str) -> None:
    reading = read(recorded()[repo.lower()])
    assert (reading.value.tokens, reading.confidence, reading.evidence[0].key) == (tokens, confidence, key)


@pytest.mark.parametrize(
    ("repo", "reason"),
    [
        ("kotoba-tech/kotoba-speech-v0.1", "no key that gives a context length"),  # {"model_name": …}
        ("line-corporation/clip-japanese-base", "no key that gives a context length"),
        ("rinna/nue-asr", "was not seen"),
        ("Sparticle/llama-2-13b-chat-japanese-lora", "an adapter"),
        ("izumi-lab/stormy-7b-10ep", "an adapter"),
    ],
)
def test_recorded_silence(repo: str, reason: str) -> None:
    assert reason in silence(recorded()[repo.lower()])


@pytest.mark.parametrize(
    "repo", ["SakanaAI/EvoLLM-JP-v1-7B", "Rakuten/RakutenAI-7B-instruct", "augmxnt/shisa-base-7b-v1"]
)
def test_a_sliding_window_bounds_attention_and_not_input(repo: str) -> None:
    reading = read(recorded()[repo.lower()])
    assert (reading.value.tokens, reading.value.window) == (32768, 4096)
    assert "sliding_window" in [evidence.key for evidence in reading.evidence]


LLAMA = {"model_type": "llama"}
LINEAR = {"rope_type": "linear", "factor": 4.0}
OLD_LINEAR = {"type": "linear", "factor": 4.0}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "original_max_position_embeddings": 8192}
YARN = {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}


@pytest.mark.parametrize(
    ("config", "tokens", "confidence"),
    [
        pytest.param({"model_type": "gptj", "n_positions": 2048}, 2048, "high", id="GPT-J"),
        pytest.param({"model_type": "ctrl", "n_positions": 256, "n_ctx": 512}, 256, "high", id="CTRL"),
        pytest.param({"model_type": "chatglm", "seq_length": 131072}, 131072, "medium", id="ChatGLM"),
        pytest.param({"model_type": "rwkv", "context_length": 1024}, 1024, "low", id="RWKV 4: a training length"),
        pytest.param({"model_type": "rwkv5", "ctx_len": 4096}, 4096, "low", id="RWKV 5: a training length"),
        pytest.param({"model_type": "bloom", "seq_length": 2048}, 2048, "low", id="BLOOM: a training length"),
        pytest.param({"model_type": "llama", "max_sequence_length": 4096}, 4096, "medium", id="an old key of Llama"),
        # ALiBi: no table ends there
        pytest.param(
            {"model_type": "mpt", "max_seq_len": 8192, "attn_config": {"alibi": True}}, 8192, "medium", id="MPT"
        ),
        pytest.param(
            {"model_type": "mpt", "max_seq_len": 2048, "attn_config": {"alibi": False}},
            2048,
            "high",
            id="MPT with a table",
        ),
        pytest.param(
            {"model_type": "falcon", "max_position_embeddings": 2048, "alibi": True}, 2048, "medium", id="Falcon RW"
        ),
        pytest.param(
            {"model_type": "falcon", "max_position_embeddings": 2048, "alibi": False}, 2048, "high", id="Falcon"
        ),
        pytest.param(
            {"model_type": "bert", "max_position_embeddings": 8192, "position_embedding_type": "alibi"},
            8192,
            "medium",
            id="Jina Embeddings 2",
        ),
        # model_max_length
        pytest.param(
            {"model_type": "cohere", "max_position_embeddings": 8192, "model_max_length": 131072},
            131072,
            "medium",
            id="Command R",
        ),
        pytest.param({"model_type": "cohere", "max_position_embeddings": 8192}, 8192, "medium", id="Aya 23"),
        pytest.param(
            {"model_type": "llama", "max_position_embeddings": 8192, "model_max_length": 131072},
            8192,
            "high",
            id="of a training",
        ),
        pytest.param({"model_type": "kimi_linear", "model_max_length": 1048576}, 1048576, "high", id="Kimi Linear"),
        pytest.param(
            {
                "model_type": "llava",
                "model_max_length": 2048,
                "text_config": {"model_type": "llama", "max_position_embeddings": 4096},
            },
            4096,
            "high",
            id="of a training, above the language model's own config",
        ),
        pytest.param({"model_type": "whisper", "max_source_positions": 1500, "max_target_positions": 448}, 448, "high"),
        pytest.param({"model_type": "t5", "n_positions": 512}, 512, "low", id="T5: a training length"),
        pytest.param({"model_type": "mt5", "max_length": 20}, 20, "low", id="mT5"),
        pytest.param({"model_type": "llama", "max_position_embeddings": 4096.0}, 4096, "high", id="4096.0 is whole"),
        # RoPE: what multiplies
        pytest.param({"max_position_embeddings": 2048, "rope_scaling": OLD_LINEAR}, 8192, "medium", id="linear, old"),
        pytest.param({"max_position_embeddings": 2048, "rope_scaling": LINEAR}, 8192, "medium", id="linear"),
        pytest.param({"max_position_embeddings": 2048, "rope_parameters": LINEAR}, 8192, "medium", id="transformers 5"),
        pytest.param(
            {"max_position_embeddings": 4096, "rope_scaling": {"type": "dynamic", "factor": 2}}, 8192, "medium"
        ),
        pytest.param(
            {"max_position_embeddings": 2048, "rope_scaling": {"rope_type": None, **OLD_LINEAR}},
            8192,
            "medium",
            id="rope_type null beside type",
        ),
        pytest.param(
            {
                "max_position_embeddings": 4096,
                "rope_parameters": {"full_attention": LINEAR, "sliding_attention": {"rope_type": "default"}},
            },
            16384,
            "medium",
            id="per kind of layer",
        ),
        # RoPE: what does not
        pytest.param({**LLAMA, "max_position_embeddings": 131072, "rope_scaling": LLAMA3}, 131072, "high", id="llama3"),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 131072, "rope_scaling": {"type": "longrope", "factor": 32}},
            131072,
            "high",
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 131072, "rope_scaling": {"type": "su", "factor": 32}}, 131072, "high"
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 32768, "rope_scaling": {"type": "mrope", "factor": 2}}, 32768, "high"
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 8192, "rope_parameters": {"rope_type": "default", "factor": 2}},
            8192,
            "high",
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 8192, "rope_parameters": {"rope_type": "proportional", "factor": 4}},
            8192,
            "high",
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 4096, "rope_scaling": {"type": "linear"}},
            4096,
            "medium",
            id="no factor",
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 4096, "rope_scaling": None}, 4096, "high", id="rope_scaling null"
        ),
        pytest.param(
            {**LLAMA, "max_position_embeddings": 4096, "rope_scaling": {"type": "novel", "factor": 4}},
            4096,
            "medium",
            id="unheard of",
        ),
        # YaRN
        pytest.param({"max_position_embeddings": 32768, "rope_scaling": YARN}, 131072, "medium", id="yarn"),
        pytest.param({"max_position_embeddings": 131072, "rope_scaling": YARN}, 131072, "medium", id="yarn, raised"),
        pytest.param(
            {"max_position_embeddings": 16384, "rope_scaling": {**LINEAR, "original_max_position_embeddings": 4096}},
            16384,
            "medium",
            id="linear, raised",
        ),
        pytest.param(
            {"model_type": "qwen3", "max_position_embeddings": 40960, "rope_scaling": YARN},
            131072,
            "medium",
            id="yarn, Qwen3's 40960",
        ),
        pytest.param(
            {
                "model_type": "arcee",
                "max_position_embeddings": 65536,
                "rope_scaling": {"type": "yarn", "factor": 20, "original_max_position_embeddings": 4096},
            },
            65536,
            "medium",
            id="AFM 4.5B: raised, to less than the product",
        ),
        pytest.param(
            {
                "model_type": "mistral",
                "max_position_embeddings": 32768,
                "rope_scaling": {"type": "yarn", "factor": 16, "original_max_position_embeddings": 8192},
            },
            131072,
            "medium",
            id="Yarn-Mistral: the native length",
        ),
        pytest.param(
            {"max_position_embeddings": 4096, "rope_scaling": {"type": "yarn", "factor": 16}},
            65536,
            "medium",
            id="no original",
        ),
        pytest.param(
            {
                "model_type": "gemma3",
                "text_config": {
                    "model_type": "gemma3_text",
                    "max_position_embeddings": 131072,
                    "rope_scaling": {"rope_type": "linear", "factor": 8.0},
                    "sliding_window": 1024,
                },
            },
            131072,
            "high",
            id="Gemma 3 is raised already",
        ),
        # class defaults
        pytest.param({"model_type": "bert"}, 512, "medium", id="BERT's default"),
        pytest.param({"model_type": "gpt2"}, 1024, "medium", id="GPT-2's default"),
        pytest.param({"model_type": "mistral"}, 131072, "medium", id="Mistral's default"),
        pytest.param(
            {"model_type": "llava", "text_config": {"model_type": "llama"}}, 2048, "medium", id="nested default"
        ),
    ],
)
def test_configs(config: dict[str, Any], tokens: int, confidence: Confidence) -> None:
    reading = read(observed(config=config))
    assert (reading.value.tokens, reading.confidence) == (tokens, confidence)


@pytest.mark.parametrize(
    ("stored", "scaling", "means"),
    [
        pytest.param(16384, OLD_LINEAR, {65536, 16384}, id="hfl/chinese-alpaca-2-13b-16k"),
        pytest.param(2048, OLD_LINEAR, {8192, 2048}, id="rinna/bilingual-gpt-neox-4b-8k"),
        pytest.param(32768, {"type": "linear", "factor": 8.0}, {262144, 32768}, id="LLaMA-2-7B-32K"),
        pytest.param(32768, {"type": "dynamic", "factor": 2.0}, {65536, 32768}, id="InternLM 2"),
        pytest.param(131072, {"type": "yarn", "factor": 4.0}, {524288, 131072}, id="yarn"),
        pytest.param(32768, {"type": "linear", "factor": 1.0}, {32768}, id="times one"),
        # With the length before scaling, or under another kind, the file says all.
        pytest.param(32768, YARN, {131072}, id="yarn with the original"),
        pytest.param(131072, LLAMA3, {131072}, id="llama3"),
    ],
)
def test_without_the_length_before_scaling_the_stored_one_may_be_raised(
    stored: int, scaling: dict[str, Any], means: set[int]
) -> None:
    assert agrees(read(observed(config={"max_position_embeddings": stored, "rope_scaling": scaling})).value) == means


@pytest.mark.parametrize(
    "outer",
    ["text_config", "llm_config", "language_config", "decoder", "thinker_config.text_config"],
)
def test_multimodal_configs_nest_the_language_model(outer: str) -> None:
    config: dict[str, Any] = {"max_position_embeddings": 4096}
    for name in reversed(outer.split(".")):
        config = {name: config, "model_type": "many_things"}
    reading = read(observed(config=config))
    assert reading.value.tokens == 4096
    assert reading.evidence[0].key == f"{outer}.max_position_embeddings"


def test_clip_is_read_from_its_text_tower() -> None:
    clip = {"model_type": "clip", "text_config": {"model_type": "clip_text_model", "max_position_embeddings": 77}}
    assert read(observed(config=clip)).value.tokens == 77


@pytest.mark.parametrize(
    ("config", "means"),
    [
        pytest.param({"max_position_embeddings": 514, "pad_token_id": 0}, {512, 513}, id="pad 0"),
        pytest.param({"max_position_embeddings": 514, "pad_token_id": 1}, {512}, id="pad 1"),
        pytest.param({"max_position_embeddings": 514, "pad_token_id": 3}, {512, 510}, id="pad 3"),
        pytest.param({"max_position_embeddings": 514}, {512}, id="no pad"),
        pytest.param({"max_position_embeddings": 514, "pad_token_id": True}, {512}, id="pad true is no index"),
        pytest.param({"max_position_embeddings": 512, "pad_token_id": 1}, {512, 510}, id="512 stored"),
        pytest.param({"max_position_embeddings": 1, "pad_token_id": 0}, {1}, id="1 stored"),
    ],
)
@pytest.mark.parametrize(
    "model_type", ["roberta", "xlm-roberta", "camembert", "luke", "longformer", "markuplm", "ernie_m"]
)
def test_what_a_position_table_after_the_padding_index_means(
    config: dict[str, Any], means: set[int], model_type: str
) -> None:
    assert agrees(read(observed(config={"model_type": model_type, **config})).value) == means


@pytest.mark.parametrize("model_type", ["altclip", "bridgetower", "clap"])
def test_text_towers_that_are_robertas(model_type: str) -> None:
    tower = {"model_type": f"{model_type}_text_model", "max_position_embeddings": 514, "pad_token_id": 1}
    assert agrees(read(observed(config={"model_type": model_type, "text_config": tower})).value) == {512}


@pytest.mark.parametrize("model_type", ["bert", "mbart", "opt", "nystromformer", "prophetnet"])
def test_only_the_model_type_decides_on_the_offset(model_type: str) -> None:
    """BERT counts from 0, the others add the two positions to the table themselves, or clamp."""
    config = {"model_type": model_type, "max_position_embeddings": 514, "pad_token_id": 1}
    assert agrees(read(observed("acme/roberta-base", config=config)).value) == {514}


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        pytest.param({"model_type": "mamba", "max_position_embeddings": 2048}, "no limit by design", id="Mamba"),
        pytest.param({"model_type": "mamba2"}, "no limit by design", id="Mamba 2"),
        pytest.param({"model_type": "retnet"}, "no limit by design", id="RetNet"),
        pytest.param({"model_type": "s4", "d_model": 512}, "no limit by design", id="S4"),
        pytest.param(
            {"model_type": "plamo2", "max_position_embeddings": 10485760, "attention_window_size": 2048},
            "no limit by design",
            id="PLaMo 2",
        ),
        pytest.param({"model_type": "t5"}, "no limit by design", id="T5 without a training length"),
        pytest.param({"model_type": "rwkv"}, "no limit by design", id="RWKV without a training length"),
        pytest.param({"model_type": "hubert", "max_position_embeddings": 512}, "not counted in tokens", id="HuBERT"),
        pytest.param({"model_type": "wav2vec2"}, "not counted in tokens", id="wav2vec 2"),
        pytest.param({"model_type": "never_heard_of"}, "no key", id="no default known"),
        pytest.param({"max_position_embeddings": 0}, "cannot be read", id="0 is no length"),
        pytest.param({"max_position_embeddings": -1}, "cannot be read", id="-1 is no length"),
        pytest.param({"max_position_embeddings": 1e30}, "stands for no limit", id="1e30 is no length"),
        pytest.param({"max_position_embeddings": 1000000}, "stands for no limit", id="a round million is no length"),
        pytest.param({"model_type": "plamo", "max_position_embeddings": 10485760}, "stands for no limit", id="PLaMo"),
        pytest.param({"max_position_embeddings": True}, "cannot be read", id="true is no length"),
        pytest.param({"max_position_embeddings": "4096"}, "cannot be read", id="a string is no length"),
        pytest.param({"max_position_embeddings": 4096.5}, "cannot be read", id="half a token"),
        pytest.param({"model_type": "llama", "max_position_embeddings": "4096"}, "cannot be read", id="no default"),
        pytest.param({"model_type": "llama", "max_position_embeddings": [4096]}, "cannot be read", id="a list"),
        pytest.param({"model_type": "llama", "max_position_embeddings": nan}, "cannot be read", id="NaN"),
        pytest.param({"model_type": "llama", "max_position_embeddings": None}, "no key", id="null is no default"),
        pytest.param(
            {
                "model_type": "llama",
                "max_position_embeddings": 2048,
                "rope_scaling": {"type": "linear", "factor": "4.0"},
            },
            "cannot be read",
            id="a factor that is text",
        ),
        pytest.param({"model_type": ["llama"]}, "cannot be read", id="model_type is a list"),
        pytest.param({"model_type": {"a": 1}}, "cannot be read", id="model_type is a mapping"),
        pytest.param(["not", "a", "mapping"], "was not seen", id="config.json is a list"),
    ],
)
def test_configs_that_give_none(config: Any, reason: str) -> None:
    assert reason in silence(observed(config=config))


def test_an_excerpt_gives_what_it_shows_and_never_a_default() -> None:
    assert (
        read(observed(config={"model_type": "bert", "max_position_embeddings": 128}, complete=False)).value.tokens
        == 128
    )
    assert "no key" in silence(observed(config={"model_type": "bert"}, complete=False))


@pytest.mark.parametrize(
    "config",
    [
        {"max_position_embeddings": 4096},
        {"model_type": "bert"},
        {"max_position_embeddings": 2048, "rope_scaling": LINEAR},
    ],
)
def test_a_pull_request_is_proposed_and_not_served(config: dict[str, Any]) -> None:
    reading = read(observed(config=config, branch="refs/pr/1"))
    assert reading.confidence == "low"
    assert "proposed" in str(reading.evidence[0].note)


@pytest.mark.parametrize(
    ("files", "tokens", "confidence", "key"),
    [
        pytest.param(
            {"tokenizer_config.json": {"model_max_length": 512}}, 512, "low", "model_max_length", id="tohoku-nlp"
        ),
        pytest.param(
            {"params.json": {"dim": 4096, "max_seq_len": 32768}}, 32768, "medium", "max_seq_len", id="Mistral's"
        ),
        pytest.param(
            {"params.json": {"model_max_length": 4096}, "tokenizer_config.json": {"model_max_length": 512}},
            4096,
            "medium",
            "model_max_length",
            id="before the tokenizer's",
        ),
        pytest.param(
            {"sentence_roberta_config.json": {"max_seq_length": 128}}, 128, "high", "max_seq_length", id="old name"
        ),
    ],
)
def test_what_stands_in_for_a_config(files: dict[str, Any], tokens: int, confidence: Confidence, key: str) -> None:
    reading = read(observed(files=files))
    assert (reading.value.tokens, reading.confidence, reading.evidence[0].key) == (tokens, confidence, key)


@pytest.mark.parametrize("length", [10**30, 1000000, "512", None])
def test_a_tokenizer_without_a_bound_says_nothing(length: Any) -> None:
    silence(observed(files={"tokenizer_config.json": {"model_max_length": length}}))


@pytest.mark.parametrize(
    ("config", "tokens"),
    [
        pytest.param({"model_type": "led", "max_encoder_position_embeddings": 16384}, 16384, id="LED"),
        pytest.param({"model_type": "stripedhyena", "max_seqlen": 32768}, 32768, id="StripedHyena"),
        pytest.param(
            {"model_type": "llava_llama", "llm_cfg": {"model_type": "llama", "max_position_embeddings": 4096}},
            4096,
            id="VILA",
        ),
        pytest.param({"model_type": "x", "language_model": {"max_position_embeddings": 8192}}, 8192, id="NVILA"),
        pytest.param({"model_type": "clip"}, 77, id="CLIP's default"),
        pytest.param({"model_type": "siglip", "text_config": {"hidden_size": 768}}, 64, id="SigLIP's default"),
        pytest.param({"model_type": "qwen2_5_omni", "thinker_config": {"text_config": {}}}, 32768, id="two levels in"),
    ],
)
def test_keys_and_places(config: dict[str, Any], tokens: int) -> None:
    assert read(observed(config=config)).value.tokens == tokens


SBERT, TOKENIZER = "sentence_bert_config.json", "tokenizer_config.json"


@pytest.mark.parametrize(
    ("files", "tokens", "key"),
    [
        pytest.param({SBERT: {"max_seq_length": 256}}, 256, "max_seq_length", id="the encoder's limit"),
        pytest.param(
            {SBERT: {"max_seq_length": 512}, TOKENIZER: {"model_max_length": 128}},
            128,
            "model_max_length",
            id="smaller",
        ),
        pytest.param(
            {SBERT: {"max_seq_length": 512}, TOKENIZER: {"model_max_length": 1024}}, 512, "max_seq_length", id="larger"
        ),
        pytest.param(
            {SBERT: {"max_seq_length": 512}, TOKENIZER: {"model_max_length": 10**30}}, 512, "max_seq_length", id="unset"
        ),
        pytest.param(
            {SBERT: {"max_seq_length": None}, TOKENIZER: {"model_max_length": 1e30}},
            514,
            "max_position_embeddings",
            id="null",
        ),
        pytest.param({TOKENIZER: {"model_max_length": 128}}, 514, "max_position_embeddings", id="no sentence encoder"),
    ],
)
def test_sentence_encoders_cut_their_input(files: dict[str, Any], tokens: int, key: str) -> None:
    reading = read(observed(config={"model_type": "bert", "max_position_embeddings": 514}, files=files))
    assert (reading.value.tokens, reading.evidence[0].key) == (tokens, key)


ROBERTA = {"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1}
T5 = {"model_type": "t5", "n_positions": 512}


@pytest.mark.parametrize(
    ("config", "length", "tokens", "confidence", "keys"),
    [
        pytest.param(ROBERTA, 514, 512, "medium", ["max_position_embeddings", "max_seq_length"], id="two too many"),
        pytest.param(ROBERTA, 8192, 512, "medium", ["max_position_embeddings", "max_seq_length"], id="far beyond"),
        pytest.param(ROBERTA, 512, 512, "high", ["max_seq_length", "max_position_embeddings"], id="all of the table"),
        pytest.param(ROBERTA, 256, 256, "high", ["max_seq_length", "max_position_embeddings"], id="a part of it"),
        pytest.param(T5, 1024, 1024, "high", ["max_seq_length", "n_positions"], id="a training length ends nothing"),
        pytest.param({}, 8192, 8192, "high", ["max_seq_length"], id="no table is known"),
    ],
)
def test_sentence_encoders_end_where_their_table_does(
    config: dict[str, Any], length: int, tokens: int, confidence: Confidence, keys: list[str]
) -> None:
    reading = read(observed(config=config, files={SBERT: {"max_seq_length": length}}))
    assert (reading.value.tokens, reading.confidence) == (tokens, confidence)
    assert [one.key for one in reading.evidence if one.key not in ("model_type", "pad_token_id")] == keys


GGUF = {"architecture": "llama", "context_length": 8192}


@pytest.mark.parametrize(
    ("gguf", "config", "tokens", "confidence"),
    [
        pytest.param(GGUF, None, 8192, "medium", id="all there is"),
        pytest.param({"context_length": 8192}, None, 8192, "medium", id="no architecture"),
        pytest.param({**GGUF, "architecture": "never_heard_of"}, None, 8192, "low", id="whose converter nobody knows"),
        pytest.param({**GGUF, "context_length": 1024000}, None, 131072, "medium", id="Mistral NeMo"),
        pytest.param({**GGUF, "context_length": 1048576}, None, 1048576, "low", id="longer than is plain"),
        pytest.param(GGUF, {**LLAMA, "max_position_embeddings": 8192}, 8192, "high", id="as config.json says"),
        pytest.param(GGUF, {**LLAMA, "max_position_embeddings": 4096}, 4096, "medium", id="not as config.json says"),
        pytest.param(GGUF, LLAMA, 8192, "medium", id="in the place of a default"),
        pytest.param(
            {"architecture": "falcon", "context_length": 2048},
            {"model_type": "falcon", "max_position_embeddings": 8192},
            8192,
            "high",
            id="a stand-in beside config.json",
        ),
    ],
)
def test_gguf_metadata(gguf: dict[str, Any], config: Any, tokens: int, confidence: Confidence) -> None:
    reading = read(observed(info={"gguf": gguf}, config=config))
    assert (reading.value.tokens, reading.confidence) == (tokens, confidence)


@pytest.mark.parametrize(
    ("architecture", "length"),
    [
        ("falcon", 2048),
        ("nomic-bert", 2048),
        ("mamba", 1048576),
        ("rwkv7", 1048576),
        ("plamo", 4096),
        ("plamo2", 10485760),
        ("bloom", 2048),
        ("t5", 512),
        ("clip", 4096),
        ("llama", 10485760),
        ("llama", "8192"),
    ],
)
def test_what_converters_fill_in_is_no_evidence(architecture: str, length: Any) -> None:
    silence(observed(info={"gguf": {"architecture": architecture, "context_length": length}}))


def test_an_adapter_has_its_base_models_context() -> None:
    adapter = {"adapter_config.json": {"base_model_name_or_path": "acme/base"}}
    assert "an adapter" in silence(observed(files=adapter))
    assert read(observed(files=adapter, config={"max_position_embeddings": 4096})).value.tokens == 4096


@pytest.mark.parametrize("siblings", [["config.json"], None, 7, {"config.json": 1}, ["README.md"]])
def test_a_file_list_of_any_shape_proves_no_context(siblings: Any) -> None:
    text = silence(observed(info={"siblings": siblings}))
    assert ("not seen" in text) == (siblings != ["README.md"])


def test_evidence_names_file_key_revision_and_a_page_of_the_hub() -> None:
    evidence = read(observed(config={"max_position_embeddings": 4096})).evidence[0]
    assert (evidence.file, evidence.key, evidence.value) == ("config.json", "max_position_embeddings", 4096)
    assert evidence.url == f"https://huggingface.co/acme/model/blob/{evidence.revision}/config.json"
    on_a_branch = seen({"max_position_embeddings": 4096}, "config.json", branch="main")
    assert on_a_branch.source.revision is None


@pytest.mark.parametrize(
    ("config", "tokens"),
    [
        ({"model_type": "modernbert"}, 8192),
        ({"model_type": "roformer"}, 1536),
        ({"model_type": "gemma3", "text_config": {"model_type": "gemma3_text", "rope_scaling": {"factor": 8}}}, 131072),
        ({"model_type": "qwen2_vl", "text_config": {"model_type": "qwen3"}}, 32768),
    ],
)
def test_more_class_defaults(config: dict[str, Any], tokens: int) -> None:
    reading = read_context(observed(config=config))
    assert isinstance(reading, Reading)
    assert (reading.value.tokens, reading.confidence) == (tokens, "medium")
