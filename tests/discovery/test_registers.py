"""Lists that are about no language, as a company's register of the models it uses is."""

from __future__ import annotations

from datetime import date

from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.proposals import Discovery, bounds_beyond, discover, reasons_said
from jllm_sync.messages import said
from tests.discovery.made import catalog_of, repo

TODAY = date(2026, 11, 1)


def register(*listed: str) -> Catalog:
    """A company's list of models that others make: no language is what it is about."""
    return catalog_of(*listed, settings={"languages": None})


def of(found: Discovery) -> dict[str, str]:
    return {one.repo: one.confidence for one in found.proposals} | {one.repo: one.reason for one in found.left_out}


def test_a_register_of_foundations_hears_of_new_ones_of_their_publishers() -> None:
    listed = register("Qwen/Qwen2.5-7B-Instruct", "openai/whisper-large-v3", "acme/house-7b")
    seen = [repo(one.repo, language="en") for entry in listed.entries for one in entry.variants]
    new = [repo(id_, language="en") for id_ in ("Qwen/Qwen3-8B", "Qwen/Qwen2.5-Coder-7B-Instruct", "acme/garden-7b")]
    found = of(discover(listed, [*new, repo("openai/whisper-large-v3-turbo", language="en")], seen, TODAY))
    assert set(found.values()) <= {"high", "medium"} and len(found) == 4


def test_a_list_of_derived_models_does_not() -> None:
    listed = register("google/gemma-2-2b-jpn-it", "lab/gemma-2-ja-9b")
    seen = [repo(one.repo, language="ja") for entry in listed.entries for one in entry.variants]
    found = of(discover(listed, [repo("google/gemma-2-9b"), repo("google/gemma-2-27b-it")], seen, TODAY))
    assert found.get("google/gemma-2-9b") in (None, "foundation") and len(found) <= 2
    assert not {"high", "medium", "low"} & set(found.values())


def test_english_is_no_language_to_ask_the_hub_for_unless_the_settings_say_so() -> None:
    def asked(listed: Catalog, language: str) -> tuple[str, ...] | None:
        seen = [repo(one.repo, language=[language]) for entry in listed.entries for one in entry.variants]
        bounds = bounds_beyond(listed, seen)
        return None if bounds is None else bounds.languages

    assert asked(register("acme/house-7b", "maker/other-7b"), "en") is None
    assert asked(register("acme/house-7b", "maker/other-7b"), "ko") == ("ko",)
    assert asked(catalog_of("acme/house-7b", settings={"languages": ["en"]}), "en") == ("en",)


def test_a_base_that_is_listed_is_said_once() -> None:
    found = discover(catalog_of("lab/sakura-7b"), [repo("lab/sakura-7b-dpo", base_model="lab/sakura-7b")], (), TODAY)
    (one,) = found.proposals
    assert said(reasons_said(one), "en").count("base model") == 1
