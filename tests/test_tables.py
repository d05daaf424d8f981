"""The tables of rules that people and editors read follow from the registry.

`python -m tests.test_tables` writes them: in both READMEs, in docs/rules.md, and in the catalog's schema the ids and
the languages of messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

import pytest

from jllm_sync.messages import LANGUAGES, said
from jllm_sync.rules import RULES

ROOT = Path(__file__).parents[1]
FILES = ("README.md", "README.ja.md", "docs/rules.md", "schemas/catalog.schema.json")
SEVERITY = {"en": {}, "ja": {"error": "エラー", "warning": "警告", "info": "情報"}}
_ROWS = re.compile(r"(?:^\| \[[a-z-]+\]\((?:docs/rules\.md)?#[a-z-]+\) \|.*\n)+", re.MULTILINE)
_LANGUAGES = re.compile(r'("language": \{"description": "[^"]*", "enum": )\[[^\]]*\]')
_IDS = re.compile(r'("description": "the id of a rule[^\n]*\n\s*"enum": \[\n)[^\]]*?(\n\s*\])')


def rows(name: str) -> Iterator[str]:
    """The rows of a file's table."""
    language = "ja" if ".ja." in name else "en"
    for rule in RULES:
        severity = SEVERITY[language].get(rule.severity, rule.severity)
        if name.startswith("docs/"):
            yield f"| [{rule.id}](#{rule.id}) | {severity} |\n"
        else:
            yield f"| [{rule.id}](docs/rules.md#{rule.id}) | {severity} | {said(rule.sentence, language)} |\n"


def with_tables(name: str, text: str) -> str:
    """The text of a file with its table as the registry gives it."""
    if name.endswith(".json"):
        ids = fill(", ".join(f'"{rule.id}"' for rule in RULES), 118, break_on_hyphens=False)
        indented = "".join(f"        {line}\n" for line in ids.splitlines()).rstrip("\n")
        languages = ", ".join(f'"{language}"' for language in LANGUAGES)
        text = _LANGUAGES.sub(lambda match: f"{match[1]}[{languages}]", text)
        changed, count = _IDS.subn(lambda match: f"{match[1]}{indented}{match[2]}", text)
    else:
        changed, count = _ROWS.subn(lambda _: "".join(rows(name)), text)
    assert count == 1, f"{name} has {count} tables of rules"
    return changed


@pytest.mark.parametrize("name", FILES)
def test_the_table_follows_from_the_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == with_tables(name, text), "run `make tables`"


if __name__ == "__main__":
    for file in FILES:
        path = ROOT / file
        path.write_text(with_tables(file, path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
