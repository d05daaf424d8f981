"""docs/audit-of-the-list.md judges exactly the findings about what is listed, and few of them badly.

What is not listed is discovery's: benchmarks/discovery_quality.py judges its proposals.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from jllm_sync.audit import Report, Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.rules import RULES
from tests.build import TODAY

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs" / "audit-of-the-list.md").read_text(encoding="utf-8")
VERDICTS = re.findall(r"^\| ([a-z-]+) \| (\S+/\S+) \| (true|arguable|false) \| \S.* \|$", DOCS, re.MULTILINE)
COUNTS = re.findall(r"^\| ([a-z-]+) \| (error|warning|info) \| (\d+) \| (\d+) \| (\d+) \|$", DOCS, re.MULTILINE)


@cache
def report() -> Report:
    selection = Selection(rules=tuple(rule.id for rule in RULES if not rule.of_new))
    catalog = read_catalog(ROOT / "catalog.yaml")
    hub = RecordedHub(embedded_recording())
    return audit(catalog, hub.observe(repos_of(catalog, selection), files_of(selection)), selection, TODAY)


def test_every_finding_is_judged_and_nothing_else() -> None:
    found = [(finding.rule, finding.repo) for finding in report().findings]
    assert [(rule, repo) for rule, repo, _ in VERDICTS] == found


def test_the_counts() -> None:
    counted = Counter((rule, verdict) for rule, _, verdict in VERDICTS)
    severities = {
        rule.id: rule.severity for rule in RULES if rule.id in {finding.rule for finding in report().findings}
    }
    for rule, severity, *counts in COUNTS:
        assert severity == severities[rule]
        assert [counted[rule, verdict] for verdict in ("true", "arguable", "false")] == list(map(int, counts))
    assert {rule for rule, *_ in COUNTS} == set(severities)


def test_few_are_arguable_and_no_error_is_false() -> None:
    severities = {finding.rule: finding.severity for finding in report().findings}
    assert not [repo for rule, repo, verdict in VERDICTS if verdict == "false" and severities[rule] == "error"]
    assert sum(verdict != "true" for *_, verdict in VERDICTS) <= 0.03 * len(VERDICTS)


def test_license_findings_say_what_the_hub_states() -> None:
    """Where the list is right and the label wrong, the wording holds."""
    for finding in report().findings:
        if finding.rule in ("license-drift", "license-found", "license-unstated"):
            assert "the Hub states" in finding.message["en"] or "card states no licence" in finding.message["en"]
