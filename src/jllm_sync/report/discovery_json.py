"""What discovery found, for programs; schemas/discovery.schema.json describes it."""

from __future__ import annotations

from typing import Any

from jllm_sync import __version__
from jllm_sync.messages import LANGUAGES, in_language
from jllm_sync.report.discovery import Found
from jllm_sync.report.json_report import evidence_data
from jllm_sync.report.safe import json_text
from jllm_sync.report.trees import tree_data

SCHEMA = "jllm-sync/discovery/1"


def as_json(found: Found) -> str:
    """All of it as data; the same catalog and observations give the same text."""
    origin, discovery = found.observed.origin, found.discovery
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "jllm-sync", "version": __version__},
        "hub": {"kind": origin.kind, "endpoint": origin.endpoint, "recorded_at": origin.recorded_at},
        "catalog": {"path": found.catalog.file, "sha256": found.catalog.sha256},
        "complete": found.complete,
        "proposals": [
            {
                "repo": p.repo,
                "rule": "family-new" if p.entry is None else "variant-new",
                "entry": p.entry,
                "nearest": p.nearest,
                "section": p.section,
                "family": p.family,
                "kind": p.kind,
                "confidence": p.confidence,
                "supersedes": p.supersedes,
                "reasons": [_languages(reason) for reason in p.reasons],
                "evidence": [evidence_data(evidence) for evidence in p.evidence],
            }
            for p in discovery.proposals
        ],
        "left_out": [
            {"repo": one.repo, "reason": one.reason, "detail": _languages(one.detail), "entry": one.entry}
            for one in discovery.left_out
        ],
        "counts": dict(discovery.counts),
        "derivatives": dict(discovery.derivatives),
    }
    if found.trees is not None:
        data["trees"] = tree_data(found.trees)
    return json_text(data)


def _languages(text: Any) -> dict[str, str]:
    return {language: in_language(text, language) for language in LANGUAGES}
