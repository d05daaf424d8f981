"""Cells that say one thing of some variants and another of the rest."""

# ruff: noqa: E501  (a table of cells: one a line)

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.catalog.pages.cells import label_tokens, read_qualifiers
from jllm_sync.catalog.pages.vocabulary import key, known_foundations
from tests.catalog.pages.list_pages import by_label, entries, first_entry, import_pages, links, page

HUB = "https://huggingface.co"


@pytest.mark.parametrize(
    ("labels", "cell", "expected"),
    [
        (["**7b**", "**13b**", "**70b**"], "7b, 13b: 4,096<br>70b: 8,192", [4096, 4096, 8192]),
        (["**13b**", "**13b**-instruct", "**13b**-instruct-nc"], "base: 4,096<br>instruct, instruct-nc: 8,192", [4096, 8192, 8192]),
        (["**7b**", "**7b**-chat", "**7b**-chat-dpo-experimental"], "base: 4,096<br>chat: **32,768**", [4096, 32768, 32768]),
        (["**4b(3.8b)**", "**4b(3.8b)**-8k", "**4b(3.8b)**-sft"], "8kモデル: 8,192<br>他: 2,048", [2048, 8192, 2048]),
        (["4b", "4b-8k", "4b-sft"], "8k model: 8,192<br>others: 2,048", [2048, 8192, 2048]),
        (["sq4096-alpha", "sq8192-alpha"], "**4,096**<br>または<br>**8,192**", [4096, 8192]),
        (["a", "b"], "≤ 2,048", [{"at_most": 2048}] * 2),
        (["a", "b"], "2,400 ~ 8,192", [{"min": 2400, "max": 8192}] * 2),
        (["a", "b"], "**16,384**", [16384, 16384]),
        (["a", "b"], "4,096 または 8,192", [None, None]),
        (["7b", "13b"], "", [None, None]),
    ],
)  # fmt: skip
def test_context(labels: list[str], cell: str, expected: list[Any]) -> None:
    entry = first_entry("generative", f"| [N](https://n.jp) | Llama<br>{links(*labels)} | {cell} | 不明 | D | MIT |")
    assert list(by_label(entry, "context").values()) == expected


LICENSES = [
    (["13b", "13b-instruct", "13b-instruct-nc"], "Apache 2.0<br>(NC モデルは CC BY-NC 4.0)", ["apache-2.0", "apache-2.0", "cc-by-nc-4.0"]),
    (["13b", "13b-instruct", "13b-instruct-nc"], "Apache 2.0<br>(CC BY-NC 4.0 as for NC model)", ["apache-2.0", "apache-2.0", "cc-by-nc-4.0"]),
    (["7b", "7b-chat", "7b-chat-dpo-experimental"], "Apache 2.0<br>(dpo モデルのみ CC BY 4.0)", ["apache-2.0", "apache-2.0", "cc-by-4.0"]),
    (["13b", "13b-instruct"], "baseモデル: MIT<br>instructモデル: CC BY-NC-SA 4.0", ["mit", "cc-by-nc-sa-4.0"]),
    (["13b", "13b-instruct"], "base: MIT<br>instruct: CC BY&#x2011;NC&#x2011;SA 4.0", ["mit", "cc-by-nc-sa-4.0"]),
    (["70B-v0.1", "70B-Instruct-v0.1"], "Llama 3.1 Community License<br>(Instructモデルは Gemma Terms of Use も適用)", ["llama3.1", ["llama3.1", "gemma"]]),
    (["70B-v0.1", "70B-Instruct-v0.1"], "Llama 3.1 Community License<br>(Gemma Terms of Use is also applied to the Instruct model)", ["llama3.1", ["llama3.1", "gemma"]]),
    (["172b", "172b-instruct3"], "事前学習済みモデル: LLM-jp-3 172B Terms of Use<br>事後学習済みモデル: llm-jp-3-172b-instruct3利用許諾契約", ["llm-jp-3-172b-terms-of-use", "llm-jp-3-172b-instruct3-terms-of-use"]),
    (["172b", "172b-instruct3"], "Pre-trained model: LLM-jp-3 172B Terms of Use<br>Post-trained model: llm-jp-3-172b-instruct3 Terms of Use", ["llm-jp-3-172b-terms-of-use", "llm-jp-3-172b-instruct3-terms-of-use"]),
    (["base-alpha-**7b**", "instruct-alpha-**7b**", "instruct-alpha-**7b**-v2"], f"baseモデル: Apache 2.0<br>instruct モデル (v1): [独自のライセンス]({HUB}/org/repo-1/tree/main)<br>instruct モデル (v2): Apache 2.0", ["apache-2.0", "n-license", "apache-2.0"]),
    (["base (v1)", "base (v1, 文字レベル)", "base (v2)", "large", "large (文字レベル)", "base (v3)", "base (v3, 文字レベル)", "large (v2)", "large (v2, 文字レベル)"], "base (v1, v2) & large: CC BY-SA 3.0<br>base (v3) & large (v2): Apache 2.0", ["cc-by-sa-3.0"] * 5 + ["apache-2.0"] * 4),
    (["14b"], "Apache 2.0 & OpenAI Terms of Use", [["apache-2.0", "openai-terms-of-use"]]),
    (["14b"], " ？ ", ["unknown"]),
    (["14b"], "", [None]),
    (["14b"], "Some Terms, Version 3", ["some-terms-version-3"]),
]  # fmt: skip


@pytest.mark.parametrize(("labels", "cell", "expected"), LICENSES)
def test_license(labels: list[str], cell: str, expected: list[Any]) -> None:
    entry = first_entry("generative", f"| [N](https://n.jp) | Llama<br>{links(*labels)} | | 不明 | D | {cell} |")
    assert list(by_label(entry, "license").values()) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        r"\*Instructが名前に付いていないモデルのみ Base-8x7B-v0.1 がベース",
        r"\*The model without \"Instruct\" in its name is based on Base-8x7B-v0.1",
        r"\*Le modèle sans \"Instruct\" dans son nom est basé sur Base-8x7B-v0.1",
    ],
)
def test_foundation(sentence: str) -> None:
    names = links("8x7B-v0.1-ja", "8x7B-Instruct-v0.1-ja", "8x7B-Instruct-v0.1-ja-alpha")
    entry = first_entry(
        "continual", f"| [N](https://n.jp)<br>{names} | Base-8x7B-Instruct-v0.1 (**46.7b**)<br>{sentence} | | D | MIT |"
    )
    instruct = {"id": "base-8x7b-instruct-v0.1", "size": "46.7b"}
    assert list(by_label(entry, "foundation").values()) == ["base-8x7b-v0.1", instruct, instruct]
    assert list(by_label(entry, "parameters").values()) == ["46.7b"] * 3


def test_a_foundation_that_is_built_in_is_named_only() -> None:
    row = f"| [N](https://n.jp)<br>{links('7b')} | Code Llama (**7b**) | | D | MIT |"
    table = import_pages(ja=page(("continual", [row]))).catalog["foundations"]
    assert table == {"code-llama": {"name": "Code Llama"}}


def test_every_known_foundation_is_made_from_a_known_one() -> None:
    known = known_foundations()
    assert known[key("Code Llama")].made_from == "llama-2"
    ids = {one.id for one in known.values()}
    assert all(one.made_from in ids for one in known.values() if one.made_from)


def test_values_stand_on_the_entry_and_exceptions_on_the_variants() -> None:
    entry = first_entry(
        "generative",
        f"| [N](https://n.jp) | Llama<br>{links('7b', '13b', '70b')} | 7b, 13b: 4,096<br>70b: 8,192 | | D | MIT |",
    )
    assert entry["context"] == 4096
    assert [variant.get("context") for variant in entry["variants"]] == [None, None, 8192]


def test_a_value_that_only_some_variants_have_stands_on_those() -> None:
    entry = first_entry(
        "generative", f"| [N](https://n.jp) | Llama<br>{links('7b', '7b-chat')} | chat: 8,192 | | D | MIT |"
    )
    assert "context" not in entry
    assert by_label(entry, "context") == {"7b": None, "7b-chat": 8192}


def test_a_qualifier_that_fits_no_variant_is_reported() -> None:
    row = f"| [N](https://n.jp) | Llama<br>{links('7b')} | 99b: 8,192<br>7b: 4,096 | | D | MIT |"
    imported = import_pages(ja=page(("generative", [row])))
    assert entries(imported)[0]["context"] == 4096
    assert [str(n) for n in imported.notices if n.kind == "leftover"] == [
        "ja.md:8: cell «入出力で扱える トークン数»: no variant for «99b»: 8192"
    ]


@pytest.mark.parametrize(
    ("text", "label", "others", "fits"),
    [
        ("instruct", "13b-instruct3", [], True),
        ("instruct", "13b-instruction-sft", [], True),
        ("instruct", "13b", [], False),
        ("base", "7b", ["7b-chat"], True),
        ("base", "7b", ["base-7b"], False),
        ("v1", "instruct-7b", ["instruct-7b-v2"], True),
        ("v1", "instruct-7b", ["base-7b"], False),
        ("v2", "instruct-7b", ["instruct-7b-v3"], False),
        ("it", "2b-it", [], True),
        ("it", "2b-italian", [], False),
    ],
)
def test_qualifier(text: str, label: str, others: list[str], fits: bool) -> None:
    (qualifier,) = read_qualifiers(text)
    labels = [label_tokens(name) for name in (label, *others)]
    assert qualifier.fits(labels[0], labels) is fits
