"""license-unstated: a licence is claimed and the Hub names none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import findings, observed, recorded

RULE = "license-unstated"


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ({"license": "other"}, "`other`"),
        ({"license": "unknown"}, "`unknown`"),
        ({"license": "openrail"}, "`openrail`"),
        ({"license": "cc"}, "`cc`"),
        ({"license": "other", "license_name": "license"}, "`other`"),
        ({"license": "other", "license_name": "openrail"}, "`other (openrail)`"),
        ({"license": "custom"}, "states no licence"),
        ({"license": None}, "states no licence"),
        ({"language": "ja"}, "states no licence"),
    ],
)
def test_unstated(card: dict[str, Any], says: str) -> None:
    [finding] = findings("license: mit", observed(card=card), RULE)
    assert says in finding.message["en"]
    assert (finding.severity, finding.fix) == ("info", None)


@pytest.mark.parametrize(
    ("claim", "observation"),
    [
        pytest.param("license: mit", observed(card={"license": "apache-2.0"}), id="drift is another rule's"),
        pytest.param("license: mit", observed(card={"language": "ja"}, complete=False), id="a part of the card"),
        pytest.param("license: mit", observed(), id="nothing seen"),
        pytest.param("license: unknown", observed(card={"license": "other"}), id="unknown"),
        pytest.param("license: service", observed(card={"license": "other"}), id="terms that no repo states"),
        pytest.param("label: small", observed(card={"license": "other"}), id="no claim"),
    ],
)
def test_silence(claim: str, observation: Any) -> None:
    assert not findings(claim, observation, RULE)


@pytest.mark.parametrize("repo", ["karakuri-ai/karakuri-lm-70b-v0.1", "stabilityai/stablelm-2-1_6b"])
def test_recorded_repos_with_other_and_no_name(repo: str) -> None:
    assert len(findings("license: mit", recorded()[repo.lower()], RULE)) == 1
