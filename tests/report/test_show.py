"""Claims beside readings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.hub.observation import Absent, Observation, Unobserved
from jllm_sync.hub.recording import RecordedHub, read_recording
from jllm_sync.repo import RepoRef
from jllm_sync.report.show import Shown, as_data, as_lines
from tests.build import catalog_of, observed, recorded, source, text_of
from tests.complete import FOLDER, RECORDING
from tests.report.test_escape import harmful

CLAIMS = "license: mit, context: {at_most: 2048}, parameters: 7b, foundation: {id: llama-3, size: 8b}"


def shown(result: Observation | Unobserved, claims: Catalog | None = None) -> Shown:
    variant = claims.entries[0].variants[0] if claims else None
    return Shown(result.repo, result.kind, variant, result)


def test_as_text() -> None:
    claims = catalog_of(CLAIMS)
    observation = observed(
        config={
            "model_type": "mistral",
            "max_position_embeddings": 32768,
            "sliding_window": 4096,
        },
        card={"license": ["llama3.1", "gemma"], "base_model": "acme/base"},
        info={"safetensors": {"parameters": {"BF16": 7_100_000_000}, "total": 7_100_000_000}},
    )
    text = text_of(as_lines(shown(observation, claims), claims, "en"))
    for expected in (
        "acme/model  ok\n  evidence: model info: ok @ 0123456  https://huggingface.co/acme/model\n",
        "catalog: MIT  (catalog.yaml:24:",
        "Hub: llama3.1 & gemma  [high]",
        "catalog: ≤ 2,048",
        "Hub: 32,768 (sliding window 4,096)  [high]",
        "catalog: 7b",
        "Hub: 7.1b  [high]",
        "catalog: llama-3 (8b)",
        "Hub: acme/base  [high]",
        "Hub: mistral  [high]",
    ):
        assert expected in text


def test_as_data() -> None:
    claims = catalog_of(CLAIMS)
    data = as_data(
        shown(
            observed(config={"model_type": "llama", "max_position_embeddings": 4096}, card={"license": "mit"}), claims
        )
    )
    assert (data["repo"], data["canonical"], data["state"]) == ("acme/model", "acme/model", "ok")
    assert data["readings"]["license"]["value"] == ["mit"]
    assert data["readings"]["context"]["value"] == 4096
    assert data["readings"]["context"]["evidence"][0]["key"] == "max_position_embeddings"
    assert data["readings"]["parameters"]["value"] is None
    assert "not seen" in data["readings"]["parameters"]["reason"]
    assert data["claims"]["context"]["value"] == {"at_most": 2048}
    assert not data["claims"]["context"]["inherited"]


def test_an_adapter_has_the_context_of_its_base_as_in_a_check() -> None:
    adapter = observed("acme/lora", files={"adapter_config.json": {"base_model_name_or_path": "acme/base"}})
    base = observed("acme/base", config={"model_type": "llama", "max_position_embeddings": 4096})
    alone = shown(adapter)
    beside = replace(alone, models={"acme/base": base})
    assert as_data(alone)["readings"]["context"]["reason"] == "an adapter: its context is its base model's"
    assert as_data(beside)["readings"]["context"]["value"] == 4096
    assert "Hub: 4,096  [medium]" in text_of(as_lines(beside, None, "en"))


def test_unobserved() -> None:
    missing = Unobserved("acme/model", "model", "not-in-recording")
    data = as_data(shown(missing))
    assert (data["state"], data["canonical"], data["reason"]) == ("unobserved", None, "not-in-recording")
    assert "not in the recording" in text_of(as_lines(shown(missing), None, "en"))


def test_renamed() -> None:
    old: Any = recorded()["cinnamon/electra-small-japanese-discriminator"]
    assert "renamed  → cinmodel/electra-small-japanese-discriminator" in text_of(as_lines(shown(old), None, "en"))


def test_in_japanese() -> None:
    claims = catalog_of("license: mit, context: 4096, parameters: unknown, architecture: Llama")
    observation = observed(card={"license": "llama3.1"}, state="disabled", info={"siblings": ["README.md"]})
    text = text_of(as_lines(shown(observation, claims), claims, "ja"))
    for expected in (
        "acme/model  停止中\n  根拠: モデル情報: disabled @ 0123456  https://huggingface.co/acme/model\n",
        "  ライセンス\n    カタログ: MIT（catalog.yaml:24:",
        "    Hub: llama3.1  [高]",
        "    Hub: 不明（config.json がない）",
        "  パラメータ数\n    カタログ: 不明（catalog.yaml:",
        "    Hub: 不明（重みの大きさは未確認）",
        "  アーキテクチャ\n",
        "    Hub: なし（config.json がない）",
        "  読み込み用ファイル\n    カタログ: –\n    Hub: なし  [高]",
    ):
        assert expected in text
    unreachable = Unobserved("acme/model", "model", "unreachable", "HTTP 403")
    assert text_of(as_lines(shown(unreachable), None, "ja")) == "acme/model  Hub に接続できませんでした: HTTP 403"


def test_what_is_none_is_told_from_what_is_unknown() -> None:
    absent = Absent(source("README.md"))
    none = replace(observed(info={"siblings": ["README.md"]}), card=absent)
    for observation, seen in ((none, True), (observed(), False)):
        readings = as_data(shown(observation))["readings"]
        for field in ("architecture", "parents", "successor"):
            assert (readings[field]["value"], readings[field]["seen"]) == (None, seen), field


def test_nothing_harmful_reaches_the_terminal() -> None:
    hostile = "\x1b[31m\u202e\nmit"
    observation = observed(
        config={"model_type": hostile, "architectures": [hostile]},
        card={"license": hostile, "base_model": f"a/b{hostile}"},
        files={"adapter_config.json": {"base_model_name_or_path": hostile}},
    )
    for line in as_lines(shown(observation), None, "en"):
        assert not harmful(line.plain)


def test_shows_what_the_card_and_the_files_say_too() -> None:
    hub = RecordedHub(read_recording(RECORDING))
    catalog = parse_catalog((FOLDER / "catalog.yaml").read_bytes(), "complete.yaml")
    texts: dict[str, str] = {}
    values: dict[str, Any] = {}
    for id_, field in (("nagare", "restrictions"), ("sakura", "successor"), ("soyokaze", "loadable")):
        [entry] = [entry for entry in catalog.entries if entry.id == id_]
        for variant in entry.variants:
            ref = RepoRef(variant.repo, variant.kind)
            shown = Shown(variant.repo, variant.kind, variant, hub.observe([ref]).results[ref])
            values[field] = as_data(shown)["readings"][field]["value"] or values.get(field)
            texts[field] = texts.get(field, "") + text_of(as_lines(shown, catalog, "en"))
    assert values["restrictions"][0]["kind"] in ("research-only", "non-commercial", "not-clinical", "ask-first")
    assert values["restrictions"][0]["sentence"] in texts["restrictions"]
    assert values["successor"] in texts["successor"]
    assert values["loadable"]["weights"] is not None
