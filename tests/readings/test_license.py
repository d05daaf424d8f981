"""Front matter, page labels and LICENSE files in, licences out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.finding import Confidence
from jllm_sync.hub.observation import Observation
from jllm_sync.license_names import normalize, same_title, states_title
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.license import StatedLicense, read_license
from tests.build import observed, recorded


def read(observation: Observation) -> Reading[tuple[StatedLicense, ...]]:
    reading = read_license(observation)
    assert isinstance(reading, Reading), reading
    return reading


def stated(observation: Observation) -> list[str]:
    return [str(license_) for license_ in read(observation).value]


@pytest.mark.parametrize(
    ("repo", "licenses", "confidence"),
    [
        ("pfnet/plamo-13b", ["apache-2.0"], "high"),
        ("pfnet/plamo-13b-instruct-nc", ["cc-by-nc-4.0"], "high"),
        ("cyberagent/calm2-7b", ["apache-2.0"], "high"),
        ("tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.3", ["llama3.1", "gemma"], "medium"),
        ("rinna/nekomata-7b", ["other (tongyi-qianwen-license-agreement)"], "high"),
        ("pfnet/nekomata-14b-pfn-qfin", ["other (tongyi-qianwen-license)"], "medium"),
        # license_name, misspelt, and no license
        ("sbintuitions/sarashina-embedding-v1-1b", ["other (sarahina-non-commercial-license)"], "medium"),
        ("hajime9652/xlnet-japanese", ["apache-2.0"], "high"),  # a list of one
        ("turing-motors/heron-chat-git-ja-stablelm-base-7b-v1", ["cc-by-nc-4.0"], "high"),  # a list of one
        ("lightblue/karasu-1.1B", ["apache-2.0"], "high"),  # beside the license_name of another licence
        ("karakuri-ai/karakuri-lm-70b-v0.1", ["other"], "high"),  # and no name
        ("stabilityai/stablelm-2-1_6b", ["other"], "high"),
        ("NovelAI/genji-jp", ["apache-2.0"], "high"),  # its language is "jp"
        ("rinna/llama-3-youko-8b-instruct", ["llama3"], "high"),  # a blank line after ---
        ("ku-nlp/deberta-v3-base-japanese", ["apache-2.0"], "medium"),
        ("megagonlabs/electra-base-japanese-discriminator", ["mit"], "high"),  # changed, and changed back
        ("kotoba-tech/kotoba-whisper-v2.0-faster", ["mit"], "high"),
        ("stockmark/stockmark-13b-instruct", ["mit"], "medium"),
    ],
)
def test_recorded_cards(repo: str, licenses: list[str], confidence: Confidence) -> None:
    reading = read(recorded()[repo.lower()])
    assert ([str(license_) for license_ in reading.value], reading.confidence) == (licenses, confidence)


@pytest.mark.parametrize(
    "repo",
    ["EhimeNLP/AcademicRoBERTa", "rinna/nue-asr", "cl-nagoya/ruri-base"],  # no front matter; gone; card not seen
)
def test_recorded_silence(repo: str) -> None:
    assert isinstance(read_license(recorded()[repo.lower()]), NoReading)


@pytest.mark.parametrize(
    ("card", "licenses"),
    [
        pytest.param({"license": "apache-2.0"}, ["apache-2.0"], id="an identifier"),
        pytest.param({"license": "Apache-2.0"}, ["apache-2.0"], id="capitals"),
        pytest.param({"license": " cc-by-sa-4.0 "}, ["cc-by-sa-4.0"], id="blanks around"),
        pytest.param({"license": "CC BY 4.0"}, ["cc-by-4.0"], id="blanks within"),
        pytest.param({"license": "cc_by_4.0"}, ["cc-by-4.0"], id="underscores"),
        pytest.param({"license": "apache2"}, ["apache-2.0"], id="apache2"),
        pytest.param({"license": "llama-2"}, ["llama2"], id="llama-2"),
        pytest.param({"license": "https://creativecommons.org/licenses/by-sa/4.0/deed.ja"}, ["cc-by-sa-4.0"], id="URL"),
        pytest.param({"license": ["llama3.1", "gemma"]}, ["llama3.1", "gemma"], id="a list: all apply"),
        pytest.param({"license": []}, [], id="an empty list"),
        pytest.param({"license": None}, [], id="null"),
        pytest.param({"license": "  "}, [], id="blank"),
        pytest.param({"license": "Our Own"}, ["other (Our Own)"], id="no identifier: a name"),
        pytest.param({"license": "other", "license_name": "llama-3"}, ["other (llama-3)"], id="other with a name"),
        pytest.param({"license": "other", "license_name": None}, ["other"], id="other with null"),
        pytest.param({"license": "mit", "license_name": "llama-3"}, ["mit"], id="a name beside an identifier"),
        pytest.param({"license_name": "llama-3"}, ["other (llama-3)"], id="a name alone"),
        pytest.param({"license": "other", "license_name": "license"}, ["other"], id="other with a name that is none"),
        pytest.param({"license_name": "LICENSE.md"}, [], id="alone a name that is none"),
        pytest.param({"license": "none"}, [], id="none"),
        pytest.param({"license": ["mit", "n/a"]}, ["mit"], id="n/a in a list"),
        pytest.param({"license": "see LICENSE"}, [], id="see LICENSE, and no such file"),
        pytest.param({"license": "custom", "license_name": "house"}, ["other (house)"], id="custom, and a name"),
        pytest.param({"license": "https://acme.jp/terms"}, ["other (https://acme.jp/terms)"], id="an unknown URL"),
        pytest.param({"language": "ja"}, [], id="a card that states none"),
    ],
)
def test_front_matter(card: dict[str, Any], licenses: list[str]) -> None:
    assert stated(observed(card=card)) == licenses


@pytest.mark.parametrize(
    "card",
    [
        {"license": {"name": "mit"}},
        {"license": 4.0},
        {"license": True},
        {"license": ["mit", 5]},
        {"license": [["mit"]]},
        {"license": "other", "license_name": 5},
        {"license_name": {}},
    ],
)
def test_what_cannot_be_read_is_no_absence(card: dict[str, Any]) -> None:
    reading = read_license(observed(card=card))
    assert isinstance(reading, NoReading)
    assert not reading.seen


def test_every_license_has_its_evidence() -> None:
    evidence = read(observed(card={"license": "other", "license_name": "llama-3"})).evidence
    assert [(e.file, e.key, e.value) for e in evidence] == [
        ("README.md", "license", "other"),
        ("README.md", "license_name", "llama-3"),
    ]


class TestOrderOfEvidence:
    def test_front_matter_before_label(self) -> None:
        reading = read(observed(card={"license": "mit"}, label={"license": "apache-2.0"}))
        assert (reading.value, reading.confidence) == ((StatedLicense("mit"),), "high")

    def test_label_where_the_card_was_not_seen(self) -> None:
        reading = read(observed(label={"license": "apache-2.0"}))
        assert (reading.value, reading.confidence) == ((StatedLicense("apache-2.0"),), "medium")
        assert reading.evidence[0].kind == "label"

    def test_license_file_where_neither_speaks(self) -> None:
        reading = read(observed(files={"LICENSE": "MIT License"}))
        assert [license_.means for license_ in reading.value] == ["mit"]
        assert reading.confidence == "medium"

    def test_license_file_names_what_other_leaves_open(self) -> None:
        assert stated(observed(card={"license": "other"}, files={"LICENSE": "House License v1"})) == [
            "other (House License v1)"
        ]

    def test_license_name_before_license_file(self) -> None:
        card = {"license": "other", "license_name": "house"}
        assert stated(observed(card=card, files={"LICENSE": "Something else"})) == ["other (house)"]

    def test_license_file_stands_beside_a_name(self) -> None:
        """A misspelt name does not hide the title; the name of a known licence leaves nothing to look up."""
        file = {"LICENSE": "House License v1"}
        for name, title in (("hous", "House License v1"), ("apache-2.0", None)):
            reading = read(observed(card={"license": "other", "license_name": name}, files=file))
            assert reading.value == (StatedLicense("other", name, title),)
            assert [e.value for e in reading.evidence] == ["other", name, *([title] if title else [])]

    @pytest.mark.parametrize("license_", ["other", "see LICENSE", "custom"])
    def test_license_file_before_a_name_that_is_none(self, license_: str) -> None:
        card = {"license": license_, "license_name": "license"}
        reading = read(observed(card=card, files={"LICENSE": "House License v1"}))
        assert reading.value == (StatedLicense("other", file="House License v1"),)
        assert [e.value for e in reading.evidence] == [license_, "license", "House License v1"]

    def test_license_file_says_nothing_beside_an_identifier(self) -> None:
        assert stated(observed(card={"license": "mit"}, files={"LICENSE": "House License v1"})) == ["mit"]

    def test_a_pull_request_is_low(self) -> None:
        assert read(observed(card={"license": "mit"}, branch="refs/pr/7")).confidence == "low"


class TestSilence:
    def test_a_card_seen_whole_states_none(self) -> None:
        reading = read(observed(card={"language": "ja"}))
        assert (reading.value, reading.evidence[0].value) == ((), None)

    def test_a_part_of_a_card_proves_nothing(self) -> None:
        assert isinstance(read_license(observed(card={"language": "ja"}, complete=False)), NoReading)

    def test_nothing_seen(self) -> None:
        assert isinstance(read_license(observed()), NoReading)

    @pytest.mark.parametrize("card", [[], ["license"], "license", 7])
    def test_front_matter_that_is_no_mapping(self, card: Any) -> None:
        assert isinstance(read_license(observed(card=card)), NoReading)


@pytest.mark.parametrize(
    ("license_", "names"),
    [
        (StatedLicense("mit"), True),
        (StatedLicense("other", name="house"), True),
        (StatedLicense("other", file="House License"), True),
        (StatedLicense(None, file="House License"), True),
        (StatedLicense("other"), False),
        (StatedLicense("unknown"), False),
        (StatedLicense("openrail"), False),
        (StatedLicense("cc"), False),
        (StatedLicense("other", name="openrail"), False),
        (StatedLicense("other", name="apache-2.0"), True),
    ],
)
def test_what_names_a_license(license_: StatedLicense, names: bool) -> None:
    assert license_.names_one is names


@pytest.mark.parametrize(
    ("license_", "identifier"),
    [
        (StatedLicense("mit"), "mit"),
        (StatedLicense("other"), None),
        (StatedLicense("other", name="gemma-terms-of-use"), "gemma"),  # google/gemma-2b, at first
        (StatedLicense("other", name="apache-2.0"), "apache-2.0"),  # Qwen/Qwen2.5-Omni-7B
        (StatedLicense("other", name="Llama 3"), "llama3"),
        (StatedLicense("other", name="gemma-terms-of-use-and-dinov3-license"), None),
        (StatedLicense("other", name="Apache-2.0 for our own material; see NOTICE"), None),
        (StatedLicense("other", file="MIT License"), "mit"),
        (StatedLicense("other", name="house", file="MIT License"), None),
        (StatedLicense(None, file="Apache License"), "apache-2.0"),
        (StatedLicense(None, file="House License"), None),
    ],
)
def test_what_it_means(license_: StatedLicense, identifier: str | None) -> None:
    assert license_.means == identifier


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("MIT", "mit"),
        ("OpenRAIL++", "openrail++"),
        ("unknown", "unknown"),
        ("Other", "other"),
        ("proprietary", None),
        ("The MIT License", "mit"),
        ("Apache License, Version 2.0", "apache-2.0"),
        ("Apache-2.0 License", "apache-2.0"),
        ("Modified MIT License", None),
        ("apache-2.0, mit", None),
        ("https://www.creativecommons.org/licenses/by/4.0/", "cc-by-4.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/deed.ja", "cc-by-nc-sa-4.0"),
        ("https://creativecommons.org/licenses/by/9.0/", None),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc0-1.0"),
        ("http://www.apache.org/licenses/LICENSE-2.0", "apache-2.0"),
        ("https://www.apache.org/licenses/LICENSE-2.0.txt", "apache-2.0"),
        ("https://www.apache.org/licenses/LICENSE-1.1", None),
        ("https://opensource.org/licenses/MIT", "mit"),
        ("https://opensource.org/license/apache-2-0/", "apache-2.0"),
        ("https://spdx.org/licenses/BSD-3-Clause.html", "bsd-3-clause"),
        ("https://choosealicense.com/licenses/mit/", "mit"),
        ("https://www.gnu.org/licenses/agpl-3.0.en.html", "agpl-3.0"),
        ("https://ai.google.dev/gemma/terms#3", "gemma"),
        ("https://llama.meta.com/llama3/license/", "llama3"),
        ("https://www.llama.com/llama3_1/license/", "llama3.1"),
        ("https://evil.example/opensource.org/licenses/MIT", None),
        ("https://opensource.org/licenses/", None),
    ],
)
def test_normalize(text: str, identifier: str | None) -> None:
    assert normalize(text) == identifier


@pytest.mark.parametrize(
    ("title", "wanted", "same"),
    [
        ("                                 Apache License", "apache license", True),
        ("# META LLAMA 3 COMMUNITY LICENSE AGREEMENT", "Meta Llama 3 Community License Agreement", True),
        ("LLAMA 3.1 COMMUNITY LICENSE AGREEMENT", "META LLAMA 3 COMMUNITY LICENSE AGREEMENT", False),
        ("MIT License", "Apache License", False),
        ("The MIT License (MIT)", "MIT License", True),
        ("Apache License, Version 2.0", "The Apache License", True),
        ("Modified MIT License", "MIT License", False),
        ("The code is under the Apache License 2.0", "Apache License", False),
        ("Acme Licenses", "Acme License", False),
        ("acme-3利用許諾契約書", "acme-3利用許諾契約", True),
    ],
)
def test_titles_of_license_files(title: str, wanted: str, same: bool) -> None:
    assert same_title(title, wanted) is same


SARASHINA = "Sarashina is licensed under the Sarashina Model NonCommercial License Agreement, Copyright ©SB Intuitions"


@pytest.mark.parametrize(
    ("line", "wanted", "states"),
    [
        (SARASHINA, "Sarashina Model NonCommercial License", True),
        ("House Model License, version 2", "House Model License", True),
        ("Not the House Model License", "House Model License", False),
        ("Sublicensed under House Model License", "House Model License", False),
    ],
)
def test_lines_that_state_a_title(line: str, wanted: str, states: bool) -> None:
    assert states_title(line, wanted) is states
