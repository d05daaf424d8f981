"""The figures of docs/discovery.md hold."""

from __future__ import annotations

import yaml
from benchmarks import discovery_since
from benchmarks.discovery_quality import LABELS, proposed_repos, score

from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.proposals import Discovery, discover
from jllm_sync.hub.observation import Observation
from tests.discovery.conftest import TODAY


def test_precision_and_recall(found: Discovery) -> None:
    proposed = proposed_repos(found)
    for half, labels in yaml.safe_load(LABELS.read_text("utf-8")).items():
        right, wrong, missed = score(labels, proposed)
        assert right / (right + wrong) >= 0.95, half
        assert right / (right + missed) >= 0.95, half


def test_the_labels_are_many_and_of_many() -> None:
    halves = yaml.safe_load(LABELS.read_text("utf-8"))
    labels = [one for half in halves.values() for one in half]
    assert len(labels) >= 150
    assert sum(one["label"] == "leave" for one in labels) >= 60
    owners = [{one["repo"].partition("/")[0] for one in half} for half in halves.values()]
    assert sum(map(len, owners)) >= 25
    assert not owners[0] & owners[1]


def test_sections_of_what_listed_owners_published_since(
    catalog: Catalog, observations: tuple[Observation, ...]
) -> None:
    data = [row for row in discovery_since.rows() if row["section"] is not None and not row.get("unlisted_owner")]
    found = discover(catalog, discovery_since.observations(data), observations, TODAY)
    sections = {proposal.repo: proposal.section for proposal in found.proposals}
    for half in ("work", "report"):
        part = [row for row in data if discovery_since.half_of(row["repo"].partition("/")[0]) == half]
        theirs = [discovery_since.ELSEWHERE.get(row["section"], row["section"]) for row in part]
        right = sum(sections.get(row["repo"]) == section for row, section in zip(part, theirs, strict=True))
        assert right / len(part) >= 0.9, half


def test_sections_by_what_cards_state(catalog: Catalog) -> None:
    for part in ("work", "report", "third"):
        data = [row for row in discovery_since.rows(discovery_since.STATED) if row["part"] == part]
        wrong = discovery_since.misplaced(catalog, data)
        assert len(wrong) <= 0.1 * len(data), wrong


def test_sections_of_unlisted_owners(catalog: Catalog) -> None:
    data = [row for row in discovery_since.rows() if row.get("unlisted_owner") and row["section"]]
    assert len(data) - len(discovery_since.misplaced(catalog, data)) >= 0.8 * len(data)
