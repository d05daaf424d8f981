"""What a name says of the kind of a repo: names that nobody has seen before (tests/data/discovery/kinds.yaml)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from jllm_sync.discovery.proposals import discover
from tests.discovery.made import catalog_of, repo

KINDS = yaml.safe_load((Path(__file__).parents[1] / "data/discovery/kinds.yaml").read_text("utf-8"))
CATALOG = catalog_of("lab/sakura-7b", "lab/sakura-7b-instruct", "lab/hinoki-8b", "lab/hinoki-8b-chat")


def is_proposed(name: str) -> bool:
    """Whether a repo of a listed owner is, whose card says its language and nothing else."""
    return bool(discover(CATALOG, [repo(f"lab/{name}", language="ja")], (), date(2026, 11, 1)).proposals)


@pytest.mark.parametrize(("kind", "proposed"), [("never", False), ("wanted", True), ("untold", True)])
def test_names(kind: str, proposed: bool) -> None:
    names = KINDS[kind].split()
    assert [name for name in names if is_proposed(name) is not proposed] == []


def test_they_are_many() -> None:
    assert {kind: len(names.split()) for kind, names in KINDS.items()} == {"never": 153, "wanted": 136, "untold": 10}
