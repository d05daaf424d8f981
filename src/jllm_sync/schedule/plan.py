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
    audit_options: Sequence[str],
    check_options: Sequence[str],
    sync_issues: bool,
    apply_fixes: bool,
) -> Plan:
    """What a run does.

    Args:
        catalog: the catalog.
        report: where the audit's report goes; what is applied is what it says.
        audit_options: options of ``check`` that ``issues sync`` takes as well.
        check_options: further options of ``check``.
        sync_issues: reconcile the GitHub issues with the findings.
        apply_fixes: write the report's safe fixes into the catalog.
    """
    check = ("check", str(catalog), "--format", "json", "--output", str(report), *audit_options, *check_options)
    then = []
    if sync_issues:
        then.append(Step("issues sync", (*PROGRAM, "issues", "sync", str(catalog), *audit_options)))
    if apply_fixes:
        then.append(Step("apply", (*PROGRAM, "apply", str(catalog), "--from", str(report))))
    return Plan(Step("check", (*PROGRAM, *check)), report, tuple(then))


def options_of(**options: str | Path | Sequence[str] | None) -> tuple[str, ...]:
    """Options as they are typed: `min_confidence="high"` is --min-confidence=high, a list repeats its option."""
    typed: list[str] = []
    for name, value in options.items():
        values = [] if value is None else [str(value)] if isinstance(value, str | Path) else value
        typed += [f"--{name.replace('_', '-')}={each}" for each in values]
    return tuple(typed)
