"""Every piece of a catalog that the READMEs and docs show is one that the program takes.

A piece is completed by the least that it lacks: a title and sections where it has none, and around variants an entry.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest
import yaml

from jllm_sync.catalog.model import InvalidCatalog
from jllm_sync.catalog.yaml.reader import parse_catalog

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.ja.md", *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS = {"jobs": "a workflow", "inputs": "an action", "repos": "pre-commit's configuration", "hooks": "a part of it"}
"""What else is shown in YAML, by a key that tells it."""


def blocks() -> dict[str, str]:
    """The blocks that are catalogs, or pieces of one, by file and line."""
    found: dict[str, str] = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^```ya?ml\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            if not OTHERS.keys() & yaml.safe_load(match[1]).keys():
                found[f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"] = match[1]
    return found


def completed(block: str) -> str:
    keys = yaml.safe_load(block).keys()
    if "variants" in keys:
        entry = indent(f"  id: shown\n{indent(block, '  ')}", "      ").replace("        id", "      - id", 1)
        return f"title: Shown\nsections:\n  - id: shown\n    title: Shown\n    entries:\n{entry}"
    missing = {"title": "title: Shown\n", "sections": "sections: []\n"}
    return "".join(line for key, line in missing.items() if key not in keys) + block


BLOCKS = blocks()


def test_there_are_such_blocks() -> None:
    assert len(BLOCKS) >= 4


@pytest.mark.parametrize("place", BLOCKS)
def test_the_program_takes_it(place: str) -> None:
    try:
        parse_catalog(completed(BLOCKS[place]).encode(), place)
    except InvalidCatalog as error:
        pytest.fail("\n".join(str(problem.message) for problem in error.problems))


def test_a_mistake_would_be_found() -> None:
    with pytest.raises(InvalidCatalog):
        parse_catalog(completed("variants:\n  - {repo: acme/one, licence: mit}\n").encode(), "mistake")
    with pytest.raises(InvalidCatalog):
        parse_catalog(completed("settings: {rules: {no-such-rule: off}}\n").encode(), "mistake")
