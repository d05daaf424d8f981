"""The documentation of the rules, wherever the package is installed: a rule's section, and where a reader finds it."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from pathlib import Path


def rule_section(id_: str) -> str:
    """The section of docs/rules.md on a rule, in Markdown, without its heading.

    A wheel carries the page inside the package; a checkout has it in docs/.
    """
    package = Path(__file__).parent
    page = next(path for path in (package / "docs/rules.md", package.parents[1] / "docs/rules.md") if path.is_file())
    _, _, after = page.read_text(encoding="utf-8").partition(f"\n## {id_}\n")
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
