"""license-restricted: a sentence that takes back what the licence grants."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import findings, observed

RULE = "license-restricted"


def of(license_: Any, text: str, claim: str = "license: apache-2.0", branch: str | None = None) -> Any:
    return findings(claim, observed(card={"license": license_}, files={"README.md": text}, branch=branch), RULE)


@pytest.mark.parametrize(
    ("license_", "text", "kinds"),
    [
        ("apache-2.0", "本モデルの利用は研究目的に限ります。", ["research-only"]),
        ("mit", "Not for clinical use.", ["not-clinical"]),
        ("cc-by-sa-4.0", "商用利用をご希望の方はご連絡ください。", ["ask-first"]),
        (["mit", "apache-2.0"], "Commercial use is prohibited. For research purposes only.", None),
    ],
)
def test_limits(license_: Any, text: str, kinds: list[str] | None) -> None:
    [finding] = of(license_, f"# A model\n\n{text}\n")
    assert (finding.severity, finding.confidence, finding.field) == ("warning", "medium", "license")
    assert finding.claim.text == "Apache 2.0"
    assert finding.reading.value == (kinds or ["non-commercial", "research-only"])
    assert finding.fix is None


@pytest.mark.parametrize(
    ("license_", "text"),
    [
        pytest.param("cc-by-nc-4.0", "商用利用は禁止です。", id="the licence says so itself"),
        pytest.param("llama2", "For research purposes only.", id="a licence with limits of its own"),
        pytest.param(["apache-2.0", "gemma"], "For research purposes only.", id="one of two with limits"),
        pytest.param("other", "For research purposes only.", id="a licence that is not known"),
        pytest.param(None, "For research purposes only.", id="none"),
        pytest.param("apache-2.0", "商用利用可能です。", id="the opposite"),
        pytest.param("apache-2.0", "```\nFor research purposes only.\n```", id="code"),
        pytest.param("apache-2.0", "---\nnote: For research purposes only.\n---\n", id="front matter"),
    ],
)
def test_silence(license_: Any, text: str) -> None:
    assert not of(license_, text)


def test_without_the_text_of_the_card() -> None:
    assert not findings("license: mit", observed(card={"license": "mit"}), RULE)


@pytest.mark.parametrize("claim", ["license: unknown", "label: x"])
def test_whatever_the_catalog_claims(claim: str) -> None:
    [finding] = of("mit", "Not for clinical use.", claim)
    assert "The Hub states mit, but the card limits use" in finding.message["en"]


def test_a_proposed_card_is_weak_evidence() -> None:
    assert [one.confidence for one in of("mit", "Not for clinical use.", branch="refs/pr/1")] == ["low"]
