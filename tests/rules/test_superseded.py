"""superseded: the card points to a newer version."""

from __future__ import annotations

import pytest

from tests.build import findings, found, observed

RULE = "superseded"


def test_a_newer_version_that_the_catalog_lacks() -> None:
    [finding] = findings("label: x", observed(card={"new_version": "acme/model-2"}), RULE)
    assert (finding.severity, finding.confidence) == ("info", "high")
    assert finding.reading is not None
    assert finding.reading.value == "acme/model-2"


@pytest.mark.parametrize(
    "value", ["acme/model", "Acme/Model", None, "", "model-2", "see acme/model-2", ["acme/model-2"], 2, {"a": 1}]
)
def test_itself_or_no_id(value: object) -> None:
    assert not findings("label: x", observed(card={"new_version": value}), RULE)


TWO = "- {id: old, name: Old, variants: [{repo: acme/model}]}\n- {id: new, name: New, variants: [{repo: acme/model-2}]}"


def test_listed_under_other_capitals() -> None:
    assert not found(TWO, RULE, observed(card={"new_version": "ACME/Model-2"}))


def test_listed_under_an_id_that_the_hub_leads_to_it_from() -> None:
    moved = observed("acme/model-2", state="renamed", canonical="acme-ai/model-2")
    assert not found(
        TWO, RULE, observed(card={"new_version": "acme-ai/model-2"}), moved, observed("acme-ai/model-2", card={})
    )


def test_only_mentioned_is_not_listed() -> None:
    mention = (
        "- {id: old, name: Old, references: [{repo: acme/model-2, role: mentioned}], variants: [{repo: acme/model}]}"
    )
    assert found(mention, RULE, observed(card={"new_version": "acme/model-2"}), observed("acme/model-2"))


def test_a_proposed_card_is_weak_evidence() -> None:
    [finding] = findings("label: x", observed(card={"new_version": "acme/model-2"}, branch="refs/pr/2"), RULE)
    assert finding.confidence == "low"
