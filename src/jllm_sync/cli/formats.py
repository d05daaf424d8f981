"""The report in the format that --format names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from jllm_sync.audit import Report
from jllm_sync.cli.output import console_text, file_or_stdout
from jllm_sync.errors import UserError
from jllm_sync.messages import Language

Format = Literal["text", "json", "markdown", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the words of a report are to look."""

    language: Language
    quiet: bool = False
    verbose: bool = False
    color: Literal["auto", "always", "never"] = "auto"
    to_terminal: bool = True


def formatted(report: Report, format_: Format, now: datetime, layout: Layout) -> str:
    """The report's text; each format is imported where it is wanted."""
    match format_:
        case "json":
            from jllm_sync.report.json_report import json_report

            return json_report(report, now)
        case "markdown":
            from jllm_sync.report.markdown import markdown_report

            return markdown_report(report, layout.language)
        case "github":
            from jllm_sync.report.github import github_report

            return github_report(report, layout.language, _checkout())
        case "sarif":
            from jllm_sync.report.sarif import sarif_report

            return sarif_report(report, layout.language, _checkout())
        case "text":
            from jllm_sync.report.text import text_report

            lines = text_report(report, layout.language, verbose=layout.verbose, quiet=layout.quiet)
            return console_text(lines, layout.color, layout.to_terminal)


def also_to(options: Iterable[str]) -> list[tuple[Format, Path | None]]:
    """What each ``--also FORMAT=FILE`` asks for; None is standard output. Raises UserError."""
    wanted = []
    for option in options:
        name, _, file = option.partition("=")
        format_ = next((known for known in FORMATS if known == name), None)
        if format_ is None or not file:
            raise UserError(f"--also {option}: expected FORMAT=FILE, where FORMAT is one of {', '.join(FORMATS)}")
        wanted.append((format_, file_or_stdout(Path(file))))
    return wanted


def _checkout() -> Path:
    """The top folder of the checkout: what GitHub Actions says, or the working directory."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
