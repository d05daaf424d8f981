"""year-drift: claimed years and days of creation in, findings out."""

from __future__ import annotations

import pytest

from jllm_sync.hub.observation import Observation
from tests.build import findings, found, observed

RULE = "year-drift"


def created(day: str, repo: str = "acme/model") -> Observation:
    return observed(repo, info={"createdAt": f"{day}T09:00:00.000Z"})


@pytest.mark.parametrize(
    ("year", "day", "drifts"),
    [
        ("2025", "2023-12-31", True),
        ("2025", "2024-01-01", False),  # made ready in private the year before
        ("2025", "2025-06-01", False),
        ("2023", "2025-06-01", False),  # a re-upload
        ("2026", "2022-03-02", False),  # the day that the Hub gives all older repos
        ("2026", "2022-03-03", True),
        ("null", "2022-06-01", False),
    ],
)
def test_years(year: str, day: str, drifts: bool) -> None:
    assert bool(findings(f"year: {year}", created(day), RULE)) is drifts


def test_all_repos_of_the_claim_must_be_older() -> None:
    entry = "- {id: family, year: 2025, variants: [{repo: acme/a}, {repo: acme/b}]}"
    old, older, new = created("2023-02-01", "acme/a"), created("2022-05-01", "acme/b"), created("2025-02-01", "acme/b")
    [finding] = found(entry, RULE, old, older)
    assert (finding.repos, finding.field, finding.severity) == (("acme/a", "acme/b"), "year", "info")
    assert finding.reading is not None
    assert finding.reading.value == 2023
    assert not found(entry, RULE, old, new)
    assert not found(entry, RULE, old)
    assert not found(entry, RULE, old, observed("acme/b"))
