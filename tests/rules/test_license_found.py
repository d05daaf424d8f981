"""license-found: the catalog says unknown and the Hub names a licence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import findings, observed

RULE = "license-found"


@pytest.mark.parametrize(
    ("card", "fix"),
    [
        ({"license": "mit"}, "mit"),
        ({"license": ["llama3.1", "gemma"]}, ["llama3.1", "gemma"]),
        ({"license": "other", "license_name": "llama-3"}, "llama3"),
        ({"license": "other", "license_name": "strange"}, None),
        ({"license": "other", "license_name": "apache-2.0"}, "apache-2.0"),
    ],
)
def test_found(card: dict[str, Any], fix: Any) -> None:
    [finding] = findings("license: unknown", observed(card=card), RULE)
    assert finding.severity == "warning"
    assert (finding.fix.edits[0].new if finding.fix else None) == fix
    assert finding.claim is not None
    assert finding.claim.value == "unknown"


@pytest.mark.parametrize(
    "card",
    [
        {"license": "other"},
        {"license": "unknown"},
        {"license": "openrail"},
        {"license": ["mit", "other"]},
        {"license": "other", "license_name": "license"},
        {"license": "none"},
        {"language": "ja"},
    ],
)
def test_nothing_that_names_a_license(card: dict[str, Any]) -> None:
    assert not findings("license: unknown", observed(card=card), RULE)


@pytest.mark.parametrize("claim", ["license: mit", "license: null", "label: small"])
def test_only_where_nobody_knew(claim: str) -> None:
    assert not findings(claim, observed(card={"license": "apache-2.0"}), RULE)


@pytest.mark.parametrize(
    ("observation", "confidence", "kind"),
    [
        (observed(card={"license": "mit"}), "high", "safe"),
        (observed(label={"license": "mit"}), "medium", "unsafe"),
        (observed(card={"license": "mit"}, branch="refs/pr/2"), "low", "unsafe"),
    ],
    ids=["card", "label", "pull request"],
)
def test_the_fix_is_as_safe_as_the_reading(observation: Any, confidence: str, kind: str) -> None:
    [finding] = findings("license: unknown", observation, RULE)
    assert finding.fix is not None
    assert (finding.confidence, finding.fix.kind) == (confidence, kind)
