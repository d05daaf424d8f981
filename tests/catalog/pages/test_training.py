"""Training cells: stages, data sets, amounts, parents; sentences are left over."""

# ruff: noqa: E501  (a table of cells: one a line)

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.catalog.pages.cells import label_tokens
from jllm_sync.catalog.pages.markdown import parse
from jllm_sync.catalog.pages.training import Training, read_training
from jllm_sync.catalog.pages.vocabulary import key, words
from jllm_sync.messages import in_language
from tests.catalog.pages.list_pages import entries, import_pages, links, page

LABELS = [label_tokens(label) for label in ("13b", "13b-instruct", "13b-instruction-sft", "v1", "v2", "8k")]


def read(cell: str) -> Training:
    return read_training(parse(cell), LABELS)


def shown(cell: str) -> list[tuple[Any, ...]]:
    """The stages in short: stage, models, method, tokens or amount, data."""
    return [
        (
            in_language(stage.stage or "", "en"),
            stage.models,
            in_language(stage.method or "", "en"),
            stage.tokens or stage.amount,
            [f"{item.name} [{item.amount}]" if item.amount else item.name for item in stage.data],
        )
        for stage in read(cell).stages
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("事前学習 + 中間学習: A, B", [("Pre-training + Mid-training", "", "", "", ["A", "B"])]),
        ("継続事前学習: A<br>GRPO (数学): B", [("Continual pre-training", "", "", "", ["A"]), ("GRPO (数学)", "", "", "", ["B"])]),
        ("事前学習: C4, RedPajama<br>(計 **1.5T** トークン)", [("Pre-training", "", "", "1.5T", ["C4", "RedPajama"])]),
        ("Pre-training: C4, RedPajama<br>(**1.5T** tokens)", [("Pre-training", "", "", "1.5T", ["C4", "RedPajama"])]),
        ("日本語 Wikipedia <br>+ Japanese CC-100", [("", "", "", "", ["日本語 Wikipedia", "Japanese CC-100"])]),
        ("日本語 Wikipedia、Japanese CC-100", [("", "", "", "", ["日本語 Wikipedia", "Japanese CC-100"])]),
        ("日本語 Wikipedia (約1,800万文 (2.9GB))", [("", "", "", "", ["日本語 Wikipedia [約1,800万文 (2.9GB)]"])]),
        ("日本語 Wikipedia 約1,700万文 (2.6GB)", [("", "", "", "", ["日本語 Wikipedia [約1,700万文 (2.6GB)]"])]),
        ("Web データ (8.6B トークン)", [("", "", "", "", ["Web データ [8.6B トークン]"])]),
        ("A, B<br>（計171GB）", [("", "", "", "171GB", ["A", "B"])]),
        ("Pile の一部<br>(a1: 計 **0.7T** トークン, a2: 計 **1.4T** トークン)", [("", "", "", "a1: 0.7T, a2: 1.4T", ["Pile の一部"])]),
        ("Instruction Tuning (LoRA or Full-parameter FT): Dolly", [("Instruction Tuning (LoRA or Full-parameter FT)", "", "", "", ["Dolly"])]),
        ("SFT, DPO: 合成データ [^6]", [("SFT, DPO", "", "", "", ["合成データ"])]),
        (r"A<br>\*instruct モデルでは B, C でファインチューニング", [("", "", "", "", ["A"]), ("", "instruct", "fine-tuning", "", ["B", "C"])]),
        (r"\*instruction-sft モデルは B でファインチューニング", [("", "instruction-sft", "fine-tuning", "", ["B"])]),
        ("A<br>*v0.1モデルでは OASST1, OASST2 を使用", [("", "", "", "", ["A"]), ("", "v0.1", "", "", ["OASST1", "OASST2"])]),
        ("v1:<br>A 約3億文<br>+ B<br>v2: C", [("", "v1", "", "", ["A [約3億文]", "B"]), ("", "v2", "", "", ["C"])]),
        ("不明", []),
        ("事前学習: 不明<br>DPO: A", [("DPO", "", "", "", ["A"])]),
        ("undisclosed<br>(**2.0T** tokens)", [("", "", "", "2.0T", [])]),
        ("-", []),
    ],
)  # fmt: skip
def test_stages(cell: str, expected: list[tuple[Any, ...]]) -> None:
    assert shown(cell) == expected
    assert read(cell).leftovers == []


@pytest.mark.parametrize(
    ("cell", "parents", "stages"),
    [
        ("Sarashina2 (70B) に対して Sparse Upcycling で学習", ["Sarashina2 (70B)"], [("", "", "Sparse Upcycling", "", [])]),
        ("Sparse Upcycling on Sarashina2 (70B)", ["Sarashina2 (70B)"], [("", "", "Sparse Upcycling", "", [])]),
        ("Swallow 13B に対して LEIA で追加学習", ["Swallow 13B"], [("", "", "LEIA", "", [])]),
        ("X 70B に対して追加学習（詳細不明）", ["X 70B"], [("", "", "additional training", "", [])]),
        ("X 8x7B に対して以下のデータセットで学習: A, B", ["X 8x7B"], [("", "", "", "", ["A", "B"])]),
        ("X 8x7B に対して<br>SteerLM: A", ["X 8x7B"], [("SteerLM", "", "", "", ["A"])]),
        ("X 7B (base) に対して Instruction Tuning: A", ["X 7B (base)"], [("Instruction Tuning", "", "", "", ["A"])]),
        ("X 7B (base) に対して a-b-en-ja で Instruction Tuning", ["X 7B (base)"], [("Instruction Tuning", "", "", "", ["a-b-en-ja"])]),
        ("Instruction-tuned X 7B (base) on A, B", ["X 7B (base)"], [("Instruction Tuning", "", "", "", ["A", "B"])]),
        ("- （東北大BERT(base) を親モデルとして知識蒸留）", ["東北大BERT(base)"], [("", "", "distillation", "", [])]),
        ("(Distillation of X BERT(base))", ["X BERT(base)"], [("", "", "distillation", "", [])]),
        ("東北大BERT (base, v2) で重みを初期化した上で、日本語 Wikipedia で事前学習", ["東北大BERT (base, v2)"], [("Pre-training", "", "", "", ["日本語 Wikipedia"])]),
    ],
)  # fmt: skip
def test_parents(cell: str, parents: list[str], stages: list[tuple[Any, ...]]) -> None:
    assert read(cell).parents == parents
    assert shown(cell) == stages


@pytest.mark.parametrize(
    ("cell", "leftover"),
    [
        (
            r"\*8k モデルでは 4,000トークンを超える長いトークン列でファインチューニング",
            "4,000トークンを超える長いトークン列",
        ),
        (
            "A (NCモデルでは商用利用不可の Alpaca Dataset も含めて学習)",
            "(NCモデルでは商用利用不可の Alpaca Dataset も含めて学習)",
        ),
        ("A<br>(v2では商用利用不可のものを除外)", "(v2では商用利用不可のものを除外)"),
    ],
)
def test_prose_is_left_over(cell: str, leftover: str) -> None:
    assert read(cell).leftovers == [leftover]


def test_names_in_all_languages_where_they_align() -> None:
    name = f"[N](https://n.jp) | Llama<br>{links('7b')} | 512"
    ja = f"| {name} | 事前学習: [corpus](https://c.jp)の一部, 合成データ, C4 | 東大 | MIT |"
    en = f"| {name} | Pre-training: part of [corpus](https://c.jp), synthetic data, C4 | U Tokyo | MIT |"
    entry = entries(import_pages(ja=page(("generative", [ja])), en=page(("generative.en", [en]))))[0]
    assert entry["developer"] == {"ja": "東大", "en": "U Tokyo"}
    assert entry["training"] == [
        {
            "stage": {"ja": "事前学習", "en": "Pre-training"},
            "data": [
                {"name": {"ja": "corpusの一部", "en": "part of corpus"}, "link": "https://c.jp"},
                {"ja": "合成データ", "en": "synthetic data"},
                "C4",
            ],
        }
    ]


def test_a_stage_that_another_language_lacks_takes_no_name_from_it() -> None:
    name = f"[N](https://n.jp) | Llama<br>{links('7b', '7b-sft')} | 512"
    ja = rf"| {name} | 日本語 Web<br>\*sft モデルでは 合成データ でファインチューニング | D | MIT |"
    en = f"| {name} | Japanese web | D | MIT |"
    entry = entries(import_pages(ja=page(("generative", [ja])), en=page(("generative.en", [en]))))[0]
    first, second = entry["training"]
    assert first == {"data": [{"ja": "日本語 Web", "en": "Japanese web"}]}
    assert second["data"] == ["合成データ"]


def test_undisclosed_training_is_known_in_each_language_of_the_list() -> None:
    wordings = ("訓練詳細不明", "Training details undisclosed", "Détails d'entraînement non divulgués")
    assert {key(wording) for wording in wordings} <= words().nothing
