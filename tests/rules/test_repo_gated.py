"""repo-gated: access must be asked for."""

from __future__ import annotations

import pytest

from tests.build import findings, observed

RULE = "repo-gated"


@pytest.mark.parametrize(("gated", "by_hand"), [("auto", False), ("manual", True), (True, False)])
def test_gated(gated: object, by_hand: bool) -> None:
    [finding] = findings("label: x", observed(info={"gated": gated}), RULE)
    assert (finding.severity, finding.confidence, finding.field) == ("info", "high", None)
    assert finding.reading is not None
    assert finding.reading.value == gated
    assert ("by hand" in finding.message["en"]) is by_hand


@pytest.mark.parametrize("gated", [False, None, "", "no", [], {}])
def test_not_gated(gated: object) -> None:
    assert not findings("label: x", observed(info={"gated": gated}), RULE)


def test_not_seen() -> None:
    assert not findings("label: x", observed(), RULE)


def test_somebody_elses_conversion() -> None:
    assert not findings("unofficial: true", observed(info={"gated": "manual"}), RULE)
