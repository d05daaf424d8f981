"""docs/rules.md documents the rules that there are.

`python -m tests.test_docs` writes the examples anew, as the program prints them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from jllm_sync.audit import Selection, audit, repos_of
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.data import schema
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording
from jllm_sync.report.text import text_lines
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import Rule
from tests.build import TODAY, text_of
from tests.complete import FOLDER, RECORDING
from tests.small_pages import small_pages

FILE = Path(__file__).parent.parent / "docs" / "rules.md"
DOCS = FILE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([a-z-]+)$\n([\s\S]*?)(?=^## |\Z)", DOCS, re.MULTILINE))

SMALL = """\
title: A small list
licenses:
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
  mit: {name: MIT, accepts: [{license: mit}]}
  llama2: {name: Llama 2 Community License, accepts: [{license: llama2}]}
sections:
  - id: models
    title: Models
    entries:
      - {id: nue-asr, name: Nue ASR, variants: [{repo: rinna/nue-asr}]}
      - {id: electra, name: ELECTRA small, variants: [{repo: Cinnamon/electra-small-japanese-discriminator}]}
      - {id: calm2, name: CALM2, variants: [{repo: CyberAgent/calm2-7b}]}
      - {id: whisper, name: Whisper, license: apache-2.0, variants: [{repo: kotoba-tech/kotoba-whisper-v2.0-faster}]}
      - {id: gpt2, name: Japanese GPT-2, license: unknown, variants: [{repo: rinna/japanese-gpt2-xsmall}]}
      - {id: karakuri, name: KARAKURI LM, license: llama2, variants: [{repo: karakuri-ai/karakuri-lm-70b-v0.1}]}
      - {id: bert-small, name: BERT small, context: 512, variants: [{repo: izumi-lab/bert-small-japanese}]}
      - {id: karasu, name: Karasu, license: apache-2.0, variants: [{repo: lightblue/karasu-1.1B}]}
      - {id: youri, name: Youri, parameters: 70b, variants: [{repo: rinna/youri-7b}]}
      - {id: gpt-neo, name: GPT-Neo, architecture: GPT-NeoX, variants: [{repo: yellowback/gpt-neo-japanese-1.3B}]}
      - {id: plamo, name: PLaMo, variants: [{repo: pfnet/plamo-13b}]}
"""
"""The catalog of the examples that the embedded recording can show."""

EXAMPLES = {
    "repo-gone": "nue-asr",
    "repo-renamed": "electra",
    "repo-case": "calm2",
    "repo-gated": "tide",
    "repo-disabled": "kodama",
    "license-drift": "whisper",
    "license-found": "gpt2",
    "license-unstated": "karakuri",
    "license-conflict": "karasu",
    "license-restricted": "nagare",
    "context-drift": "bert-small",
    "parameters-drift": "hagane",
    "size-name": "youri",
    "architecture-drift": "gpt-neo",
    "base-model-drift": "wakaba",
    "variant-new": "calm2",
    "family-new": "gpt2",
    "superseded": "sakura",
    "not-loadable": "soyokaze",
    "custom-code": "plamo",
    "pickle-only": "tsumuji",
    "link-mismatch": "acme-beni",
    "repo-twice": "acme-jin",
    "pages-differ": "acme-dewa",
    "license-wording": "acme-fuji",
    "developer-label": "acme-hai",
    "row-order": "acme-enji",
    "row-sizes": "acme-gin",
    "year-bold": "acme-chitose",
    "year-drift": "arashi",
    "waiver-stale": "shigure",
}
"""By rule, the entry whose finding the documentation shows: of the catalog above, of the small pages, or else of the
complete fixture."""


def printed(rule: str) -> str:
    """The example of a rule, as the program prints it."""
    small = parse_catalog(SMALL.encode(), "small.yaml")
    entry = EXAMPLES[rule]
    if entry.startswith("acme-"):
        report = audit(small_pages().catalog, None, Selection(entries=(entry,), rules=(rule,)), TODAY)
        return text_of(text_lines(report, "en", quiet=True)).strip("\n")
    in_small = any(one.id == entry for one in small.entries)
    claims = small if in_small else parse_catalog((FOLDER / "catalog.yaml").read_bytes(), "complete.yaml")
    rules = (rule, "context-drift") if rule == "waiver-stale" else (rule,)
    selection = Selection(entries=(entry,), rules=rules)
    hub = RecordedHub(embedded_recording() if in_small else read_recording(RECORDING))
    report = audit(claims, hub.observe(repos_of(claims, selection)), selection, TODAY)
    first = next(finding for finding in report.findings if finding.rule == rule)
    return text_of(text_lines(replace(report, findings=(first,)), "en", quiet=True, verbose=True)).strip("\n")


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_examples_are_what_the_program_prints(rule: str) -> None:
    assert re.findall(r"```text\n([\s\S]*?)\n```", SECTIONS[rule]) == [printed(rule)]


def test_each_rule_has_its_heading_and_each_heading_its_rule() -> None:
    assert list(SECTIONS) == [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_section_says_all_that_one_needs(rule: Rule) -> None:
    text = SECTIONS[rule.id]
    for part in ("**Checks.**", "**Why.**", "**Fix.**", "**Waive.**"):
        assert part in text
    assert f"{rule.severity} {rule.id}  " in text  # an example, as the text report prints it
    assert f"rule: {rule.id}" in text  # a waiver


def test_the_catalog_may_waive_every_rule() -> None:
    waivable = schema("catalog")["$defs"]["rule"]["enum"]
    assert {rule.id for rule in RULES} <= set(waivable)


def with_examples(text: str) -> str:
    """The text of docs/rules.md with the examples as the program prints them now."""

    def section(match: re.Match[str]) -> str:
        example = f"```text\n{printed(match[1])}\n```"
        return re.sub(r"```text\n[\s\S]*?```", lambda _: example, match[0], count=1)

    return re.sub(r"^## ([a-z-]+)$\n[\s\S]*?(?=^## |\Z)", section, text, flags=re.MULTILINE)


if __name__ == "__main__":
    FILE.write_text(with_examples(DOCS), encoding="utf-8", newline="\n")
