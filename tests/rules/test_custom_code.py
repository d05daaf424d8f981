"""custom-code: loading the model runs code from a repo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import findings, observed, recorded

RULE = "custom-code"
MAP = {"AutoConfig": "configuration_x.XConfig", "AutoModel": "modeling_x.XModel"}


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
            {"model_type": "llama", "auto_map": MAP}, {"tags": ["custom_code"]}, id="transformers has the type"
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


def test_code_of_another_repo() -> None:
    there = {"AutoConfig": "acme/base--configuration_x.XConfig", "AutoTokenizer": [None, "tokenization_x.XTokenizer"]}
    [finding] = findings("label: x", observed(config={"auto_map": there}), RULE)
    assert finding.message["en"] == "Loading acme/model runs code from acme/base (trust_remote_code)."


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
    assert said == ([f"Loading {repo} runs code from {code_of} (trust_remote_code)."] if code_of else [])
