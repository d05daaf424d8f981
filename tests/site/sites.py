"""Sites to look at: of the recorded catalog, with a made-up history, and of one whose repos' owners try every trick."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jllm_sync.audit import Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.hub.history import HistoryEntry
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording
from jllm_sync.repo import RepoRef
from jllm_sync.report import Layout
from jllm_sync.report.json import json_report
from jllm_sync.site.build import site_files
from jllm_sync.site.content import Content, changes_of, newest_first

ROOT = Path(__file__).parents[2]
HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
MADE_AT = datetime(2026, 8, 1, tzinfo=UTC)


def content_of(path: Path, hub: RecordedHub) -> Content:
    """What a site of this catalog tells; every repo was in another state before, so that there is news."""
    catalog = parse_catalog(path.read_bytes(), path.name)
    selection = Selection(min_confidence="low")
    observed = hub.observe(repos_of(catalog, selection), files_of(selection))
    report = audit(catalog, observed, selection, date(2026, 1, 1))
    changes = [
        change
        for entry in catalog.entries
        for variant in entry.variants[:1]
        if isinstance(seen := observed.results[RepoRef(variant.repo, variant.kind)], Observation)
        for change in changes_of(_spans(seen), entry.id)
    ]
    first = {finding.fingerprint: "2026-07-01" for finding in report.findings}
    return Content(report, "2026-08-01T00:00:00Z", observed.results, newest_first(changes), first)


def _spans(seen: Observation) -> list[HistoryEntry]:
    other = replace(seen, state="gone" if seen.state == "ok" else "ok")
    return [
        HistoryEntry("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", 2, other),
        HistoryEntry("2026-07-03T00:00:00Z", "2026-08-01T00:00:00Z", 29, seen),
    ]


@cache
def recorded_content() -> Content:
    """Of catalog.yaml on the embedded recording."""
    return content_of(ROOT / "catalog.yaml", RecordedHub(embedded_recording()))


@cache
def hostile_content() -> Content:
    """Of a catalog and a Hub whose every text is an attack."""
    return content_of(HOSTILE / "catalog.yaml", RecordedHub(read_recording(HOSTILE / "recording.jsonl")))


def files_of_site(content: Content) -> dict[str, str]:
    """The files of its site."""
    return site_files(content, json_report(content.report, Layout(MADE_AT)), "ja", "https://models.example/list/")


@cache
def recorded_site() -> dict[str, str]:
    """The site of `recorded_content`."""
    return files_of_site(recorded_content())


@cache
def hostile_site() -> dict[str, str]:
    """The site of `hostile_content`."""
    return files_of_site(hostile_content())
