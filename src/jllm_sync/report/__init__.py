"""The formats of reports, and how a report is to be laid out. A new format is its module and a line of the table."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from jllm_sync.messages import Language

if TYPE_CHECKING:
    from jllm_sync.audit import Report

FORMATS: Mapping[str, str] = {
    "text": "text:text_report",
    "json": "json:json_report",
    "markdown": "markdown:markdown_report",
    "github": "github:github_report",
    "sarif": "sarif:sarif_report",
}
"""By name, the module of this package and the function in it that lays a report out; imported where it is wanted."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is to look."""

    generated_at: datetime
    """When the report was made."""
    language: Language = "en"
    """The language of all words of ours."""
    quiet: bool = False
    """Findings only."""
    verbose: bool = False
    """What was not checked, too."""
    colored: bool = False
    """With the colour codes of a terminal."""
    root: Path = Path()
    """The top folder of the checkout, below which GitHub and SARIF name files."""

    def path(self, file: str) -> str:
        """The path of a file below the checkout's top folder, with slashes; as it is where it lies elsewhere."""
        try:
            return PurePath(os.path.abspath(file)).relative_to(os.path.abspath(self.root)).as_posix()  # noqa: PTH100 (no symlinks)
        except ValueError:
            return PurePath(file).as_posix()


def formatted(report: Report, format_: str, layout: Layout) -> str:
    """The report's text in one of the `FORMATS`."""
    module, _, name = FORMATS[format_].partition(":")
    render: Callable[[Report, Layout], str] = getattr(import_module(f"{__name__}.{module}"), name)
    return render(report, layout)
