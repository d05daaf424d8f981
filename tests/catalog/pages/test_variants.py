"""Names, labels, sizes, marks and references of rows."""

# ruff: noqa: E501  (a table of cells: one a line)

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.catalog.pages.cells import size_of_label
from jllm_sync.catalog.pages.markdown import parse
from jllm_sync.repo import HubLink, hub_link
from tests.catalog.pages.list_pages import entries, first_entry, import_pages, page

HUB = "https://huggingface.co"


@pytest.mark.parametrize(
    ("label", "size"),
    [
        ("**13b**-instruct", "13b"),
        ("**1b(1.4b)**", "1.4b"),
        ("**4b(3.8b)**-8k", "3.8b"),
        ("8x70b (**465b**)", "465b"),
        ("**xl(3b)**", "3b"),
        ("neox-**3.6b**-instruction-sft", "3.6b"),
        ("13B-instruct-gguf", "13b"),
        ("v1-10B", "10b"),
        ("8x7b-NVE-v0.1", None),
        ("blip-ja-base-7b-v0", None),
        ("small (medium)", None),
        ("llama2-lora-6.89ep", None),
        ("v1-llava-620k", None),
    ],
)
def test_size_of_label(label: str, size: str | None) -> None:
    assert size_of_label(parse(label)) == size


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{HUB}/org/name", HubLink("org/name", "model", False)),
        (f"{HUB}/org/name/tree/main", HubLink("org/name", "model", True)),
        (f"{HUB}/datasets/org/name", HubLink("org/name", "dataset", False)),
        (f"{HUB}/datasets/openai_humaneval", HubLink("openai_humaneval", "dataset", False)),
        (f"{HUB}/spaces/org/name", HubLink("org/name", "space", False)),
        (f"{HUB}/org", None),
        (f"{HUB}/blog/article", None),
        ("https://example.com/org/name", None),
    ],
)
def test_hub_link(url: str, expected: HubLink | None) -> None:
    assert hub_link(url) == expected


def test_name_architecture_and_variants() -> None:
    entry = first_entry(
        "generative",
        f"| [Tanuki-8×8B](https://n.jp) | Tanuki (MoE) (**47b**)<br>([v1.0]({HUB}/o/t-v1.0), [v1.0-GGUF]({HUB}/p/t-GGUF)) [^6]"
        " | 4,096 | 不明 | 松尾研 <br> (東京) | Apache 2.0 |",
    )
    assert entry == {
        "id": "tanuki-8x8b",
        "name": "Tanuki-8×8B",
        "link": "https://n.jp",
        "developer": "松尾研 (東京)",
        "architecture": "Tanuki (MoE)",
        "license": "apache-2.0",
        "context": 4096,
        "parameters": "47b",
        "variants": [
            {"label": "v1.0", "repo": "o/t-v1.0", "representative": True},
            {"label": "v1.0-GGUF", "repo": "p/t-GGUF", "representative": True},
        ],
    }


def test_a_row_of_repos_has_no_name() -> None:
    entry = first_entry(
        "embedding", f"| [o/SBERT_base]({HUB}/o/SBERT_base)<br>[o/SBERT-large]({HUB}/o/SBERT-large) || 近畿大学 | ？ |"
    )
    assert entry == {
        "id": "sbert-base",
        "developer": "近畿大学",
        "license": "unknown",
        "variants": [{"repo": "o/SBERT_base"}, {"repo": "o/SBERT-large"}],
    }  # fmt: skip


def test_a_row_without_leading_pipe_and_its_parents() -> None:
    imported = import_pages(
        ja=page(
            ("continual", [f"| [Alpha 3 Swan 8B](https://a.jp)<br>([8B-v0.1]({HUB}/s/A-8B), [8B-Instruct-v0.1]({HUB}/s/A-8B-I)) | Llama 3 (**8b**) || D | MIT |"]),
            ("merged", [f" [e/Merged]({HUB}/e/Merged) | **Alpha 3 Swan 8B (Instruct)**, Foreign-8B | EQ | MIT |"]),
        )
    )  # fmt: skip
    assert entries(imported)[1] == {
        "id": "merged",
        "developer": "EQ",
        "parents": [
            {"name": "Alpha 3 Swan 8B (Instruct)", "repo": "s/A-8B-I", "entry": "alpha-3-swan-8b"},
            {"name": "Foreign-8B"},
        ],
        "license": "mit",
        "variants": [{"repo": "e/Merged"}],
    }


@pytest.mark.parametrize(
    ("cell", "loadable", "variants"),
    [
        (f"[◯]({HUB}/o/b)", "yes", [{"repo": "o/b"}]),
        (f"◯ ([base]({HUB}/o/b), [large (seq512)]({HUB}/o/l))", "yes", [{"label": "base", "repo": "o/b"}, {"label": "large (seq512)", "repo": "o/l"}]),
        ("△", "format", []),
        ("✕", "no", []),
        (f"※ 非公式の変換されたモデルが[公開されている]({HUB}/x/b)", None, [{"repo": "x/b", "unofficial": True}]),
        (f"[◯]({HUB}/x/b) <br> ※ Unofficial release", None, [{"repo": "x/b", "unofficial": True}]),
        (f"[◯]({HUB}/o/b) [^6]", "yes", [{"repo": "o/b", "representative": True}]),
    ],
)  # fmt: skip
def test_loadable(cell: str, loadable: str | None, variants: list[dict[str, Any]]) -> None:
    entry = first_entry("encoder", f"| [東大BERT](https://n.jp) | BERT (base, large) | 512 | - | D | MIT | {cell} |")
    assert entry["architecture"] == "BERT (base, large)"
    assert entry.get("loadable") == loadable
    assert entry.get("variants", []) == variants


def test_benchmarks_offer_data_sets_and_name_their_origins() -> None:
    imported = import_pages(
        ja=page(
            (
                "benchmark",
                [
                    f"| <a id=\"jh\"></a> [JHumanEval]({HUB}/datasets/o/jhumaneval) | 評価する [HumanEval]({HUB}/datasets/openai_humaneval) の日本語版。 | D |",
                    f"| [Rakuda](https://r.jp) | [40問]({HUB}/datasets/o/questions)に対して出力させる。 | D |",
                ],
            )
        )
    )  # fmt: skip
    first, second = entries(imported)
    assert first["variants"] == [{"repo": "o/jhumaneval", "kind": "dataset"}]
    assert first["references"] == [{"repo": "openai_humaneval", "kind": "dataset", "role": "origin"}]
    assert second["references"] == [{"repo": "o/questions", "kind": "dataset", "role": "mentioned"}]
    assert "variants" not in second


def test_a_doubted_licence() -> None:
    entry = first_entry(
        "continual", f"| [N](https://n.jp)<br>([7B]({HUB}/o/n)) | Llama 2 (**7b**) | 不明 | D | Apache 2.0 (?)[^12] |"
    )
    assert entry["license"] == "apache-2.0"
    assert "OpenAI" in entry["doubt"]["en"]


def test_ids_stay_unique() -> None:
    row = "| [Same](https://n.jp) | BERT | 512 | | D | MIT | △ |"
    imported = import_pages(ja=page(("encoder", [row, row, row])))
    assert [entry["id"] for entry in entries(imported)] == ["same", "same-part-1", "same-part-1-2"]
