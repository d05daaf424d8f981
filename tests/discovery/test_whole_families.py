"""What is new with a family: its small members, its publisher's own copies, and where all of it belongs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.discovery.proposals import Discovery, Proposal, discover, discover_beyond
from jllm_sync.hub.observation import Observation
from jllm_sync.report.discovery import grouped
from tests.discovery.made import catalog_of, repo

TODAY = date(2026, 8, 31)
SECTIONS = {
    "text/scratch": ["lab/sakura-7b", "lab/sakura-13b"],
    "text/continual": ["lab/momiji-llama-8b", "lab/momiji-qwen-8b"],
    "text/instruction-only": ["press/llama-yuzu-8b-instruct"],
    "text/merged-models": ["press/mix-9b"],
    "multimodal/text-generation/scratch": ["lab/hinoki-vl-7b"],
    "multimodal/text-generation/built-off-vlms": ["press/internvl-ume-vl-4b"],
    "multimodal/to-image": ["press/stable-diffusion-kaki"],
    "speech/asr": ["press/whisper-kiku-large"],
    "speech/others": ["press/kiku-hubert-base"],
    "embeddings/bi-encoders": ["press/kiku-embedding-base"],
}


def run(catalog: Catalog, *neighbours: Observation, listed: tuple[Observation, ...] = ()) -> Discovery:
    return discover(catalog, neighbours, listed, TODAY)


def by_repo(found: Discovery) -> dict[str, Proposal]:
    return {one.repo: one for one in found.proposals}


def reasons(found: Discovery) -> dict[str, str]:
    return {one.repo: one.reason for one in found.left_out}


def in_sections() -> Catalog:
    sections: list[dict[str, Any]] = [
        {"id": id_, "title": id_, "entries": [{"id": r.rpartition("/")[2], "variants": [{"repo": r}]} for r in repos]}
        for id_, repos in SECTIONS.items()
    ]
    data = {"title": "Models", "settings": {"discovery": {"languages": ["ja"]}}, "sections": sections}
    return parse_catalog(json.dumps(data).encode(), "catalog.yaml")


@pytest.mark.parametrize(
    ("new", "section"),
    [
        (repo("lab/sakura-qwen-8b", language="ja", base_model="Qwen/Qwen3-8B-Base"), "text/continual"),
        (repo("lab/kaede-8b-instruct", language="ja", base_model="Qwen/Qwen3-8B"), "text/instruction-only"),
        (repo("lab/kaede-8b-cpt", language="ja", base_model="Qwen/Qwen3-8B"), "text/continual"),
        (repo("lab/kaede-8b-chat", language="ja", base_model="lab/sakura-7b"), "text/scratch"),
        (repo("press/tuned-8b", language="ja", base_model="lab/momiji-llama-8b"), "text/continual"),
        (repo("press/tinymomiji-1b", language="ja"), "text/continual"),
        (repo("lab/kaede-9b", language="ja", tags=["mergekit"]), "text/merged-models"),
        (repo("lab/kaede-asr", language="ja", pipeline_tag="automatic-speech-recognition"), "speech/asr"),
        (repo("lab/kaede-base", language="ja", pipeline_tag="feature-extraction", tags=["audio"]), "speech/others"),
        (repo("lab/kaede-base", language="ja", pipeline_tag="feature-extraction"), "embeddings/bi-encoders"),
        (
            repo("lab/sakura-diffusion-7b", language="ja", pipeline_tag="text-generation"),
            "text/scratch",
        ),
        (
            repo("lab/kaede-vl-8b", language="ja", base_model=["Qwen/Qwen3-8B", "google/siglip2"]),
            "multimodal/text-generation/scratch",
        ),
        (
            repo("lab/kaede-vl-8b", language="ja", base_model="Qwen/Qwen3-VL-8B-Instruct"),
            "multimodal/text-generation/built-off-vlms",
        ),
        (repo("lab/kaede-32b", language="ja", base_model="Qwen/Qwen3-32B"), "text/instruction-only"),
        (repo("lab/kaede-32b", language="ja", base_model="Qwen/Qwen3-30B-A3B-Base"), "text/continual"),
        (repo("lab/kaede", language="ja", base_model="deepseek-ai/DeepSeek-V3.1"), "text/instruction-only"),
        (
            repo("lab/kaede-4b", language="ja", base_model="google/gemma-3-4b-it", pipeline_tag="image-text-to-text"),
            "text/instruction-only",
        ),
        (repo("lab/qwen-ume-8b", language="ja"), "text/continual"),  # as its publisher's other models of others
        (repo("lab/Qwen2.5-8B-Japanese", language="ja"), "text/instruction-only"),  # a name of somebody else's
        (repo("press/hubert-base-rs35kh", language="ja"), "speech/asr"),
        (repo("press/japanese-zipformer", language="ja"), "speech/asr"),
        (repo("press/kaede-nest-base", language="ja"), "speech/others"),
        (repo("press/sakura-tuned-8b", language="ja", base_model="lab/sakura-7b-v2"), "text/scratch"),
    ],
)
def test_what_it_was_made_from_and_works_on_outweigh_brand_and_owner(new: Observation, section: str) -> None:
    assert by_repo(run(in_sections(), new))[new.repo].section == section


def test_the_base_may_be_new_too() -> None:
    base = repo("lab/kaede-8b-base", language="ja", base_model="Qwen/Qwen3-8B-Base")
    tuned = repo("lab/kaede-8b-instruct", language="ja", base_model="lab/kaede-8b-base")
    found = by_repo(run(in_sections(), tuned, base))
    assert {one.section for one in found.values()} == {"text/continual"}


@pytest.mark.parametrize(
    ("copy", "taken"),
    [
        ("lab/kaede-8b-GGUF", True),
        ("lab/kaede-8b-AWQ-INT4", True),
        ("lab/kaede-8b-MXFP4", True),
        ("lab/kaede-8b-q4f32_1-MLC", True),
        ("lab/kaede-8b-NVFP4", False),
        ("lab/kaede-8b-exl3-4.0bpw", False),
        ("lab/kaede-8b-dwq", False),
        ("lab/kaede-8b-TQ1_0", False),
        ("lab/kaede-8b-w4afp8", False),
        ("lab/kaede-8b-litert-lm", False),
        ("lab/kaede-8b-BF16", False),
        ("lab/other-8b-GGUF", False),
    ],
)
def test_a_publishers_own_copies_come_with_the_new_family(copy: str, taken: bool) -> None:
    found = run(in_sections(), repo("lab/kaede-8b", language="ja"), repo(copy, language="ja"))
    if not taken:
        assert reasons(found)[copy] == "copy"
        return
    original, own = by_repo(found)["lab/kaede-8b"], by_repo(found)[copy]
    assert (own.family, own.section, own.entry, own.kind) == (original.family, original.section, None, "copy")


@pytest.mark.parametrize(("created", "taken"), [("2026-08-01", True), ("2024-01-01", False), (None, False)])
def test_a_new_copy_of_a_listed_model_is_its_variant(created: str | None, taken: bool) -> None:
    info = {"createdAt": f"{created}T00:00:00.000Z"} if created else {}
    found = run(in_sections(), repo("lab/sakura-7b-GGUF", info=info, language="ja"))
    assert ("lab/sakura-7b-GGUF" in by_repo(found)) == taken


def test_small_members_of_families() -> None:
    family = [repo("lab/kaede-310m", language="ja"), repo("lab/kaede-30m", language="ja")]
    found = run(in_sections(), *family, repo("lab/sakura-70m", language="ja"), repo("lab/tsubaki-30m", language="ja"))
    assert {"lab/kaede-30m", "lab/kaede-310m", "lab/sakura-70m"} <= by_repo(found).keys()
    assert reasons(found) == {"lab/tsubaki-30m": "too-small"}
    assert found.left_out[0].setting == "min_parameters"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (repo("lab/sakura-7b-eagle3", language="ja"), "drafter"),
        (repo("lab/sakura-7b-medusa", language="ja"), "drafter"),
        (repo("lab/sakura-7b-speculator", language="ja"), "drafter"),
        (repo("lab/sakura-7b-DFlash", language="ja"), "drafter"),
        (
            repo(
                "lab/sakura-7b-assistant",
                info={"config": {"architectures": ["SakuraAssistantForCausalLM"]}},
                language="ja",
            ),
            "drafter",
        ),
        (repo("lab/sakura-7b-reward", language="ja"), "task"),
        (repo("lab/sakura-7b-probe", language="ja"), "task"),
        (repo("lab/sakura-7b-annealing", language="ja"), "checkpoint"),
    ],
)
def test_never(new: Observation, reason: str) -> None:
    assert reasons(run(in_sections(), new)) == {new.repo: reason}


def test_an_assistant_is_a_model_like_others() -> None:
    assert "lab/sakura-7b-assistant" in by_repo(run(in_sections(), repo("lab/sakura-7b-assistant", language="ja")))


def test_a_reward_model_beside_a_listed_one() -> None:
    row = catalog_of("lab/sakura-7b", "lab/sakura-7b-reward")
    assert "lab/sakura-13b-reward" in by_repo(run(row, repo("lab/sakura-13b-reward", language="ja")))


def test_foundations_of_the_catalog_are_not_new_to_it() -> None:
    text = in_sections_with_foundation()
    found = run(text, repo("lab/hikari-2b"), repo("lab/hikari-9b-it"), repo("lab/hikari-2b-jpn-it", language="ja"))
    assert by_repo(found).keys() == {"lab/hikari-2b-jpn-it"}
    assert reasons(found) == {"lab/hikari-9b-it": "foundation"}


def in_sections_with_foundation() -> Catalog:
    data = {
        "title": "Models",
        "settings": {"discovery": {"languages": ["ja"]}},
        "foundations": {"hikari": {"name": "Hikari", "repos": ["lab/hikari-2b"]}},
        "sections": [{"id": "s", "title": "S", "entries": [{"id": "e", "variants": [{"repo": "lab/momiji-ja-7b"}]}]}],
    }
    return parse_catalog(json.dumps(data).encode(), "catalog.yaml")


def test_an_owner_who_names_the_language_here_and_there_is_not_taken_at_his_word() -> None:
    row = catalog_of("lab/lab-japanese-llama-7b", "lab/llama-3-lab-jp-8b")
    found = run(row, repo("lab/lab-thinking-32b"))
    assert by_repo(found)["lab/lab-thinking-32b"].confidence == "medium"
    other = repo("lab/lab-english-7b", language="en")
    assert reasons(run(row, repo("lab/lab-thinking-32b"), other))["lab/lab-thinking-32b"] == "language"


def test_its_twin_with_the_language_in_its_name_is_of_another_language() -> None:
    assert reasons(run(catalog_of("lab/luku-japanese-base"), repo("lab/luku-base"))) == {"lab/luku-base": "language"}


@pytest.mark.parametrize(
    ("listed", "language", "proposed"),
    [
        (["lab/sakura-ko-7b", "lab/sakura-ko-13b"], "ko", {"lab/momiji-8b", "lab/sakura-ko-70b"}),
        (["lab/sakura-ko-7b", "lab/sakura-ko-13b"], "fr", {"lab/sakura-ko-70b"}),
        (["lab/sakura-7b", "lab/sakura-13b"], "ko", {"lab/sakura-ko-70b"}),
    ],
)
def test_the_language_by_default_is_that_of_the_catalog(listed: list[str], language: str, proposed: set[str]) -> None:
    catalog = catalog_of(*listed, settings={"languages": None})
    found = run(catalog, repo("lab/momiji-8b", language=language), repo("lab/sakura-ko-70b"))
    assert by_repo(found).keys() == proposed
    if language == "ko" and "lab/momiji-8b" not in proposed:
        assert [one.setting for one in found.left_out] == ["languages"]


def test_groups_are_families_by_likely_interest() -> None:
    def made(id_: str, day: str, downloads: int) -> Observation:
        return repo(id_, info={"createdAt": f"{day}T00:00:00.000Z", "downloads": downloads}, language="ja")

    found = run(
        in_sections(),
        made("lab/kaede-1b", "2026-08-02", 5),
        made("lab/kaede-8b-GGUF", "2026-08-03", 1),
        made("lab/kaede-8b", "2026-08-01", 10),
        made("lab/nara-8b", "2026-08-05", 2),
        made("lab/sakura-7b-instruct", "2026-08-05", 0),
    )
    groups = grouped(found.proposals)
    assert [group.id for group in groups] == ["sakura-7b", "lab/kaede", "lab/nara"]  # what surely belongs comes first
    kaede = groups[1]
    assert [one.repo for one in kaede.proposals] == ["lab/kaede-8b", "lab/kaede-8b-GGUF", "lab/kaede-1b"]
    assert (kaede.name, kaede.downloads, kaede.created) == ("kaede", 16, date(2026, 8, 3))
    assert sorted(one.repo for group in groups for one in group.proposals) == sorted(p.repo for p in found.proposals)


@pytest.mark.parametrize(
    ("id_", "card", "reason"),
    [
        ("jp-lab/jp-lab-bert-base-en", {"language": "en"}, "language"),  # the word in the name is its owner's
        ("lab/sakura-7b-translate", {"language": "ja", "base_model": "lab/sakura-7b"}, "task"),
        ("lab/hyper-SEED-8b", {"language": "ja"}, None),
        ("lab/hyper-8b-seed3", {"language": "ja"}, "checkpoint"),
        ("lab/sakura-7b-qat-q4_0-gguf", {"language": "ja"}, "copy"),
        ("lab/sakura-7b-Q4_K_M", {"language": "ja"}, "copy"),
        ("lab/sakura-7b-TQ1_0", {"language": "ja"}, "copy"),
    ],
)
def test_what_words_of_names_mean(id_: str, card: dict[str, Any], reason: str | None) -> None:
    found = run(catalog_of("lab/sakura-7b", "jp-lab/jp-lab-bert-base"), repo(id_, **card))
    assert (id_ in by_repo(found), reasons(found)) == ((True, {}) if reason is None else (False, {id_: reason}))


def test_a_register_that_lists_foundations_hears_of_their_siblings() -> None:
    catalog = catalog_of("Qwen/Qwen3-8B", "mistralai/Mistral-7B-Instruct-v0.3", settings={"languages": None})
    new = ["Qwen/Qwen3-14B", "Qwen/Qwen3-8B-Base", "google/gemma-3-27b-it", "Qwen/Qwen3-VL-8B-Instruct"]
    found = run(catalog, *map(repo, new))
    assert by_repo(found).keys() == {"Qwen/Qwen3-14B", "Qwen/Qwen3-8B-Base"}
    japanese = run(catalog_of("Qwen/Qwen3-JP-8B"), repo("Qwen/Qwen3-14B"), repo("Qwen/Qwen2.5-7B"))
    assert not japanese.proposals


def newcomer(id_: str, likes: int = 50, size: int = 8_000_000_000, **card: Any) -> Observation:
    info = {"likes": likes, "downloads": 0, "safetensors": {"total": size}}
    return repo(id_, info=info, **{"language": "ja", "pipeline_tag": "text-generation", **card})


@pytest.mark.parametrize(
    ("new", "organization", "reason"),
    [
        (newcomer("new/asuka-8b"), True, None),
        (newcomer("new/asuka-8b", likes=15), True, None),
        (newcomer("new/asuka-8b", likes=15), False, "bar"),
        (newcomer("new/asuka-8b", likes=1), True, "bar"),
        (newcomer("new/asuka", size=300_000_000), True, "bar"),
        (newcomer("new/asuka-8b", pipeline_tag="text-to-3d"), True, "bar"),
        (newcomer("new/asuka-8b", language="en"), True, "language"),
        (newcomer("new/asuka-8b", language=["ja", "en", "fr", "de", "it", "es", "zh"]), True, "language"),
        (newcomer("new/asuka-8b-japanese", language=None), True, None),
        (newcomer("new/sakura-7b-GGUF", base_model="lab/sakura-7b"), True, "copy"),
        (newcomer("new/asuka-8b-tuned", base_model="lab/sakura-7b"), True, "derivative"),
        (newcomer("new/asuka-8b-checkpoint-100"), True, "checkpoint"),
    ],
)
def test_the_bar_for_owners_that_are_not_listed(new: Observation, organization: bool, reason: str | None) -> None:
    found = discover_beyond(in_sections(), [new, newcomer("lab/kaede-8b")], [], {"new": organization}, TODAY)
    assert [one.repo for one in found.proposals] == ([new.repo] if reason is None else [])
    assert reasons(found) == ({} if reason is None else {new.repo: reason})
    assert all(one.entry is None and one.nearest and one.family for one in found.proposals)


def test_members_and_own_copies_come_with_a_new_family_of_an_unlisted_owner() -> None:
    new = [
        newcomer("new/asuka-8b"),
        newcomer("new/asuka-8b-instruct", likes=0, base_model="new/asuka-8b"),
        newcomer("new/asuka-0.3b", likes=0, size=300_000_000),
        newcomer("new/asuka-8b-GGUF", likes=0, base_model="new/asuka-8b"),
        newcomer("new/asuka-8b-NVFP4", likes=0, base_model="new/asuka-8b"),
        newcomer("new/other-8b", likes=0),
        newcomer("fan/asuka-8b-GGUF", base_model="new/asuka-8b"),
    ]
    found = discover_beyond(in_sections(), new, [], {"new": True}, TODAY)
    assert sorted(by_repo(found)) == ["new/asuka-0.3b", "new/asuka-8b", "new/asuka-8b-GGUF", "new/asuka-8b-instruct"]
    assert [group.id for group in grouped(found.proposals)] == ["new/asuka"]
