"""license-drift: the catalog's own table decides what agrees."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.audit import Selection
from tests.build import catalog, findings, observed, recorded, run

RULE = "license-drift"


@pytest.mark.parametrize(
    ("claim", "card"),
    [
        pytest.param("apache-2.0", {"license": "Apache 2.0"}, id="another spelling"),
        pytest.param("cc-by-nc", {"license": "cc-by-nc-3.0"}, id="any of several"),
        pytest.param("llama3", {"license": "other", "license_name": "Llama 3"}, id="a name"),
        pytest.param("apache-2.0", {"license": "other", "license_name": "apache-2.0"}, id="an identifier as a name"),
        pytest.param("gemma", {"license": "other", "license_name": "gemma-terms-of-use"}, id="its spelling"),
        pytest.param("house", {"license": "other", "license_name": "license"}, id="a name that is none"),
        pytest.param("mit", {"license": "n/a"}, id="n/a is silence"),
        pytest.param("cc-by-4.0", {"license": "https://www.creativecommons.org/licenses/by/4.0/"}, id="a link"),
        pytest.param("house", {"license_name": "house_license"}, id="underscores"),
        pytest.param("[llama3.1, gemma]", {"license": ["gemma", "llama3.1"]}, id="a set"),
        pytest.param("[mit, service]", {"license": "mit"}, id="terms that no repo states"),
        pytest.param("service", {"license": "mit"}, id="only terms that no repo states"),
        pytest.param("[mit, house]", {"license": ["mit", "other"]}, id="an unnamed one may be any"),
        pytest.param("unknown", {"license": "mit"}, id="unknown is no claim of a licence"),
        pytest.param("null", {"license": "mit"}, id="null"),
        pytest.param("mit", {"license": "other"}, id="other with no name is unstated"),
        pytest.param("mit", {"license": None}, id="silence"),
        pytest.param("mit", {"language": "ja"}, id="no licence in the card"),
    ],
)
def test_agreement(claim: str, card: dict[str, Any]) -> None:
    assert not findings(f"license: {claim}", observed(card=card), RULE)


@pytest.mark.parametrize(
    ("claim", "card", "fix"),
    [
        pytest.param("apache-2.0", {"license": "mit"}, "mit", id="another"),
        pytest.param("[llama3.1, gemma]", {"license": "llama3.1"}, "llama3.1", id="one too few"),
        pytest.param("llama3.1", {"license": ["llama3.1", "gemma"]}, ["llama3.1", "gemma"], id="one too many"),
        pytest.param("apache-2.0", {"license": "cc-by-nc-4.0"}, "cc-by-nc-4.0", id="the narrowest id"),
        pytest.param("apache-2.0", {"license": "cc-by-nc-2.0"}, "cc-by-nc", id="the only id"),
        pytest.param("mit", {"license": "other", "license_name": "strange"}, None, id="not in the table"),
        pytest.param("mit", {"license": "other", "license_name": "apache-2.0"}, "apache-2.0", id="another as a name"),
        pytest.param("gemma", {"license": "other", "license_name": "gemma-and-ours"}, None, id="more than a name"),
    ],
)
def test_drift(claim: str, card: dict[str, Any], fix: Any) -> None:
    [finding] = findings(f"license: {claim}", observed(card=card), RULE)
    assert (finding.severity, finding.field) == ("error", "license")
    assert (finding.fix.edits[0].new if finding.fix else None) == fix
    assert finding.fix is None or finding.fix.kind == "unsafe"
    assert ("does not know it" in finding.message["en"]) is (fix is None)


@pytest.mark.parametrize(
    ("repo", "claim", "drifts"),
    [
        ("kotoba-tech/kotoba-whisper-v2.0-faster", "apache-2.0", True),  # mit
        ("stockmark/stockmark-13b-instruct", "cc-by-nc-4.0", True),  # mit
        ("tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.3", "[llama3.1, gemma]", False),
        ("hajime9652/xlnet-japanese", "apache-2.0", False),
        ("lightblue/karasu-1.1B", "apache-2.0", False),
        ("karakuri-ai/karakuri-lm-70b-v0.1", "mit", False),  # other, and no name
        ("rinna/nue-asr", "apache-2.0", False),
        ("EhimeNLP/AcademicRoBERTa", "apache-2.0", False),
    ],
)
def test_recorded_repos(repo: str, claim: str, drifts: bool) -> None:
    assert bool(findings(f"license: {claim}", recorded()[repo.lower()], RULE)) is drifts


class TestLicenseFile:
    title = "House Model License, version 2"

    def test_beside_other(self) -> None:
        assert not findings("license: house", observed(card={"license": "other"}, files={"LICENSE": self.title}), RULE)

    @pytest.mark.parametrize("name", ["hous-license", "license"])
    def test_beside_a_name_that_nobody_knows(self, name: str) -> None:
        card = {"license": "other", "license_name": name}
        assert not findings("license: house", observed(card=card, files={"LICENSE": self.title}), RULE)

    @pytest.mark.parametrize("name", ["apache-2.0", "llama-3"])
    def test_beside_the_name_of_another_license(self, name: str) -> None:
        card = {"license": "other", "license_name": name}
        assert findings("license: house", observed(card=card, files={"LICENSE": self.title}), RULE)

    def test_beside_a_name_in_the_table(self) -> None:
        """The table knows the name as another licence's: it is better evidence than the file."""
        card = {"license": "other", "license_name": "house-license"}
        seen = observed(card=card, files={"LICENSE": "Gemma Terms of Use"})
        [finding] = findings("license: gemma", seen, RULE)
        assert finding.fix is not None
        assert finding.fix.edits[0].new == "house"

    @pytest.mark.parametrize("card", [{"license": "other"}, None])
    def test_of_a_license_with_an_identifier(self, card: Any) -> None:
        assert not findings("license: mit", observed(card=card, files={"LICENSE": "The MIT License (MIT)"}), RULE)

    @pytest.mark.parametrize("card", [{"license": "other"}, None])
    def test_a_title_in_the_middle_of_another(self, card: Any) -> None:
        seen = observed(card=card, files={"LICENSE": "Modified MIT License"})
        assert findings("license: mit", seen, RULE)

    def test_alone(self) -> None:
        """A LICENSE file that names the claimed licence agrees, although no card said `other`."""
        assert not findings("license: house", observed(files={"LICENSE": self.title}), RULE)

    def test_of_another_license(self) -> None:
        [finding] = findings("license: mit", observed(files={"LICENSE": "Apache License"}), RULE)
        assert finding.confidence == "medium"

    @pytest.mark.parametrize("line", ["Copyright (c) 2023 ACME", "# Terms", "LICENSE"])
    def test_a_line_that_names_no_known_license_is_weak_evidence(self, line: str) -> None:
        assert [f.confidence for f in findings("license: mit", observed(files={"LICENSE": line}), RULE)] == ["low"]


def test_messages_use_the_catalogs_names() -> None:
    [finding] = findings("license: house", observed(card={"license": "mit"}), RULE)
    assert finding.message["en"] == "The catalog says House License, the Hub states mit."
    assert "自社ライセンス" in finding.message["ja"]
    assert finding.claim is not None
    assert finding.reading is not None
    assert (finding.claim.value, finding.reading.value) == (["house"], ["mit"])


def test_a_pages_label_alone_is_worth_a_warning() -> None:
    [finding] = findings("license: mit", observed(label={"license": "apache-2.0"}), RULE)
    assert finding.severity == "warning"
    [finding] = findings(
        "license: mit", observed(card={"license": "apache-2.0"}, label={"license": "apache-2.0"}), RULE
    )
    assert finding.severity == "error"


class TestContested:
    """No fix moves a licence towards what license-conflict doubts, whichever rules the run is about."""

    over_llama = observed(card={"license": "apache-2.0", "base_model": "meta-llama/Llama-2-7b-hf"})

    @pytest.mark.parametrize(("claim", "rule"), [("license: llama2", RULE), ("license: unknown", "license-found")])
    def test_there_is_no_fix(self, claim: str, rule: str) -> None:
        [finding] = findings(claim, self.over_llama, rule)
        assert finding.fix is None
        sure = observed(card={"license": "apache-2.0", "base_model": "mistralai/Mistral-7B-v0.1"})
        [finding] = findings(claim, sure, rule)
        assert finding.fix is not None

    def test_unless_the_catalog_turns_that_rule_off(self) -> None:
        claims = catalog(
            "- {id: e, license: llama2, variants: [{repo: acme/model}]}", "{rules: {license-conflict: off}}"
        )
        [finding] = run(claims, self.over_llama, selection=Selection(rules=(RULE,))).findings
        assert finding.fix is not None
