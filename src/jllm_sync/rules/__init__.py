"""The rules: one module each. A new rule is a module, a line here, a heading in docs/rules.md and a test."""

from __future__ import annotations

from jllm_sync.rules import (
    context_drift,
    license_drift,
    license_found,
    license_unstated,
    repo_case,
    repo_gone,
    repo_renamed,
)
from jllm_sync.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    repo_gone.RULE,
    repo_renamed.RULE,
    repo_case.RULE,
    license_drift.RULE,
    license_found.RULE,
    license_unstated.RULE,
    context_drift.RULE,
)
"""All rules, in the order in which their findings are reported."""
