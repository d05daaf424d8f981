"""The complete fixture shows each rule firing and each near miss silent."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from jllm_sync.audit import Report, Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.data import schema
from jllm_sync.hub.recording import RecordedHub, format_recording, read_recording
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import CatalogRule
from tests.build import TODAY
from tests.complete import FOLDER, RECORDING, complete_catalog, complete_recording
from tests.hub.helpers import look
from tests.hub_server import HubServer

TABLE = [
    tuple(cell.strip() for cell in row)
    for row in re.findall(
        r"^\| ([a-z-]+) \| (\S+/\S+) \| (\S+/\S+) \| (.+) \|$",
        (FOLDER / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
]
ALL = Selection(min_confidence="low")


@cache
def report() -> Report:
    catalog = parse_catalog((FOLDER / "catalog.yaml").read_bytes(), "catalog.yaml")
    hub = RecordedHub(read_recording(RECORDING))
    return audit(catalog, hub.observe(repos_of(catalog, ALL), files_of(ALL)), ALL, TODAY)


def test_the_recording_is_what_the_description_makes() -> None:
    assert RECORDING.read_text(encoding="utf-8") == format_recording(complete_recording())


def test_the_recording_follows_its_schema_and_is_complete() -> None:
    validator = Draft202012Validator(schema("recording"))
    lines = [json.loads(line) for line in RECORDING.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        validator.validate(line)
    observed = [line for line in lines[1:] if line["state"]["value"] == "ok"]
    assert len(lines) > 40
    for line in observed:
        assert {"siblings", "safetensors", "gguf", "gated", "createdAt", "tags", "disabled"} <= line["info"].keys()
        assert "card" in line
        assert "README.md" in line["files"]
        assert all(fact.get("complete", True) for fact in [*line["info"].values(), *line["files"].values()])


def test_every_rule_fires_and_has_a_near_miss() -> None:
    of_pages = [rule.id for rule in RULES if isinstance(rule, CatalogRule) and rule.id != "size-name"]  # no such here
    expected = [rule.id for rule in RULES if not rule.of_new and rule.id not in of_pages]
    assert expected == list(dict.fromkeys(rule for rule, *_ in TABLE))


@pytest.mark.parametrize(("rule", "fires", "silent", "why"), TABLE, ids=[f"{row[0]} {row[2]}" for row in TABLE])
def test_the_table(rule: str, fires: str, silent: str, why: str) -> None:
    found = {finding.repo for finding in report().findings if finding.rule == rule}
    listed = {variant.repo for entry in report().catalog.entries for variant in entry.variants}
    assert fires in found
    assert silent in listed - found


def test_nothing_else_is_found() -> None:
    in_table = {(rule, fires) for rule, fires, _, _ in TABLE}
    about_waivers = {("context-drift", "ame-group/shigure-a"), ("context-drift", "ame-group/shigure-b")}
    assert {(finding.rule, finding.repo) for finding in report().findings} == in_table | about_waivers
    assert report().coverage.complete


def test_served_live_it_is_found_to_be_the_same() -> None:
    """The live Hub, in its own shapes, says no less and no more than the recording."""
    catalog = complete_catalog()
    with HubServer.of(read_recording(RECORDING)) as server:
        observed = look(server, repos_of(catalog, ALL), files_of(ALL))
    live = audit(catalog, observed, ALL, TODAY)
    assert {(f.rule, f.repo, f.digest) for f in live.findings} == {
        (f.rule, f.repo, f.digest) for f in report().findings
    }
    assert live.coverage.complete
