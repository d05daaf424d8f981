"""The report as SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from jllm_sync import __version__
from jllm_sync.audit import Report
from jllm_sync.catalog.model import Catalog, Location, Waiver
from jllm_sync.data import rule_address
from jllm_sync.finding import Evidence, Finding
from jllm_sync.messages import Language, joined, message, said
from jllm_sync.report import Layout, describe
from jllm_sync.report.escape import json_text, visible, visible_value
from jllm_sync.report.text import quoted
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "jllmSyncFinding/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_MOST_OF_A_LINE = 10
"""Findings of one rule at one line of the catalog that a result tells of."""
_RULE_INDEX = {rule.id: place for place, rule in enumerate(RULES)}


def sarif_report(report: Report, layout: Layout) -> str:
    """The report's text; waived findings are results with a suppression."""
    return json_text(as_data(report, layout))


def as_data(report: Report, layout: Layout) -> dict[str, Any]:
    """The report as plain data in the standard's form."""
    language = layout.language
    run = {
        "tool": {
            "driver": {
                "name": "jllm-sync",
                "version": __version__,
                "language": language,
                "rules": [_rule(rule, language) for rule in RULES],
            }
        },
        "invocations": [_invocation(report, language)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(findings, report.catalog, layout) for findings in _by_line(report.findings)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    fires_when = {"text": _message(said(rule.sentence, language))}
    return {
        "id": rule.id,
        "shortDescription": fires_when,
        "fullDescription": fires_when,  # GitHub wants both
        **({"helpUri": address} if (address := rule_address(rule.id)) else {}),
        "help": {"text": _message(f"{said(rule.remedy, language)} (`jllm-sync explain {rule.id}`)")},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _invocation(report: Report, language: Language) -> dict[str, Any]:
    notifications = [
        {
            "level": "warning" if not report.coverage.complete else "note",
            "message": {
                "text": _message(f"{visible(result.repo)}: {said(message(f'unobserved-{result.reason}'), language)}")
            },
        }
        for result in report.coverage.unobserved
    ]
    if narrowed := report.selection.narrowed_by:
        by = joined([*narrowed[:_MOST_OF_A_LINE], *(["…"] if len(narrowed) > _MOST_OF_A_LINE else [])])
        text = _message(visible(said(message("sarif-narrowed", by=by), language), 1000))
        notifications.insert(0, {"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": report.coverage.complete, "toolExecutionNotifications": notifications}


def _by_line(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    """The findings, with what one rule says of one line of the catalog as one: a claim that many variants inherit."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        place = finding.location
        key = (finding.rule, finding.severity, place.file, place.line, finding.waiver is not None)
        groups.setdefault(key, []).append(finding)
    return groups.values()


def _result(findings: Sequence[Finding], catalog: Catalog, layout: Layout) -> dict[str, Any]:
    finding = findings[0]
    told = [visible(said(one.message, layout.language), 1000) for one in findings[:_MOST_OF_A_LINE]]
    if more := len(findings) - len(told):
        told.append(said(message("more-than-shown", count=more), layout.language))
    repos = dict.fromkeys(repo for one in findings for repo in one.repos or (one.repo,))
    language = layout.language
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": _RULE_INDEX[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(said(joined(told, "sentence"), language))},
        "locations": [_location(place, layout) for place in finding.locations or (finding.location,)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {
            "confidence": finding.confidence,
            "entry": visible(finding.entry),
            "repos": list(map(visible, repos)),
            "evidence": [_evidence(evidence, language) for evidence in finding.evidence],
            "suggestion": said(describe.todo(finding, catalog, quoted), language),
        },
    }
    if finding.waiver is not None:
        result["suppressions"] = [_suppression(finding.waiver, layout)]
    return result


def _location(location: Location, layout: Layout) -> dict[str, Any]:
    path = layout.path(location.file)
    artifact = {"uri": quote(path, safe="/")}
    if not path.startswith("/"):
        artifact["uriBaseId"] = "%SRCROOT%"
    return {
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {"startLine": location.line, "startColumn": location.column},
        }
    }


def _evidence(evidence: Evidence, language: Language) -> dict[str, str]:
    parts = {
        "file": visible(evidence.file),
        "key": visible(evidence.key or ""),
        "value": "" if evidence.value is None else visible_value(evidence.value),
        "revision": visible(evidence.revision or ""),
        "url": visible(evidence.url),
        "note": visible(said(evidence.note or "", language)),
    }
    return {name: part for name, part in parts.items() if part}


def _suppression(waiver: Waiver, layout: Layout) -> dict[str, Any]:
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": visible(waiver.reason),
        "location": _location(waiver.location, layout),
    }


def _message(text: str) -> str:
    """Text of a message: SARIF reads brackets as links and braces as placeholders (sections 3.11.5 and 3.11.6)."""
    for special, escaped in (("\\", "\\\\"), ("[", "\\["), ("]", "\\]"), ("{", "{{"), ("}", "}}")):
        text = text.replace(special, escaped)
    return text
