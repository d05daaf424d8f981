"""variant-new and family-new in the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jllm_sync.audit import Selection, audit
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import Cost, Observed, Origin
from jllm_sync.repo import RepoRef
from tests.discovery.made import catalog_of, repo

TODAY = date(2026, 8, 31)


def observed(*others: Observation) -> Observed:
    listed = repo("lab/sakura-7b", language="ja", license="mit")
    return Observed({RepoRef("lab/sakura-7b"): listed}, Origin("live", "https://huggingface.co"), Cost(), others=others)


def test_findings_of_the_audit() -> None:
    catalog = catalog_of("lab/sakura-7b")
    seen = observed(repo("lab/sakura-7b-instruct", language="ja"), repo("lab/momiji-8b", language="ja"))
    report = audit(catalog, seen, Selection(), TODAY)
    assert [(f.rule, f.severity, f.repo, f.entry) for f in report.findings] == [
        ("variant-new", "info", "lab/sakura-7b-instruct", "one"),
        ("family-new", "info", "lab/momiji-8b", "one"),
    ]
    assert report.findings[0].message["en"].startswith("The Hub has lab/sakura-7b-instruct")
    assert report.findings[0].evidence
    only = audit(catalog, seen, Selection(rules=("family-new",)), TODAY)
    assert [f.repo for f in only.findings] == ["lab/momiji-8b"]
    assert not audit(catalog, seen, Selection(rules=("license-drift",)), TODAY).findings
    assert [f.repo for f in audit(catalog, seen, Selection(repos=("lab/mom*",)), TODAY).findings] == ["lab/momiji-8b"]


def test_the_fingerprint_is_the_repos() -> None:
    seen = observed(repo("lab/sakura-7b-instruct", language="ja"))
    one = audit(catalog_of("lab/sakura-7b"), seen, Selection(), TODAY).findings[0]
    other = audit(catalog_of("lab/sakura-7b", name="Renamed"), seen, Selection(), TODAY).findings[0]
    assert one.fingerprint == other.fingerprint


def test_a_waiver_at_the_entry_accepts_one_repo() -> None:
    waived = {"rule": "variant-new", "reason": "not for us", "seen": "lab/sakura-7b-instruct"}
    catalog = catalog_of("lab/sakura-7b", waivers=[waived])
    report = audit(catalog, observed(repo("lab/sakura-7b-instruct", language="ja")), Selection(), TODAY)
    assert [(f.rule, f.waiver is not None) for f in report.findings] == [("variant-new", True)]
    other = audit(catalog, observed(repo("lab/sakura-7b-chat", language="ja")), Selection(), TODAY)
    assert [f.rule for f in other.open] == ["variant-new"]  # of what a run did not come upon it knows nothing


def test_a_source_without_others_proposes_nothing() -> None:
    seen = replace(observed(repo("lab/momiji-8b", language="ja")), others=())
    assert not audit(catalog_of("lab/sakura-7b"), seen, Selection(rules=("family-new",)), TODAY).findings
