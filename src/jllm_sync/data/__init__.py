"""What the package carries along, wherever it is installed: its data files, JSON Schemas, and the page on the rules.

A wheel carries schemas and page inside the package; a checkout has them in its top folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml

SchemaName = Literal["catalog", "report", "recording", "discovery", "site"]
_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE, _PACKAGE.parents[1])


@cache
def load(name: str) -> Any:
    """The data file of this name, parsed: plain values. Callers do not change them."""
    return yaml.load((files(__name__) / name).read_bytes(), Loader=yaml.CSafeLoader)


def spread(pattern: str) -> Iterator[str]:
    """The texts that a pattern with braces stands for: ``a-{1,2}{,-b}`` is a-1, a-1-b, a-2, a-2-b."""
    before, brace, rest = pattern.partition("{")
    if not brace:
        yield pattern
        return
    choices, _, after = rest.partition("}")
    for choice in choices.split(","):
        for end in spread(after):
            yield f"{before}{choice}{end}"


@cache
def schema(name: SchemaName) -> dict[str, Any]:
    """A JSON Schema (2020-12) of the project, by its name."""
    loaded: dict[str, Any] = json.loads(carried_file(f"schemas/{name}.schema.json").read_bytes())
    return loaded


def rule_section(id_: str) -> str:
    """The section of docs/rules.md on a rule, in Markdown, without its heading."""
    _, _, after = carried_file("docs/rules.md").read_text(encoding="utf-8").partition(f"\n## {id_}\n")
    return re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0].strip("\n")


@cache
def rules_page() -> str:
    """The address of that page on the web: the one base of all links to rules.

    The package's metadata set it, as the project URL ``Rules``; empty where they name none, and then nothing is linked.
    """
    for url in metadata.metadata("jllm-sync").get_all("Project-URL") or ():
        label, _, address = url.partition(", ")
        if label == "Rules":
            return str(address)
    return ""


def rule_address(id_: str) -> str:
    """The address of a rule's section on the web; empty where there is no such page."""
    page = rules_page()
    return f"{page}#{id_}" if page else ""


def carried_file(name: str) -> Path:
    """A file of the project that the package carries: inside it in a wheel, at the top in a checkout."""
    for place in _PLACES:
        if (path := place / name).is_file():
            return path
    raise FileNotFoundError(f"{name} is missing from this installation of jllm-sync")
