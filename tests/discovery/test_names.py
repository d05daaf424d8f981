"""What names say; and that any text at all gives a name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.discovery.names import parse_name


@pytest.mark.parametrize(
    ("repo", "stem", "more"),
    [
        ("llm-jp/llm-jp-3-172b-instruct2", ("llm", "3"), {"size": 172 * 10**9, "round": 2}),
        ("sbintuitions/sarashina2.2-3b", ("sarashina", "2.2"), {"size": 3 * 10**9, "kinds": frozenset()}),
        ("tokyotech-llm/Llama-3.1-Swallow-8B-Instruct-v0.5", ("llama", "3.1", "swallow"), {"version": (0, 5)}),
        ("shisa-ai/shisa-v1-llama3-8b.lr-5e6", ("shisa", "llama", "3"), {"marks": frozenset({"checkpoint"})}),
        ("bclavie/JaColBERTv2.5-checkpoint-14000", ("jacolbert",), {"version": (2, 5), "marks": {"checkpoint"}}),
        ("someone/llama2-medlora-3000", ("llama", "2", "medlora"), {"marks": {"checkpoint"}}),
        ("stabilityai/japanese-stablelm-2-base-1_6b", ("stablelm", "2"), {"size": 1_600_000_000, "languages": {"ja"}}),
        ("llm-jp/llm-jp-3-8x13b-instruct3", ("llm", "3"), {"mixture": True, "size_text": "8x13b", "round": 3}),
        ("llm-jp/llm-jp-4-32b-a3b-thinking-gguf", ("llm", "4"), {"mixture": True, "copies": {"quantised"}}),
        ("team/Tanuki-8B-dpo-v1.0-4k-GPTQ-4bit", ("tanuki",), {"copy_words": {"gptq", "4bit"}, "context": "4k"}),
        ("kotoba-tech/kotoba-whisper-v2.0-faster", ("kotoba", "whisper"), {"copies": {"converted"}}),
        ("google/gemma-2-2b-jpn-it-pytorch", ("gemma", "2"), {"copies": {"converted"}, "kinds": {"instruct"}}),
        (
            "rinna/deepseek-r1-distill-qwen2.5-bakeneko-32b",
            ("deepseek", "distill", "qwen", "2.5", "bakeneko"),
            {"kinds": {"reasoning"}},
        ),
        ("lab/roberta-base-japanese-with-auto-jumanpp", ("roberta",), {"marks": {"packaging"}, "size_word": "base"}),
        ("lab/distilbert-base-japanese-finetuned-ddqa", ("distilbert",), {"marks": {"task"}}),
        ("karakuri-ai/karakuri-vl-32b-instruct-2507", ("karakuri", "vl"), {"date": 2507, "functions": {"vision"}}),
        ("llm-jp/llm-jp-tokenizer-v3.0b1", ("llm",), {"marks": {"tokenizer"}, "version": (3, 0)}),
        ("lab/model-ichikara_004_001-v2.0", ("ichikara", "004", "001"), {"marks": frozenset()}),
        ("someone/llama-7b-qlora-merged", ("llama",), {"marks": {"adapter", "merge"}}),
    ],
)
def test_what_a_name_says(repo: str, stem: tuple[str, ...], more: dict[str, Any]) -> None:
    name = parse_name(repo)
    assert name.stem == stem
    assert {key: getattr(name, key) for key in more} == more


def test_brands_are_what_others_do_not_share() -> None:
    assert parse_name("rinna/llama-3-youko-8b").brands == {"youko"}
    assert parse_name("studio-ousia/mluke-base").brands == {"mluke"}
    assert not parse_name("lab/bert-base-japanese").brands


@given(st.text(max_size=300))
def test_any_text_gives_a_name(text: str) -> None:
    assert parse_name(text) == parse_name.__wrapped__(text)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}/[A-Za-z0-9][A-Za-z0-9._-]{0,60}", fullmatch=True))
def test_capitals_do_not_matter(repo: str) -> None:
    assert parse_name(repo) == parse_name(repo.upper())


@given(
    st.lists(st.sampled_from(["7b", "instruct", "v0.1", "japanese", "gguf", "beta"]), unique=True).flatmap(
        st.permutations
    )
)
def test_the_order_of_what_qualifies_a_name_does_not_matter(parts: list[str]) -> None:
    assert parse_name("owner/" + "-".join(["sakura", *parts])) == parse_name(
        "owner/" + "-".join(["sakura", *sorted(parts)])
    )
