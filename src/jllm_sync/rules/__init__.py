"""The rules: one module each, named after its id, with its `RULE`.

A new rule is its module, its words in each file of messages/, its heading in docs/rules.md, and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from jllm_sync.rules.rule import Rule

_MODULES = (
    "repo_gone",
    "repo_renamed",
    "repo_case",
    "repo_gated",
    "repo_disabled",
    "license_drift",
    "license_found",
    "license_unstated",
    "license_conflict",
    "license_restricted",
    "context_drift",
    "parameters_drift",
    "size_name",
    "architecture_drift",
    "base_model_drift",
    "variant_new",
    "family_new",
    "superseded",
    "not_loadable",
    "custom_code",
    "pickle_only",
    "year_drift",
    "link_mismatch",
    "repo_twice",
    "pages_differ",
    "license_wording",
    "developer_label",
    "row_order",
    "row_sizes",
    "year_bold",
    "waiver_stale",
)
RULES: tuple[Rule, ...] = tuple(import_module(f"{__name__}.{name}").RULE for name in _MODULES)
"""All rules, in the order in which their findings are reported; the last one judges the others."""
RULE_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
