"""What the text of a card says about limits of use, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from jllm_sync.hub.observation import Observation
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.card import read_restrictions
from tests.build import observed


def card(text: str) -> Observation:
    return observed(files={"README.md": text})


def kinds(text: str) -> list[str]:
    reading = read_restrictions(card(text))
    return [limit.kind for limit in reading.value] if isinstance(reading, Reading) else []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("non-commercial", "商用利用は不可です。"),
        ("non-commercial", "本モデルの商用利用は固く禁止します。"),
        ("non-commercial", "商用目的での利用はご遠慮ください。"),
        ("non-commercial", "商用利用を認めません。"),
        ("non-commercial", "非商用目的でのみ利用できます。"),
        ("non-commercial", "※商用利用不可"),
        ("non-commercial", "The model cannot be used for commercial purposes."),
        ("non-commercial", "Commercial use is strictly prohibited."),
        ("non-commercial", "For non-commercial use only."),
        ("non-commercial", "Its licence does not permit commercial use."),
        ("research-only", "本モデルの利用は研究目的に限ります。"),
        ("research-only", "研究目的でのみ利用してください。"),
        ("research-only", "研究目的での利用に限定します。"),
        ("research-only", "研究・教育目的のみ。"),
        ("research-only", "研究用途に限る"),
        ("research-only", "This model is released for research purposes only."),
        ("research-only", "It is intended solely for academic research."),
        ("research-only", "Usage is restricted to research."),
        ("research-only", "This model is for research\npurposes only."),
        ("research-only", "このモデルは研究目的\nに限り利用できます。"),
        ("research-only", "**License**: Apache 2.0\n- For *research use only*"),
        ("research-only", "| Use | Research use only |"),
        ("not-clinical", "臨床での使用は想定していません。"),
        ("not-clinical", "診断に利用しないでください。"),
        ("not-clinical", "医療現場での利用を意図したものではありません。"),
        ("not-clinical", "Not for clinical use."),
        ("not-clinical", "The model is not intended for use in clinical diagnosis."),
        ("ask-first", "商用利用をご希望の方はご連絡ください。"),
        ("ask-first", "商用利用の場合は事前にお問い合わせください。"),
        ("ask-first", "For commercial use, please contact us."),
        ("ask-first", "Contact the authors before any commercial use."),
        ("ask-first", "商用利用をご検討の方はお問い合わせフォームよりお問い合わせください。"),
        ("ask-first", "商用利用の際は必ずご連絡ください。"),
        ("ask-first", "商用利用には事前の許諾が必要です。"),
        ("ask-first", "商用目的で利用される場合は、ご連絡の上ご利用ください。"),
        ("ask-first", "商用利用は要連絡。"),
        ("ask-first", "商用ライセンスに関するお問い合わせはこちらまで。"),
        ("ask-first", "If you would like to use this model for commercial purposes, please contact us."),
        ("ask-first", "You may use it for commercial purposes, but must contact us first."),
        ("ask-first", "You may use it for research; for commercial use please contact us."),
        ("ask-first", "It can be used for research but for commercial use please contact us."),
        ("ask-first", "You may use it for non-commercial purposes, for commercial use please contact us."),
        ("ask-first", "For inquiries about commercial licensing, contact sales@example.com."),
    ],
)
def test_limits(kind: str, text: str) -> None:
    assert kinds(f"# A model\n\n{text}\n") == [kind]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("non-commercial", "旧バージョンと同様、商用利用はできません。"),
        ("non-commercial", "旧バージョンは商用利用可能でしたが、本バージョンは商用利用不可です。"),
        ("non-commercial", "旧バージョンは商用利用不可でしたが、本バージョンも同様です。"),
        ("non-commercial", "多くのご要望をいただきましたが、商用利用は禁止です。"),
        ("non-commercial", "本モデルの商用利用は不可としましたが、今後見直す予定です。"),
        ("non-commercial", "商用利用できないデータを使用しているため、本モデルは商用利用できません。"),
        ("non-commercial", "これは商用利用できないモデルです。"),
        ("non-commercial", "本モデルは商用利用不可のため、製品では使用していません。"),
        ("non-commercial", "Like the original LLaMA, this model is limited to non-commercial use."),
        ("non-commercial", "The original model is limited to non-commercial use, so is this one."),
        ("non-commercial", "The original model is limited to non-commercial use; please respect it."),
        ("non-commercial", "The original model is limited to non-commercial use."),
        ("non-commercial", "The previous release was free, this one is for non-commercial use only."),
        ("research-only", "Unlike the previous release, this model is for research use only."),
        ("research-only", "Unlike LLaMA, which is free, this model is for research purposes only."),
        ("research-only", "This model is for research only, unlike our other models."),
        ("research-only", "Although the original weights are free, this model is for research only."),
        ("research-only", "研究目的に限るものとします。"),
        ("research-only", "商用利用不可のデータは除外していますが、本モデルの利用は研究目的に限ります。"),
        ("research-only", "以前のモデルは公開していませんが、本モデルは研究目的に限り公開します。"),
    ],
)
def test_limits_beside_what_is_said_of_others(kind: str, text: str) -> None:
    assert kinds(f"# A model\n\n{text}\n") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "旧バージョンは商用利用不可でしたが、本バージョンは Apache 2.0 です。",
        "以前のモデルは、商用利用不可です。",
        "- 旧モデルの重みは商用利用不可です。",
        "v1 は研究目的の利用に限りましたが、v2 からは商用利用も可能になりました。",
        "公開当初は商用利用を禁止していましたが、ライセンスを変更しました。",
        "非商用利用に限定されたデータは学習に使用していません。",
        "本モデルは非商用利用に限定されたデータを学習に使用していません。",
        "学習に使用したデータには、非商用利用に限るものは含まれていません。",
        "本モデルの学習に商用利用できないモデルの出力は使用していません。",
        "GPT-4 の出力を学習に用いたモデルは商用利用できないため、本モデルでは使用していません。",
        "Chat Vector の元となったモデルは商用利用不可なので使っていません。",
        "The previous release was for non-commercial use only; this one is Apache 2.0.",
        "Our earlier instruct models were released for research purposes only, this one is MIT.",
        "Unlike LLaMA, whose weights are restricted to non-commercial research, this model was trained from scratch.",
        "In contrast to LLaMA, which is for research purposes only, this model is open.",
        "The original LLaMA weights are limited to non-commercial use; OpenLLaMA is a reproduction under Apache 2.0.",
        "While the original model is limited to non-commercial use, ours is not.",
        "商用利用に関するお問い合わせは info@example.com まで。",
        "商用利用についてのお問い合わせ先: info@example.com",
        "商用利用の際は、ご連絡いただけると幸いです。",
        "You can use this model for commercial purposes, please contact us at info@example.com if you have questions.",
        "This model may be used for research and commercial purposes, contact us with feedback.",
        "For commercial use, too, contact us if you have any questions.",
        "For questions about commercial use, contact info@example.com.",
    ],
)
def test_what_is_said_of_others(text: str) -> None:
    assert kinds(f"# A model\n\n{text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "商用利用可能です。",
        "商用利用も可能です。ご質問はご連絡ください。",
        "商用利用が可能ですので、お気軽にご連絡ください。",
        "商用利用を禁止するものではありません。",
        "商用利用の際の連絡は不要です。",
        "研究目的に限らず利用できます。",
        "研究目的に限られず、商用でも使えます。",
        "研究目的のみならず商用にも利用できます。",
        "研究用途だけでなく商用利用もできます。",
        "研究目的に限定されません。",
        "本コーパスは研究目的に限り公開されています。",
        "学習データには商用利用不可のデータは含まれていません。",
        "研究のために開発されたモデルです。",
        "医療分野のモデルです。",
        "The model is not limited to research.",
        "It is not only for research purposes but for products.",
        "It is not restricted to research use.",
        "Commercial use is permitted; for questions contact us.",
        "You may use it commercially without contacting us: commercial use is free.",
        "No need to contact us for commercial use.",
        "The dataset is for research purposes only.",
        "We research commercial language models.",
        "Our clinical partners were not involved.",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    assert kinds(f"# A model\n\n{text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\nextra_gated_prompt: For research purposes only.\n---\n# A model\n", id="front matter"),
        pytest.param("---\nextra_gated_prompt: For research purposes only.\n", id="front matter without an end"),
        pytest.param("\ufeff---\r\nnote: research use only\r\n---\r\nA model\r\n", id="Windows"),
        pytest.param("```\nFor research purposes only.\n```\n", id="code"),
        pytest.param("~~~text\nFor research purposes only.\n", id="code without an end"),
        pytest.param("<!-- For research purposes only. -->", id="comment"),
        pytest.param("For research.\n\nPurposes only matter here.", id="two paragraphs"),
        pytest.param("- research\n- use only if you must", id="two items"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_text(text: str) -> None:
    assert kinds(text) == []


def test_each_kind_once_with_its_sentence() -> None:
    reading = read_restrictions(card("研究目的に限ります。研究用途のみ。\n\nNot for clinical use. Thanks!"))
    assert isinstance(reading, Reading)
    assert [(limit.kind, limit.sentence) for limit in reading.value] == [
        ("research-only", "研究目的に限ります"),
        ("not-clinical", "Not for clinical use"),
    ]
    assert [one.value for one in reading.evidence] == ["研究目的に限ります", "Not for clinical use"]
    assert reading.confidence == "medium"


def test_a_proposed_card_is_weak_evidence() -> None:
    reading = read_restrictions(observed(files={"README.md": "研究目的に限ります。"}, branch="refs/pr/1"))
    assert reading.confidence == "low" if isinstance(reading, Reading) else False


@pytest.mark.parametrize("value", [None, 7, [], {"a": 1}, ["研究目的に限ります"]])
def test_what_is_no_card(value: object) -> None:
    assert isinstance(read_restrictions(observed(files={"README.md": value})), NoReading)


SIZE = 2_000_000


@pytest.mark.parametrize(
    "piece",
    [
        "research. ",
        "research ",
        "commercial use ",
        "商用利用",
        "商用利用。",
        "商用研究臨床診断医療",
        "contact commercial ",
        "not be intended medical ",
        "臨床使用",
        "---\n",
        "\n---   \t",
        "```",
        "~~~",
        "<!--",
        "\n",
        " \n",
        "\n#",
        "*_`>#|",
        "a.",
        ". ",
        "\u3000",
        "\x00",
        "not (just only solely ",
        "研究(",
        "non-commercial",
        "unlike which, ",
        "commercial previous releases ",
        "; original commercial",
        "commercial; while original ",
        "商用旧モデルは、",
        "商用利用できない",
        "商用研究のみのもの",
        "can use commercial contact ",
        "commercial inquiries about ",
    ],
)
def test_hostile_cards_cost_no_time(piece: str) -> None:
    body = (piece * (SIZE // len(piece) + 1))[:SIZE]
    for text in (body, f"---\n{body}", f"---\n---\n{body}"):
        start = time.process_time()
        read_restrictions(card(text))
        assert time.process_time() - start < 1


def test_many_different_sentences_cost_no_time() -> None:
    text = "".join(f"research {number} commercial clinical 商用。\n\n" for number in range(60_000))
    start = time.process_time()
    read_restrictions(card(text))
    assert time.process_time() - start < 1
