"""Drafts of entries: valid, where they belong, and nothing in them that the Hub contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from jllm_sync.audit import Selection, audit, repos_of
from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.discovery.names import entry_id, family_name, label_beside, label_in, sizes_like
from jllm_sync.drafting.draft import draft, to_add
from jllm_sync.drafting.writing import Draft, as_yaml, contested
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.messages import said
from jllm_sync.repo import RepoRef
from tests.build import LIST_2024
from tests.discovery.made import repo

TODAY = date(2026, 8, 31)
TEN = (  # of ten owners, of which the recording holds cards or configs as far as there are such
    "llm-jp/llm-jp-3-7.2b",
    "sbintuitions/sarashina2.2-3b",
    "tokyotech-llm/Llama-3.1-Swallow-8B-v0.5",
    "team-hatakeyama-phase2/Tanuki-8B-dpo-v1.0-4k-GPTQ-4bit",
    "studio-ousia/luke-japanese-large",
    "karakuri-ai/karakuri-lm-32b-thinking-2501-exp",
    "tohoku-nlp/bert-base-japanese",
    "ku-nlp/deberta-v2-large-japanese-char-wwm",
    "megagonlabs/t5-base-japanese-web-8k",
    "stockmark/Stockmark-2-100B-Instruct",
)


@cache
def _given() -> tuple[bytes, Catalog, dict[str, Observation]]:
    data = LIST_2024.read_bytes()
    return data, parse_catalog(data, "catalog.yaml"), {o.repo: o for o in embedded_recording().observations}


@cache
def drafted(*repos: str, **options: str) -> tuple[list[Draft], Catalog, str]:
    data, catalog, known = _given()
    listed = {variant.repo for entry in catalog.entries for variant in entry.variants}
    drafts, made = draft(
        Document(data, "catalog.yaml"),
        [known[repo] for repo in sorted(listed & known.keys())],
        [known[repo] for repo in repos],
        **options,  # type: ignore[arg-type]
    )
    return drafts, made.catalog, next(iter(made.files.values())).decode()


def test_ten_real_repos_of_ten_owners_pass_the_audit() -> None:
    assert len({id_.partition("/")[0] for id_ in TEN}) == 10
    drafts, catalog, _ = drafted(*TEN)
    selection = Selection(min_confidence="low")
    observed = RecordedHub(embedded_recording()).observe(repos_of(catalog, selection))
    findings = audit(catalog, replace(observed, others=()), selection, TODAY).findings
    new = {entry.entry for entry in drafts if entry.new}
    wrong = [f.message["en"] for f in findings if f.severity != "info" and (f.repo in TEN or f.entry in new)]
    assert wrong == []
    assert sum(not one.new for one in drafts) >= 5


def test_no_other_line_is_touched() -> None:
    _, _, text = drafted(*TEN)
    old = LIST_2024.read_text("utf-8").splitlines()
    new = iter(text.splitlines())
    assert all(line in new for line in old)  # the old lines, all of them and in their order


def test_into_the_entry_before_the_later_round() -> None:
    _, catalog, text = drafted("llm-jp/llm-jp-3-172b-instruct2")
    entry = next(entry for entry in catalog.entries if entry.id == "llm-jp-3-172b")
    assert [variant.label for variant in entry.variants] == ["172b", "172b-instruct2", "172b-instruct3"]
    assert "{label: 172b-instruct2, repo: llm-jp/llm-jp-3-172b-instruct2, parameters: 172b}  # " in text
    assert "not seen of this repo: license, context" in text


def test_one_family_becomes_one_entry() -> None:
    drafts, catalog, _ = drafted(
        "sbintuitions/sarashina2.2-3b-instruct-v0.1", "sbintuitions/sarashina2.2-3b", "sbintuitions/sarashina2.2-1b"
    )
    entry = next(entry for entry in catalog.entries if entry.id == "sarashina2.2")
    assert len(drafts) == 1
    assert entry.section == "generative/scratch/general"
    assert [variant.label for variant in entry.variants] == ["1b", "3b", "3b-instruct-v0.1"]
    assert entry.facts["developer"] == "SB Intuitions"
    assert entry.claims["architecture"].raw == "Llama"
    assert entry.claims["context"].raw == 8192
    assert entry.claims["license"].raw == "mit"  # as its own card says


def test_it_stands_where_the_sizes_demand() -> None:
    _, catalog, _ = drafted("sbintuitions/sarashina2.2-3b")
    ids = [
        entry.id
        for section in catalog.sections
        if section.id == "generative/scratch/general"
        for entry in section.entries
    ]
    assert ids.index("opencalm") < ids.index("sarashina2.2") < ids.index("sarashina2.1-1b")


def test_another_size_says_so_of_its_base() -> None:
    _, catalog, _ = drafted("pfnet/nekomata-7b-pfn-qfin")
    variant = next(v for e in catalog.entries for v in e.variants if v.repo == "pfnet/nekomata-7b-pfn-qfin")
    assert variant.claims["foundation"].raw == {"id": "qwen", "size": "7b"}


def test_what_differs_from_the_entry_is_overridden() -> None:
    _, catalog, text = drafted("tohoku-nlp/bert-base-japanese")
    variant = next(v for e in catalog.entries for v in e.variants if v.repo == "tohoku-nlp/bert-base-japanese")
    assert variant.claims["license"].raw == "cc-by-sa-4.0"
    assert "license as the Hub says" in text


def test_a_licence_that_the_catalog_lacks_is_left_to_a_person() -> None:
    data, _, _ = _given()
    new = repo("llm-jp/llm-jp-3-99b", license="other", license_name="house-9", language="ja")
    drafts, made = draft(Document(data, "catalog.yaml"), [], [new], section="speech/others")
    assert "license" not in drafts[0].fields
    assert "license: the Hub states other (house-9), which `licenses` lacks" in next(iter(made.files.values())).decode()


def test_a_place_that_a_person_chose() -> None:
    drafts, _, _ = drafted("lightblue/Karasu-DPO-7B", section="generative/instruction-only/general")
    assert drafts[0].new
    drafts, _, _ = drafted("lightblue/Karasu-DPO-7B", entry="qarasu")
    assert drafts[0].entry == "qarasu"


def _hostile() -> Observation:
    return repo("llm-jp/llm-jp-3-99b", license="other", license_name="x\n  - {repo: evil/evil}\u202e", language="ja")


def test_words_from_the_hub_stay_in_their_comment() -> None:
    data, _, _ = _given()
    drafts, made = draft(Document(data, "c.yaml"), [], [_hostile()], section="speech/others")
    text = next(iter(made.files.values()))
    assert len(text.splitlines()) == len(data.splitlines()) + len(as_yaml(drafts, "en").splitlines()) - 1
    assert "\u202e" not in text.decode()
    assert "evil/evil" not in {v.repo for e in parse_catalog(text, "c.yaml").entries for v in e.variants}


@pytest.mark.parametrize("name", ["momiji-0.0b", f"momiji-{'9' * 80}b", "momiji-0m"])
def test_absurd_sizes_are_not_written(name: str) -> None:
    data, _, _ = _given()
    drafts, _ = draft(Document(data, "c.yaml"), [], [repo(f"llm-jp/{name}", language="ja")], section="speech/others")
    assert "parameters" not in drafts[0].variants[0].fields


@pytest.mark.parametrize(
    ("repos", "name", "labels"),
    [
        (["x/sarashina2.2-3b", "x/sarashina2.2-3b-instruct-v0.1"], "sarashina2.2", ["3b", "3b-instruct-v0.1"]),
        (["x/RakutenAI-2.0-8x7B", "x/RakutenAI-2.0-mini"], "RakutenAI-2.0", ["8x7B", "mini"]),
        (["x/luke-japanese-base", "x/luke-japanese-large"], "luke-japanese", ["base", "large"]),
        (["x/Qwen3-14B-Ja-Fin-CPT", "x/Qwen3-14B-Ja-Fin-Thinking"], "Qwen3-14B-Ja-Fin", ["CPT", "Thinking"]),
        (["x/kana-whisper"], "kana-whisper", [None]),
    ],
)
def test_names_of_families_and_their_labels(repos: list[str], name: str, labels: list[str | None]) -> None:
    assert family_name(repos) == name
    assert [label_in(repo, name) for repo in repos] == labels


BERTS = [
    ("x/bert-base-japanese-v2", "base (v2)"),
    ("x/bert-large-japanese", "large"),
    ("x/bert-large-japanese-char", "large (文字レベル)"),
]


@pytest.mark.parametrize(
    ("repo", "siblings", "label"),
    [
        ("x/llm-jp-3-7.2b-instruct3", [("x/llm-jp-3-13b", "13b"), ("x/llm-jp-3-13b-instruct3", "13b-instruct3")],
         "7.2b-instruct3"),
        ("x/Llama-3.1-Swallow-8B-v0.5", [("x/Llama-3.1-Swallow-8B-v0.1", "8B-v0.1")], "8B-v0.5"),
        ("x/Tanuki-8B-dpo-v1.0-4k-AWQ", [("x/Tanuki-8B-dpo-v1.0", "v1.0"), ("x/Tanuki-8B-dpo-v1.0-AWQ", "v1.0-AWQ")],
         "v1.0-4k-AWQ"),
        ("x/plamo-3-nict-2604-31b-base", [("x/plamo-3-nict-31b-base", "31b-base")], "2604-31b-base"),
        ("x/nekomata-7b-pfn-qfin", [("x/nekomata-14b-pfn-qfin", "qfin")], "7b-qfin"),
        ("x/t5-base-japanese-web-8k", [("x/t5-base-japanese-web", "base")], "base-8k"),
        ("x/bert-base-japanese", BERTS, "base"),
        ("x/bert-base-japanese-char", BERTS, "base (文字レベル)"),
        ("x/ruri-pt-small", [("x/ruri-small", "small"), ("x/ruri-small-v2", "small-v2")], "pt-small"),
        ("x/kumo", [("x/kumo-base", "kumo")], "x/kumo"),
        ("x/Kumo-7B-it", [], "Kumo-7B-it"),
    ],
)  # fmt: skip
def test_a_label_in_the_style_of_its_siblings_and_unlike_them(
    repo: str, siblings: list[tuple[str, str]], label: str
) -> None:
    assert label_beside(repo, siblings) == label


def test_ids_are_slugs_and_unique() -> None:
    assert entry_id("RakutenAI-2.0", set()) == "rakutenai-2.0"
    assert entry_id("Tanuki", {"tanuki"}) == "tanuki-2"
    assert entry_id("日本語", set()) == "model"


@pytest.mark.parametrize("empty", ["sections: []", "sections:\n  - id: models\n    title: M\n    entries: []"])
def test_an_empty_catalog_is_a_beginning(empty: str) -> None:
    _, _, known = _given()
    text = f"title: Mine\n{empty}\n"
    new = [known["sbintuitions/sarashina2-7b"], known["llm-jp/llm-jp-3-13b"]]
    drafts, made = draft(Document(text.encode(), "c.yaml"), [], new)
    assert [one.section for one in drafts] == ["models", "models"]
    assert {v.repo for e in made.catalog.entries for v in e.variants} == {one.repo for one in new}
    again, more = draft(made, new, [known["tokyotech-llm/Swallow-7b-hf"]])
    assert [one.new for one in again] == [True]
    assert len(more.catalog.entries) == 3


@pytest.mark.parametrize(
    "asked",
    [
        "x/y",
        "https://huggingface.co/x/y",
        "huggingface.co/x/y/",
        "https://hf.co/x/y/blob/main/config.json",
        "https://huggingface.co/x/y?library=transformers#top",
    ],
)
def test_repos_are_asked_for_by_id_or_address(catalog: Catalog, asked: str) -> None:
    assert to_add(catalog, [asked, "X/y"]) == [RepoRef("x/y")]


@pytest.mark.parametrize(
    "asked", ["https://huggingface.co/x", "https://example.com/x/y", "https://hf.co/datasets/x/y", "x"]
)
def test_what_is_no_model_is_refused(catalog: Catalog, asked: str) -> None:
    with pytest.raises(UserError, match="expected the ID of a model"):
        to_add(catalog, [asked])


def test_kin_and_card_speak_in_a_draft() -> None:
    sections = (
        "title: T\nsections:\n  - id: asr\n    title: ASR\n    entries:\n"
        "      - {id: distilled, architecture: Distil-Whisper, variants: [{repo: lab/kiku-whisper-v1}]}\n"
        "      - {id: other, architecture: Distil-Whisper, variants: [{repo: press/distilled}]}\n"
    )
    config = {"config": {"model_type": "whisper"}, "safetensors": {"total": 809_000_000}}
    listed = [repo("lab/kiku-whisper-v1", info=config), repo("press/distilled", info=config)]
    turbo = repo("new/ume-turbo", info=config, datasets=["new/voices", 5, ""])
    drafts, _ = draft(Document(sections.encode(), "c.yaml"), listed, [turbo], section="asr")
    assert drafts[0].fields["architecture"].value == "Whisper"
    assert drafts[0].variants[0].fields["parameters"].value == "809m"
    own, _ = draft(Document(sections.encode(), "c.yaml"), listed, [repo("lab/kiku-large", info=config)], section="asr")
    assert own[0].fields["architecture"].value == "Distil-Whisper"


class TestContestedLicenses:
    """What license-conflict contests is written by nobody but a person."""

    CATALOG = """\
title: Models
sections:
  - id: all
    title: All
    entries:
      - id: one
        license: llama2
        variants:
          - {repo: acme/one-7b}
"""

    def drafted(self, *new: Observation, catalog: str = CATALOG) -> str:
        drafts, made = draft(Document(catalog.encode(), "catalog.yaml"), [repo("acme/one-7b", license="llama2")], new)
        assert drafts
        return next(iter(made.files.values())).decode()

    def test_a_new_entry_claims_none(self) -> None:
        text = self.drafted(
            repo("other/thing-7b", license="apache-2.0", base_model="meta-llama/Llama-2-7b-hf", language="ja")
        )
        assert "license: apache-2.0" not in text
        assert "license: null" in text

    def test_a_new_variant_is_not_moved_to_it(self) -> None:
        text = self.drafted(repo("acme/one-13b", license="apache-2.0", base_model="meta-llama/Llama-2-13b-hf"))
        assert "license: apache-2.0" not in text

    def test_one_that_nothing_contests_is_written(self) -> None:
        text = self.drafted(repo("other/thing-7b", license="apache-2.0", language="ja"))
        assert "license: apache-2.0" in text

    def test_it_is_said_beside_the_draft(self) -> None:
        new = repo("other/thing-7b", license="apache-2.0", base_model="meta-llama/Llama-2-7b-hf", language="ja")
        drafts, _ = draft(Document(self.CATALOG.encode(), "catalog.yaml"), [], [new])
        (told,) = (said(one, "en") for one in contested(drafts[0]))
        assert told.startswith("other/thing-7b: no license was written: ")


LIST = """\
title: Models
sections:
  - id: all
    title: All
    entries:
      - id: one
        developer: Acme Inc.
        variants:
          - {label: 7B, repo: acme/one-7b, parameters: 7B}
          - {label: 13B-chat, repo: acme/one-13b-chat, parameters: 13B}
"""


def test_sizes_are_written_as_the_siblings_are() -> None:
    drafts, _ = draft(Document(LIST.encode(), "catalog.yaml"), [], [repo("acme/one-70b-chat", language="ja")])
    fields = drafts[0].variants[0].fields
    assert (fields["label"].value, fields["parameters"].value) == ("70B-chat", "70B")
    drafts, _ = draft(Document(LIST.encode(), "catalog.yaml"), [], [repo("other/two-3b-chat", language="ja")])
    assert drafts[0].variants[0].fields["label"].value == "3B-chat"
    assert drafts[0].fields["developer"].value == "other", "a guess, said so"
    assert sizes_like("8x7b", ["13B", "70B"]) == "8x7B"
    assert sizes_like("8x7B-4bit", ["7b"]) == "8x7b-4bit" and sizes_like("8B", []) == "8B"


def test_what_a_mixtures_name_multiplies_is_no_size_of_a_foundation() -> None:
    text = LIST.replace("developer:", "foundation: {id: mistral-7b-v0.1, size: 7b}\n        developer:")
    new = repo("other/mix-ja", language="ja", base_model="mistralai/Mixtral-8x7B-v0.1")
    drafts, _ = draft(Document(text.encode(), "catalog.yaml"), [], [new])
    assert drafts[0].fields["foundation"].value == "mixtral-8x7b-v0.1"
