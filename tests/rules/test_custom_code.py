"""custom-code: loading the model runs code from a repo."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.readings import Reading
from jllm_sync.readings.code import read_custom_code
from tests.build import findings, observed, recorded

RULE = "custom-code"
MAP = {"AutoConfig": "configuration_x.XConfig", "AutoModel": "modeling_x.XModel"}
LLAMA = {"AutoConfig": "configuration_llama.LlamaConfig", "AutoModelForCausalLM": "modeling_llama.LlamaForCausalLM"}


@pytest.mark.parametrize(
    ("config", "info"),
    [
        pytest.param({"model_type": "x", "auto_map": MAP}, {}, id="config.json"),
        pytest.param({"auto_map": MAP}, {}, id="no type"),
        pytest.param(None, {"config": {"model_type": "x", "auto_map": MAP}}, id="the API's extract"),
        pytest.param(None, {"tags": ["custom_code", "ja"]}, id="the tag alone"),
        pytest.param({"model_type": "x"}, {"tags": ["custom_code"]}, id="an auto_map of the tokenizer"),
    ],
)
def test_code_of_its_own(config: Any, info: dict[str, Any]) -> None:
    [finding] = findings("label: x", observed(config=config, info=info), RULE)
    assert (finding.severity, finding.field) == ("info", None)
    assert finding.confidence == ("high" if "auto_map" in str(finding.evidence[0].key) else "medium")


@pytest.mark.parametrize(
    ("config", "info"),
    [
        pytest.param(
            {"model_type": "llama", "auto_map": LLAMA}, {"tags": ["custom_code"]}, id="transformers has the type"
        ),
        pytest.param({"model_type": "x"}, {"siblings": ["modeling_x.py"]}, id="a Python file that nothing names"),
        pytest.param({"auto_map": {}}, {}, id="an empty map"),
        pytest.param({"auto_map": "x"}, {}, id="no map"),
        pytest.param(None, {"tags": None}, id="no tags"),
        pytest.param(None, {"tags": "custom_code"}, id="tags that are no list"),
        pytest.param([], {"config": 7}, id="no config"),
    ],
)
def test_none(config: Any, info: dict[str, Any]) -> None:
    assert not findings("label: x", observed(config=config, info=info), RULE)


TOKENIZER = ["distilbert_japanese_tokenizer.DistilBertJapaneseTokenizer", None]
"""As LINE DistilBERT has it: a native type, whose tokenizer is the repo's own."""


@pytest.mark.parametrize(
    ("config", "tokenizer", "info", "classes"),
    [
        pytest.param(
            {"model_type": "distilbert"},
            {"tokenizer_class": "DistilBertJapaneseTokenizer", "auto_map": {"AutoTokenizer": TOKENIZER}},
            {"tags": ["custom_code"]},
            ["AutoTokenizer"],
            id="a tokenizer of its own under a native type",
        ),
        pytest.param(
            {"model_type": "distilbert"},
            {"tokenizer_class": "DistilBertJapaneseTokenizerFast", "auto_map": TOKENIZER},
            {},
            ["AutoTokenizer"],
            id="in the older form, without the tag",
        ),
        pytest.param(
            {"model_type": "x"}, {"auto_map": {"AutoTokenizer": TOKENIZER}}, {}, ["AutoTokenizer"], id="no class named"
        ),
        pytest.param(
            {"model_type": "x", "auto_map": MAP},
            {"tokenizer_class": "X", "auto_map": {"AutoTokenizer": TOKENIZER}},
            {},
            ["AutoConfig", "AutoModel"],
            id="the model comes first",
        ),
        pytest.param(
            None,
            None,
            {
                "config": {
                    "model_type": "distilbert",
                    "tokenizer_config": {"tokenizer_class": "X", "auto_map": {"AutoTokenizer": "x.X"}},
                }
            },
            ["AutoTokenizer"],
            id="the API's extract",
        ),
        pytest.param({"model_type": "distilbert"}, None, {"tags": ["custom_code"]}, [], id="the tag: its file unseen"),
        pytest.param(
            {"model_type": "hubert"},
            None,
            {"tags": ["custom_code"], "siblings": ["config.json", "preprocessor_config.json"]},
            [],
            id="the tag: of a processor",
        ),
    ],
)
def test_code_of_its_tokenizer(config: Any, tokenizer: Any, info: dict[str, Any], classes: list[str]) -> None:
    files = {} if tokenizer is None else {"tokenizer_config.json": tokenizer}
    [finding] = findings("label: x", observed(config=config, files=files, info=info), RULE)
    assert finding.reading is not None
    assert finding.reading.value == classes
    assert finding.confidence == ("high" if classes else "medium")


@pytest.mark.parametrize(
    ("config", "tokenizer"),
    [
        pytest.param(
            {"model_type": "qwen2"},
            {"tokenizer_class": "Qwen2Tokenizer", "auto_map": {"AutoTokenizer": ["tokenization_qwen.Qwen2Tokenizer"]}},
            id="a class that transformers has",
        ),
        pytest.param(
            {"model_type": "llama"},
            {"tokenizer_class": "PreTrainedTokenizerFast", "auto_map": {"AutoTokenizer": [None, "x.Fast"]}},
            id="the general fast one",
        ),
        pytest.param({"model_type": "llama"}, {"tokenizer_class": "LlamaTokenizer"}, id="no map, and a tag of old"),
        pytest.param({"model_type": "llama", "auto_map": LLAMA}, {}, id="the tag speaks of the config's map"),
        pytest.param(
            {"model_type": "llama", "auto_map": LLAMA}, {"auto_map": {"AutoProcessor": "x.X"}}, id="no tokenizer"
        ),
    ],
)
def test_tokenizers_that_need_no_code(config: Any, tokenizer: Any) -> None:
    seen = observed(config=config, files={"tokenizer_config.json": tokenizer}, info={"tags": ["custom_code"]})
    assert not findings("label: x", seen, RULE)


@pytest.mark.parametrize("auto_map", [None, [], {}, 7, "", {"AutoTokenizer": None}, {"AutoTokenizer": 7}])
def test_what_is_no_map_of_a_tokenizer(auto_map: Any) -> None:
    tokenizer = {"tokenizer_class": "X", "auto_map": auto_map}
    seen = observed(config={"model_type": "llama"}, files={"tokenizer_config.json": tokenizer})
    assert not findings("label: x", seen, RULE)


def test_part_of_a_config_leaves_open_what_the_tag_means() -> None:
    part = observed(config={"model_type": "llama"}, info={"tags": ["custom_code"]}, complete=False)
    assert not findings("label: x", part, RULE)


JINA = "jinaai/jina-bert-implementation--"


@pytest.mark.parametrize(
    ("type_", "auto_map", "needed"),
    [
        pytest.param(
            "bert",
            {
                "AutoConfig": f"{JINA}configuration_bert.JinaBertConfig",
                "AutoModel": f"{JINA}modeling_bert.JinaBertModel",
            },
            True,
            id="Jina Embeddings 2",
        ),
        pytest.param("xlm-roberta", {"AutoConfig": "a/b--c.XLMRobertaFlashConfig"}, True, id="Jina Embeddings 3"),
        pytest.param(
            "llama", {"AutoModelForCausalLM": "modeling_x.CustomLlamaForCausalLM"}, True, id="a Llama of its own"
        ),
        pytest.param(
            "llama", {"AutoModelForCausalLM": "a.LlamaForCausalLMWithHead"}, True, id="with a head of its own"
        ),
        pytest.param(
            "falcon",
            {"AutoModelForCausalLM": "tiiuae/falcon-11B--modeling_falcon.FalconForCausalLM"},
            False,
            id="Falcon",
        ),
        pytest.param("mpt", {"AutoConfig": "configuration_mpt.MPTConfig"}, False, id="in other capitals"),
        pytest.param("gpt2", {"AutoModel": "m.GPT2LMHeadModel"}, False, id="GPT-2"),
        pytest.param("qwen2", {"AutoModelForCausalLM": "modeling_qwen.Qwen2ForCausalLM"}, False, id="gte-Qwen2"),
        pytest.param("llama", {"AutoTokenizer": "x.XTokenizer"}, False, id="of the tokenizer"),
    ],
)
def test_another_class_under_a_type_of_the_library(type_: str, auto_map: Any, needed: bool) -> None:
    """The library takes its own class all the same, and loads what that was not made for."""
    assert bool(findings("label: x", observed(config={"model_type": type_, "auto_map": auto_map}), RULE)) is needed


def test_the_files_that_will_run() -> None:
    config = {"model_type": "bert", "auto_map": {"AutoConfig": f"{JINA}configuration_bert.JinaBertConfig", **MAP}}
    reading = read_custom_code(observed(config={**config, "model_type": "x"}))
    assert isinstance(reading, Reading)
    assert reading.value.files == ("configuration_x.py", "modeling_x.py")
    reading = read_custom_code(observed(config={"auto_map": {"AutoModel": f"{JINA}modeling_bert.JinaBertModel"}}))
    assert isinstance(reading, Reading)
    assert reading.value.files == ("jinaai/jina-bert-implementation/modeling_bert.py",)


def test_code_of_another_repo() -> None:
    there = {"AutoConfig": "acme/base--configuration_x.XConfig", "AutoTokenizer": [None, "tokenization_x.XTokenizer"]}
    [finding] = findings("label: x", observed(config={"auto_map": there}), RULE)
    assert finding.message["en"] == (
        "Loading acme/model runs code from acme/base"
        " (acme/base/configuration_x.py, tokenization_x.py; trust_remote_code)."
    )


def test_a_proposed_config_is_weak_evidence() -> None:
    [finding] = findings("label: x", observed(config={"auto_map": MAP}, branch="refs/pr/1"), RULE)
    assert finding.confidence == "low"


@pytest.mark.parametrize(
    ("repo", "code_of"),
    [
        ("pfnet/plamo-13b", "its repo"),
        ("retrieva-jp/bert-1.3b", "its repo"),
        ("team-hatakeyama-phase2/Tanuki-8x8B-dpo-v1.0-GPTQ-4bit", "team-hatakeyama-phase2/Tanuki-8x8B-dpo-v1.0"),
        ("rinna/bilingual-gpt-neox-4b-8k", None),
        ("cyberagent/calm2-7b", None),
    ],
)
def test_recorded_repos(repo: str, code_of: str | None) -> None:
    said = [finding.message["en"] for finding in findings("label: x", recorded()[repo.lower()], RULE)]
    assert [one.partition(" (")[0] for one in said] == ([f"Loading {repo} runs code from {code_of}"] if code_of else [])
