"""The report as JSON (schemas/report.schema.json)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jllm_sync import __version__
from jllm_sync.audit import Coverage, Report, Selection
from jllm_sync.catalog.model import Catalog, Location, Waiver
from jllm_sync.finding import Evidence, Finding, Fix, Stated
from jllm_sync.report.safe import json_text

SCHEMA = "jllm-sync/report/1"


def json_report(report: Report, generated_at: datetime) -> str:
    """The report's text; only ``generated_at`` and ``cost`` differ between runs on the same inputs."""
    return json_text(as_data(report, generated_at))


def as_data(report: Report, generated_at: datetime) -> dict[str, Any]:
    """The report as plain data in the schema's form."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "jllm-sync", "version": __version__},
        "generated_at": generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "hub": {
            "kind": report.origin.kind,
            "endpoint": report.origin.endpoint,
            "recorded_at": report.origin.recorded_at,
        },
        "catalog": _catalog(report.catalog),
        "selection": _selection(report.selection),
        "coverage": _coverage(report.coverage),
        "cost": {
            "api_requests": report.cost.api_requests,
            "resolver_requests": report.cost.resolver_requests,
            "bytes": report.cost.bytes,
            "seconds": round(report.cost.seconds, 3),
        },
        "summary": dict(report.summary),
    }
    if report.notes:
        data["notes"] = list(report.notes)
    data["findings"] = [_finding(finding) for finding in report.findings]
    return data


def _catalog(catalog: Catalog) -> dict[str, Any]:
    entries = catalog.entries
    listed = {(v.kind, v.repo) for entry in entries for v in entry.variants}
    mentioned = {(r.kind, r.repo) for entry in entries for r in entry.references}
    return {
        "path": catalog.file,
        "sha256": catalog.sha256,
        "sections": len(catalog.sections),
        "entries": len(entries),
        "variants": sum(len(entry.variants) for entry in entries),
        "repos": len(listed | mentioned),
    }


def _selection(selection: Selection) -> dict[str, Any]:
    return {
        "sections": list(selection.sections),
        "entries": list(selection.entries),
        "repos": list(selection.repos),
        "rules": list(selection.rules),
        "min_confidence": selection.min_confidence,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "complete": coverage.complete,
        "repos": coverage.repos,
        "observed": coverage.observed,
        "unobserved": [
            {"repo": u.repo, "kind": u.kind, "reason": u.reason, **({"detail": u.detail} if u.detail else {})}
            for u in coverage.unobserved
        ],
        "unaudited_entries": list(coverage.unaudited_entries),
        "claims": {name: {"claims": one.claims, "compared": one.compared} for name, one in coverage.claims.items()},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "section": finding.section,
        "entry": finding.entry,
        "repo": finding.repo,
        **({"repos": list(finding.repos)} if finding.repos else {}),
        "kind": finding.kind,
        "field": finding.field,
        "location": _location(finding.location),
        "claim": _stated(finding.claim),
        "reading": _stated(finding.reading),
        "evidence": [evidence_data(evidence) for evidence in finding.evidence],
        "message": dict(finding.message),
        "fix": _fix(finding.fix),
        "fingerprint": finding.fingerprint,
        "digest": finding.digest,
        "waiver": _waiver(finding.waiver),
    }


def _location(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _stated(stated: Stated | None) -> dict[str, Any] | None:
    return None if stated is None else {"value": stated.value, "text": stated.text}


def evidence_data(evidence: Evidence) -> dict[str, Any]:
    """One piece of evidence as plain data."""
    data: dict[str, Any] = {
        "kind": evidence.kind,
        "file": evidence.file,
        "key": evidence.key,
        "value": evidence.value,
        "revision": evidence.revision,
        "url": evidence.url,
    }
    return data | ({"note": evidence.note} if evidence.note else {})


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [
        {"path": list(e.path), "op": e.op, "old": e.old, "new": e.new, "location": _location(e.location)}
        for e in fix.edits
    ]
    return {"kind": fix.kind, "edits": edits}


def _waiver(waiver: Waiver | None) -> dict[str, Any] | None:
    if waiver is None:
        return None
    until = waiver.until.isoformat() if waiver.until else None
    return {"rule": waiver.rule, "reason": waiver.reason, "by": waiver.by, "until": until, "seen": waiver.seen}
