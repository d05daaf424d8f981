"""repo-disabled: the Hub has disabled the repo."""

from __future__ import annotations

from tests.build import findings, observed

RULE = "repo-disabled"


def test_its_answer_says_so() -> None:
    [finding] = findings("label: x", observed(state="disabled"), RULE)
    assert (finding.severity, finding.confidence, finding.fix) == ("error", "high", None)


def test_its_info_says_so() -> None:
    [finding] = findings("label: x", observed(info={"disabled": True}), RULE)
    assert finding.evidence[0].key == "disabled"


def test_of_somebody_elses_conversion_too() -> None:
    assert findings("unofficial: true", observed(state="disabled"), RULE)


def test_not_disabled() -> None:
    values: tuple[object, ...] = (False, None, "yes", 1, [])
    for value in values:
        assert not findings("label: x", observed(info={"disabled": value}), RULE)
    assert not findings("label: x", observed(info={"gated": "manual"}), RULE)
    assert not findings("label: x", observed(state="gone"), RULE)
