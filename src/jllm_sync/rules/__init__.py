"""The rules: one module each. A new rule is a module, a line here, a heading in docs/rules.md and a test."""

from __future__ import annotations

from collections.abc import Mapping

from jllm_sync.rules import (
    architecture_drift,
    base_model_drift,
    context_drift,
    custom_code,
    discovered,
    license_conflict,
    license_drift,
    license_found,
    license_restricted,
    license_unstated,
    not_loadable,
    parameters_drift,
    pickle_only,
    repo_case,
    repo_disabled,
    repo_gated,
    repo_gone,
    repo_renamed,
    superseded,
    waiver_stale,
)
from jllm_sync.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    repo_gone.RULE,
    repo_renamed.RULE,
    repo_case.RULE,
    repo_gated.RULE,
    repo_disabled.RULE,
    license_drift.RULE,
    license_found.RULE,
    license_unstated.RULE,
    license_conflict.RULE,
    license_restricted.RULE,
    context_drift.RULE,
    parameters_drift.RULE,
    architecture_drift.RULE,
    base_model_drift.RULE,
    discovered.VARIANT_NEW,
    discovered.FAMILY_NEW,
    superseded.RULE,
    not_loadable.RULE,
    custom_code.RULE,
    pickle_only.RULE,
    waiver_stale.RULE,
)
"""All rules, in the order in which their findings are reported."""
RULE_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
