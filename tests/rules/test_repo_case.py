"""repo-case: the ID's capitals differ from the Hub's."""

from __future__ import annotations

import pytest

from jllm_sync.audit import Selection
from jllm_sync.hub.observation import Observation
from tests.build import catalog, findings, observed, run


def test_other_capitals() -> None:
    claims = catalog("- id: family\n  variants: [{repo: Acme/MODEL}]")
    [finding] = run(claims, observed(), selection=Selection(rules=("repo-case",))).findings
    assert (finding.severity, finding.message["en"]) == ("info", "The Hub spells Acme/MODEL as acme/model.")
    assert finding.fix is not None
    assert (finding.fix.kind, finding.fix.edits[0].new) == ("safe", "acme/model")


@pytest.mark.parametrize(
    "observation",
    [observed(), observed(state="renamed", canonical="new/model"), observed(state="gone")],
    ids=["the same", "renamed", "gone"],
)
def test_nothing_else(observation: Observation) -> None:
    assert not findings("label: x", observation, "repo-case")
