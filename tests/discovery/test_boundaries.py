"""What holds discovery to its design: knowledge in data, neighbours at no cost."""

from __future__ import annotations

import re

from jllm_sync.catalog.model import Catalog
from jllm_sync.data import load
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.repo import RepoRef
from tests.discovery.conftest import ROOT


def test_no_owner_stands_in_the_code_or_the_vocabulary(catalog: Catalog) -> None:
    owners = {v.repo.partition("/")[0].lower() for e in catalog.entries for v in e.variants if "/" in v.repo}
    owners -= {"google"}  # an English word by now
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src/jllm_sync/discovery").glob("*.py")).lower()
    words = str(load("discovery_words.yaml")).lower()
    for owner in owners:
        assert not re.search(rf"\b{re.escape(owner)}\b", code), owner
        assert not re.search(rf"\b{re.escape(owner)}\b", words), owner


def test_a_recording_gives_the_other_repos_of_the_owners_asked_about() -> None:
    observed = RecordedHub(embedded_recording()).observe([RepoRef("Bclavie/JaColBERT")])
    others = {observation.repo for observation in observed.others}
    assert "bclavie/JaColBERTv2.5-checkpoint-14000" in others
    assert "bclavie/JaColBERT" not in others
    assert {repo.partition("/")[0] for repo in others} == {"bclavie"}
    assert observed.cost.api_requests == 0
