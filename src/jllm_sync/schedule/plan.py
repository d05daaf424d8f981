"""The commands of one run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from jllm_sync.schedule.run import Plan, Step

# -P: whatever lies in the working directory must not be taken for a module.
PROGRAM = (sys.executable, "-P", "-m", "jllm_sync")
"""This program, as it runs now."""


def plan_of(
    catalog: Path,
    report: Path,
    check_options: Sequence[str],
    sync_options: Sequence[str],
    sync_issues: bool,
    apply_fixes: bool,
) -> Plan:
    """What a run does.

    Args:
        catalog: the catalog.
        report: where the audit's report goes; the issues tell of what it says, and that is applied.
        check_options: options of ``check``.
        sync_options: options of ``issues sync``.
        sync_issues: reconcile the GitHub issues with the findings.
        apply_fixes: write the report's safe fixes into the catalog.
    """
    check = ("check", str(catalog), "--format", "json", "--output", str(report), *check_options)
    then = []
    if sync_issues:  # before the fixes: the report is about the catalog as it was audited
        sync = ("issues", "sync", str(catalog), "--from", str(report), *sync_options)
        then.append(Step("issues sync", (*PROGRAM, *sync)))
    if apply_fixes:
        then.append(Step("apply", (*PROGRAM, "apply", str(catalog), "--from", str(report))))
    return Plan(Step("check", (*PROGRAM, *check)), report, tuple(then))


def options_of(**options: str | Path | float | Sequence[str] | None) -> tuple[str, ...]:
    """Options as they are typed: `min_confidence="high"` is --min-confidence=high, a list repeats its option."""
    typed: list[str] = []
    for name, value in options.items():
        values = [] if value is None else [str(value)] if isinstance(value, str | Path | int | float) else value
        typed += [f"--{name.replace('_', '-')}={each}" for each in values]
    return tuple(typed)
