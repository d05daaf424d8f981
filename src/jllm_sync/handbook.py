"""The documentation of the rules, wherever the package is installed: a rule's section, and where a reader finds it."""

from __future__ import annotations

import re
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


def rule_address(id_: str) -> str:
    """The address of that section on the web; empty where the package's metadata name no page (``Rules``)."""
    for url in metadata.metadata("jllm-sync").get_all("Project-URL") or ():
        label, _, address = url.partition(", ")
        if label == "Rules":
            return f"{address}#{id_}"
    return ""
