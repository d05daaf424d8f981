"""repo-gone: the Hub does not serve the repo."""

from __future__ import annotations

import pytest

from tests.build import findings, observed, recorded


@pytest.mark.parametrize(
    "repo",
    [
        "rinna/nue-asr",
        "rinna/japanese-hubert-base",
        "rinna/japanese-hubert-large",
        "rinna/japanese-wav2vec2-base",
        "rinna/japanese-gpt-neox-3.6b",
        "rinna/japanese-gpt-neox-3.6b-instruction-sft",
    ],
)
def test_recorded(repo: str) -> None:
    [finding] = findings("label: x", recorded()[repo], "repo-gone")
    assert (finding.severity, finding.field, finding.fix) == ("error", None, None)
    assert finding.evidence[0].kind == "report"
    assert "2025-12-13" in str(finding.evidence[0].note)


@pytest.mark.parametrize(("sightings", "confidence"), [(1, "medium"), (2, "high"), (9, "high")])
def test_is_surer_the_second_time(sightings: int, confidence: str) -> None:
    [finding] = findings("label: x", observed(state="gone", sightings=sightings), "repo-gone")
    assert finding.confidence == confidence


def test_ok_is_not_gone() -> None:
    assert not findings("label: x", observed(), "repo-gone")
