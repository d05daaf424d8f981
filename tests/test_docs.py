"""docs/rules.md documents the rules that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jllm_sync.audit import Selection, audit, repos_of
from jllm_sync.catalog.reader import parse_catalog
from jllm_sync.hub.recorded import RecordedHub, embedded_recording
from jllm_sync.report.text import text_report
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import Rule
from jllm_sync.schemas import schema
from tests.build import TODAY, text_of

DOCS = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
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
"""
"""The catalog of the examples."""


def test_the_examples_are_what_the_program_prints() -> None:
    claims = parse_catalog(SMALL.encode(), "small.yaml")
    observed = RecordedHub(embedded_recording()).observe(repos_of(claims, Selection()))
    lines = text_report(audit(claims, observed, Selection(), TODAY), "en", quiet=True)
    printed = [block.strip("\n") for block in text_of(lines).split("\n\n")]
    assert [re.findall(r"```text\n([\s\S]*?)\n```", text) for text in SECTIONS.values()] == [[one] for one in printed]


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
