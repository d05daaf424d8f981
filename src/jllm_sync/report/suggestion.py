"""What a finding suggests to write into the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from jllm_sync.catalog.yaml.emit import one_line
from jllm_sync.finding import Edit, Finding
from jllm_sync.messages import Language, said
from jllm_sync.report.escape import visible_value
from jllm_sync.report.words import WORDS
from jllm_sync.rules import RULE_BY_ID


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do about a finding: YAML where a fix is known, words everywhere."""

    yaml: str | None
    """The line to write, as ``license: mit``; None where the finding carries no fix."""
    where: str
    """Where to write it and with how much care; without a fix, the rule's remedy."""


_WHERE: dict[Language, dict[str, str]] = {
    "en": {"set": "line {line}", "add": "add to the variant in line {line}", "remove": "take out, line {line}"},
    "ja": {"set": "{line} 行目", "add": "{line} 行目のモデルに追加", "remove": "{line} 行目から削除"},
}


def suggestion(finding: Finding, language: Language) -> Suggestion:
    """What to do about a finding."""
    if finding.fix is None:
        return Suggestion(None, said(RULE_BY_ID[finding.rule].remedy, language))
    edit = finding.fix.edits[0]
    where = _WHERE[language][edit.op].format(line=edit.location.line)
    if finding.fix.kind == "unsafe":
        where += f"; {WORDS[language]['review']}" if language == "en" else f"、{WORDS[language]['review']}"
    return Suggestion(_yaml(edit), where)


def _yaml(edit: Edit) -> str:
    field = edit.path[-1]
    if edit.op == "remove":
        return f"{field}:"
    try:
        return f"{field}: {one_line(edit.new)}"
    except ValueError:
        return f"{field}: {visible_value(edit.new)}"
