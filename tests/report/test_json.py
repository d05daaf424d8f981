"""The JSON report: valid, the same for the same inputs, with evidence on the Hub."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jllm_sync.audit import Report, Selection, audit, repos_of
from jllm_sync.data import schema
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.report import Layout
from jllm_sync.report.escape import json_text
from jllm_sync.report.json import as_data, json_report
from tests.build import TODAY, catalog, catalog_of, observed, recorded, run
from tests.report.test_escape import harmful

NOW = datetime(2026, 8, 1, 12, 0, 0, tzinfo=UTC)


def parsed(report: Report) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    data = json.loads(json_report(report, Layout(NOW)), parse_constant=refuse)
    errors = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema("report")).iter_errors(data)
    ]
    assert not errors
    return data


def embedded_audit() -> Report:
    """An audit of everything in the embedded recording, each repo with claims that mostly differ."""
    rows = [
        f"- {{id: e{n}, license: {'unknown' if n % 3 else 'gemma'}, context: 77, "
        f"variants: [{{repo: {observation.repo}}}]}}"
        for n, observation in enumerate(recorded().values())
        if observation.kind == "model"
    ]
    claims = catalog("\n".join(rows))
    selection = Selection(min_confidence="low")
    return audit(claims, RecordedHub(embedded_recording()).observe(repos_of(claims, selection)), selection, TODAY)


def test_everything_recorded_meets_the_schema_and_is_evident_on_the_hub() -> None:
    data = parsed(embedded_audit())
    assert {finding["rule"] for finding in data["findings"]} == {
        "repo-gone",
        "repo-renamed",
        "license-drift",
        "license-found",
        "license-unstated",
        "license-conflict",
        "context-drift",
        "custom-code",
    }
    for finding in data["findings"]:
        assert finding["evidence"]
        for evidence in finding["evidence"]:
            assert evidence["url"].startswith("https://huggingface.co/")
            assert evidence["revision"] is None or set(evidence["revision"]) <= set("0123456789abcdef")


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert json_report(embedded_audit(), Layout(NOW)) == json_report(embedded_audit(), Layout(NOW))


def test_only_the_time_and_the_cost_may_differ() -> None:
    report = embedded_audit()
    one, two = as_data(report, NOW), as_data(report, NOW + timedelta(days=1))
    assert {key for key in one if one[key] != two[key]} == {"generated_at"}


def test_the_time_is_utc() -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    assert as_data(run(catalog_of("context: 1")), tokyo)["generated_at"] == "2026-08-01T12:00:00Z"


def test_a_finding() -> None:
    claims = catalog_of("context: 4096, waivers: [{rule: context-drift, reason: tested, seen: 8192, by: me}]")
    [finding] = parsed(run(claims, observed(config={"model_type": "llama", "max_position_embeddings": 8192})))[
        "findings"
    ]
    assert finding["claim"] == {"value": 4096, "text": "4,096"}
    assert finding["reading"] == {"value": 8192, "text": "8,192"}
    assert finding["location"] == {"file": "catalog.yaml", "line": 24, "column": 48}
    assert finding["fix"]["edits"][0]["path"] == ["family", "acme/model", "context"]
    assert finding["waiver"] == {"rule": "context-drift", "reason": "tested", "by": "me", "until": None, "seen": 8192}
    assert finding["evidence"] == [
        {
            "kind": "file",
            "file": "config.json",
            "key": "max_position_embeddings",
            "value": 8192,
            "revision": "0123456789abcdef0123456789abcdef01234567",
            "url": "https://huggingface.co/acme/model/blob/0123456789abcdef0123456789abcdef01234567/config.json",
        }
    ]


def test_it_says_what_it_was_narrowed_to() -> None:
    claims, model = (
        catalog_of("context: 4096"),
        observed(config={"model_type": "llama", "max_position_embeddings": 8192}),
    )
    narrowed = Selection(entries=("family",), repos=("acme/*",), rules=("context-drift",), min_confidence="high")
    assert parsed(run(claims, model, selection=narrowed))["selection"] == {
        "sections": [],
        "entries": ["family"],
        "repos": ["acme/*"],
        "rules": ["context-drift"],
        "min_confidence": "high",
    }


def test_counts() -> None:
    claims = catalog("""
        - {id: a, variants: [{repo: acme/a}, {repo: acme/b}], references: [{repo: acme/a, role: origin}]}
        - {id: b, references: [{repo: acme/d, kind: dataset, role: training}]}
        - {id: c}
    """)
    data = parsed(run(claims, observed("acme/a")))
    counts = {key: data["catalog"][key] for key in ("sections", "entries", "variants", "repos")}
    assert counts == {"sections": 1, "entries": 3, "variants": 2, "repos": 3}
    assert data["coverage"]["unobserved"] == [
        {"repo": "acme/b", "kind": "model", "reason": "not-in-recording"},
        {"repo": "acme/d", "kind": "dataset", "reason": "not-in-recording"},
    ]


def with_evidence(value: Any) -> Report:
    """A report whose one finding rests on a value that a repo's own file holds."""
    report = run(catalog_of("license: mit"), observed(card={"license": "apache-2.0"}))
    (found,) = report.findings
    return replace(report, findings=(replace(found, evidence=(replace(found.evidence[0], value=value),)),))


@pytest.mark.parametrize("value", [math.nan, math.inf, {"a": [-math.inf]}])
def test_numbers_that_json_lacks_become_text(value: Any) -> None:
    written = parsed(with_evidence(value))["findings"][0]["evidence"][0]["value"]
    assert written in ("nan", "inf", {"a": ["-inf"]})


def test_deep_values_are_cut() -> None:
    deep: Any = "mit"
    for _ in range(900):
        deep = [deep]
    written = json.dumps(parsed(with_evidence(deep))["findings"][0]["evidence"][0]["value"])
    assert 1 < written.count("[") < 100


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "\x9b31m", "\x7f", "\u202ea", "\ud800", "\u2028", "\U000e0041", "日本 😀"]
)
def test_text_of_the_hub_is_escaped_and_kept(text: str) -> None:
    written = json_text({"value": text})
    assert not harmful(written.replace("\n", ""))
    assert json.loads(written) == {"value": text}
    assert written.encode()
