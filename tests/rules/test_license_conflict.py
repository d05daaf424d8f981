"""license-conflict: a repo against itself, and against its base's terms."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import findings, found, observed, recorded

RULE = "license-conflict"
LLAMA = "meta-llama/Llama-2-7b-hf"


def reading_of(claim: str, **seen: Any) -> list[Any]:
    return [one.reading.value for one in findings(claim, observed(**seen), RULE) if one.reading]


class TestFrontMatter:
    @pytest.mark.parametrize("name", ["hibari-research-license", "Llama 2", "cc-by-nc-4.0", "House License"])
    def test_a_second_name(self, name: str) -> None:
        [finding] = findings("label: x", observed(card={"license": "apache-2.0", "license_name": name}), RULE)
        assert (finding.severity, finding.confidence, finding.field) == ("warning", "medium", None)

    @pytest.mark.parametrize(
        ("license_", "name"),
        [
            ("apache-2.0", "apache-2.0"),
            ("apache-2.0", "Apache License 2.0"),
            ("apache-2.0", "Apache 2.0"),
            ("apache-2.0", "The Apache License, Version 2.0"),
            ("mit", "MIT License"),
            ("llama2", "Llama 2 Community License Agreement"),
            ("llama3", "llama-3"),
            ("llama3", "META LLAMA 3 COMMUNITY LICENSE"),
            ("mit", "LICENSE"),
            ("mit", "link"),
            ("mit", "  "),
            ("mit", None),
            ("mit", ["mit"]),
            ("other", "House License"),
            ("unknown", "House License"),
            (["mit", "gemma"], "House License"),
            (None, "House License"),
        ],
    )
    def test_the_same_or_none(self, license_: Any, name: Any) -> None:
        assert not findings("label: x", observed(card={"license": license_, "license_name": name}), RULE)

    def test_recorded(self) -> None:
        [finding] = findings("label: x", recorded()["lightblue/karasu-1.1b"], RULE)
        assert finding.reading is not None
        assert finding.reading.value == "tongyi-qianwen-license-agreement"


class TestLicenseFile:
    @pytest.mark.parametrize(
        ("license_", "title", "says"),
        [
            ("mit", "Apache License", "apache-2.0"),
            ("apache-2.0", "LLAMA 2 COMMUNITY LICENSE AGREEMENT", "llama2"),
            ("apache-2.0", "Attribution-NonCommercial 4.0 International", "cc-by-nc-4.0"),
            (["mit", "gemma"], "Apache License", "apache-2.0"),
        ],
    )
    def test_another(self, license_: Any, title: str, says: str) -> None:
        assert reading_of("label: x", card={"license": license_}, files={"LICENSE": title}) == [says]

    def test_another_than_the_name(self) -> None:
        card = {"license": "other", "license_name": "llama-3"}
        assert reading_of("label: x", card=card, files={"LICENSE": "Apache License"}) == ["apache-2.0"]

    @pytest.mark.parametrize(
        ("license_", "title"),
        [
            ("mit", "MIT License"),
            ("mit", "The MIT License (MIT)"),
            ("mit", "Copyright (c) 2024 ACME"),
            ("cc-by-4.0", "Attribution-ShareAlike"),
            ("cc-by-sa-4.0", "Attribution-ShareAlike 4.0 International"),
            ("llama3.1", "LLAMA 3.1 COMMUNITY LICENSE AGREEMENT"),
            ("other", "Apache License"),
            (["llama3.1", "gemma"], "Gemma Terms of Use"),
            ("llama2", "The code is released under the Apache License 2.0; the weights under the Llama 2 licence"),
            ("apache-2.0", "Modified MIT License"),
            ("gpl-3.0", "GNU GENERAL PUBLIC LICENSE"),
            (None, "Apache License"),
            ("mit", 7),
        ],
    )
    def test_the_same_or_nothing_to_compare(self, license_: Any, title: Any) -> None:
        assert not findings("label: x", observed(card={"license": license_}, files={"LICENSE": title}), RULE)


class TestBase:
    @pytest.mark.parametrize("license_", ["apache-2.0", "mit", "cc-by-nc-4.0", "llama3"])
    def test_terms_left_behind(self, license_: str) -> None:
        [finding] = findings("label: x", observed(card={"license": license_, "base_model": LLAMA}), RULE)
        assert (finding.severity, finding.confidence) == ("warning", "medium")
        assert finding.message["en"].startswith(f"The Hub states {license_}, but its base is under Llama 2 Comm")

    @pytest.mark.parametrize(
        ("license_", "base"),
        [
            pytest.param("llama2", LLAMA, id="kept"),
            pytest.param("Llama-2", LLAMA, id="in another spelling"),
            pytest.param(["llama2", "cc-by-nc-4.0"], LLAMA, id="beside another"),
            pytest.param(["apache-2.0", "llama2"], ["mistralai/Mistral-7B-v0.1", LLAMA], id="of two bases"),
            pytest.param("apache-2.0", "mistralai/Mistral-7B-v0.1", id="terms that do not travel"),
            pytest.param("apache-2.0", "somebody/unheard-of", id="a base nobody knows"),
            pytest.param("apache-2.0", "./llama-2-7b", id="a local path"),
            pytest.param("other", LLAMA, id="nothing named"),
            pytest.param(None, LLAMA, id="nothing stated"),
        ],
    )
    def test_kept_or_none(self, license_: Any, base: Any) -> None:
        assert not findings("label: x", observed(card={"license": license_, "base_model": base}), RULE)

    @pytest.mark.parametrize("name", ["llama-2", "House License"])
    def test_a_licence_of_its_own_may_pass_the_terms_on(self, name: str) -> None:
        card = {"license": "other", "license_name": name, "base_model": LLAMA}
        assert not findings("label: x", observed(card=card), RULE)

    def test_an_identifier_as_a_name_is_no_licence_of_its_own(self) -> None:
        card = {"license": "other", "license_name": "apache-2.0", "base_model": LLAMA}
        assert reading_of("label: x", card=card) == [["apache-2.0"]]

    def test_one_of_two_bases(self) -> None:
        card = {"license": "gemma", "base_model": ["google/gemma-2-2b", LLAMA]}
        [finding] = findings("label: x", observed(card=card), RULE)
        assert "Llama 2" in finding.message["en"]

    def test_the_claimed_foundation_where_the_hub_is_silent(self) -> None:
        assert findings("foundation: llama-2", observed(card={"license": "mit"}), RULE)

    def test_the_claimed_foundation_where_the_hub_leads_elsewhere(self) -> None:
        """That is base-model-drift's to say."""
        card = {"license": "apache-2.0", "base_model": "mistralai/Mistral-7B-v0.1"}
        assert not findings("foundation: llama-2", observed(card=card), RULE)

    @pytest.mark.parametrize("claim", ["foundation: code-llama", "label: x"])
    def test_a_foundation_made_from_another(self, claim: str) -> None:
        card = {"license": "mit"} | ({"base_model": "codellama/CodeLlama-7b-hf"} if claim == "label: x" else {})
        assert findings(claim, observed(card=card), RULE)

    def test_a_foundation_without_a_licence_in_the_catalog(self) -> None:
        assert not findings("foundation: llama-3", observed(card={"license": "mit"}), RULE)


TWO = "- {id: a, name: A, variants: [{repo: acme/model}]}\n- {id: b, name: B, variants: [{repo: lab/parent}]}"


class TestParent:
    """Terms that the Hub states of an ancestor travel as those of a foundation do."""

    @pytest.mark.parametrize(
        ("parent", "child", "conflict"),
        [
            ("cc-by-nc-4.0", "apache-2.0", True),
            ("cc-by-nc-4.0", "cc-by-nc-sa-4.0", False),
            ("cc-by-sa-3.0", "cc-by-sa-4.0", False),
            ("cc-by-sa-4.0", "mit", True),
            ("apache-2.0", "mit", False),
            ("mit", "cc-by-nc-4.0", False),
            ("other", "mit", False),
            (["llama3.1", "gemma"], "llama3.1", True),
            (["llama3.1", "gemma"], ["gemma", "llama3.1"], False),
            (None, "mit", False),
        ],
    )
    def test_of_a_listed_parent(self, parent: Any, child: Any, conflict: bool) -> None:
        seen = observed(card={"license": child, "base_model": "lab/parent"})
        there = observed("lab/parent", card={"license": parent})
        reported = [one for one in found(TWO, RULE, seen, there) if one.repo == "acme/model"]
        assert bool(reported) is conflict
        assert all("lab/parent" in one.message["en"] for one in reported)

    def test_of_a_parent_known_from_a_proposal_only(self) -> None:
        seen = observed(card={"license": "mit", "base_model": "lab/parent"})
        there = observed("lab/parent", card={"license": "cc-by-nc-4.0"}, branch="refs/pr/3")
        assert not found(TWO, RULE, seen, there)


def test_one_contradiction_is_enough() -> None:
    card = {"license": "mit", "license_name": "House License", "base_model": LLAMA}
    assert len(findings("label: x", observed(card=card, files={"LICENSE": "Apache License"}), RULE)) == 1
