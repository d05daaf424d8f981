"""repo-renamed: the repo answers under another ID."""

from __future__ import annotations

import pytest

from jllm_sync.audit import Selection
from tests.build import REPO, catalog, findings, observed, recorded, run


def test_recorded() -> None:
    old = recorded()["cinnamon/electra-small-japanese-discriminator"]
    [finding] = findings("label: x", old, "repo-renamed")
    assert finding.reading is not None
    assert finding.reading.value == "cinmodel/electra-small-japanese-discriminator"
    assert finding.severity == "error"
    assert finding.fix is not None
    [edit] = finding.fix.edits
    assert (finding.fix.kind, edit.path[-1], edit.op) == ("safe", "repo", "set")
    assert (edit.old, edit.new) == ("Cinnamon/electra-small-japanese-discriminator", finding.reading.value)


@pytest.mark.parametrize("listed", ["new-owner/model", "New-Owner/Model"])
def test_no_fix_where_it_would_list_a_repo_twice(listed: str) -> None:
    claims = catalog(f"- id: family\n  variants: [{{repo: {REPO}}}, {{repo: {listed}}}]")
    moved = observed(state="renamed", canonical="new-owner/model")
    [finding] = run(claims, moved, selection=Selection(rules=("repo-renamed",))).findings
    assert finding.fix is None
    assert "lists too" in finding.message["en"]


def test_a_data_set_of_that_name_is_another_repo() -> None:
    claims = catalog(f"- id: family\n  variants: [{{repo: {REPO}}}, {{repo: new/model, kind: dataset}}]")
    moved = observed(state="renamed", canonical="new/model")
    [finding] = run(claims, moved, selection=Selection(rules=("repo-renamed",))).findings
    assert finding.fix is not None


def test_other_capitals_are_no_new_name() -> None:
    assert not findings("label: x", observed(state="renamed", canonical="Acme/Model"), "repo-renamed")
