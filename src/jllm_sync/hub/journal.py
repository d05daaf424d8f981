"""What people ask of the state: its runs, a repo's history, since when there is a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from jllm_sync.hub import store_files
from jllm_sync.hub.files import fields_of
from jllm_sync.hub.items import observe
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import Cost
from jllm_sync.hub.store import Store
from jllm_sync.hub.store_sightings import Seen, seen_of
from jllm_sync.repo import RepoKind, RepoRef

Outcome = Literal["running", "complete", "incomplete"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run, as ``jllm-sync runs`` shows it. Moments are ISO texts in UTC."""

    id: int
    endpoint: str
    started_at: str
    ended_at: str | None
    outcome: Outcome
    detail: str
    """Why it is incomplete, where it is."""
    repos: int
    observed: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A span of runs in which a repo looked the same."""

    first_seen: str
    last_seen: str
    runs: int
    observation: Observation


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """When a finding was first seen, last changed (its digest differed), and last seen. ISO texts in UTC."""

    fingerprint: str
    digest: str
    rule: str
    repo: str
    severity: str
    first_seen: str
    changed: str
    last_seen: str


def runs(store: Store, limit: int = 20) -> tuple[Run, ...]:
    """The last runs, the newest first."""
    rows = store.rows(
        "SELECT id, endpoint, started_at, ended_at, outcome, detail, repos, observed, api_requests, "
        "resolver_requests, bytes, seconds FROM runs ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return tuple(Run(*(*row[:8], Cost(*row[8:]))) for row in rows)


def history(store: Store, repo: str, kind: RepoKind = "model") -> tuple[HistoryEntry, ...]:
    """How a repo looked over time, the oldest first; the files are those held of each revision.

    What no run has believed so far is left out; see :mod:`jllm_sync.hub.doubt`.
    """
    rows = store.rows(
        "SELECT s.repo, s.endpoint, a.started_at, b.started_at, s.state, s.canonical, f.data, s.runs "
        "FROM sightings s JOIN runs a ON a.id = first_run JOIN runs b ON b.id = last_run "
        "LEFT JOIN facts f ON f.digest = s.facts WHERE lower(repo) = ? AND kind = ? AND NOT doubted "
        "ORDER BY first_run, s.id",
        (repo.lower(), kind),
    )
    return tuple(
        HistoryEntry(first, last, look.runs, _observation(store, endpoint, RepoRef(asked, kind), look))
        for asked, endpoint, first, last, *rest in rows
        for look in (seen_of(rest),)
    )


def record_findings(store: Store, run: int, findings: Iterable[tuple[str, str, str, str, str]]) -> None:
    """Keep the findings of a run: (fingerprint, digest, rule, repo, severity) each."""
    with store.writing() as database:
        database.executemany(
            "INSERT INTO findings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6) ON CONFLICT (fingerprint) DO UPDATE SET "
            "changed_run = CASE WHEN digest = ?2 THEN changed_run ELSE ?6 END, "
            "digest = ?2, severity = ?5, last_run = ?6",
            [(*finding, run) for finding in findings],
        )


def findings(store: Store, fingerprints: Collection[str] | None = None) -> dict[str, FindingSeen]:
    """When findings were seen, by fingerprint; all that were ever recorded, or those named."""
    rows = store.rows(
        "SELECT fingerprint, digest, rule, repo, severity, a.started_at, b.started_at, c.started_at "
        "FROM findings JOIN runs a ON a.id = first_run JOIN runs b ON b.id = changed_run "
        "JOIN runs c ON c.id = last_run"
    )
    wanted = None if fingerprints is None else set(fingerprints)
    return {row[0]: FindingSeen(*row) for row in rows if wanted is None or row[0] in wanted}


def _observation(store: Store, endpoint: str, ref: RepoRef, look: Seen) -> Observation:
    files = {}
    if look.facts is not None:
        held = store_files.held(store, endpoint, look.facts)
        files = fields_of(look.facts, held, held)
    return observe(ref, look.state, look.facts, files, look.runs if look.state != "ok" else 1, look.canonical)
