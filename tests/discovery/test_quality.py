"""The figures of docs/discovery.md hold."""

from __future__ import annotations

import yaml
from benchmarks.discovery_quality import LABELS, proposed_repos, score

from jllm_sync.discovery.proposals import Discovery


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
