"""The rules: one module each, named after its id, with its `RULE`; the list's manners are one, with its `RULES`.

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
    "manners",
    "waiver_stale",
)


def _declared(name: str) -> tuple[Rule, ...]:
    """The rules of a module: most have one."""
    module = import_module(f"{__name__}.{name}")
    rules: tuple[Rule, ...] = module.RULES if hasattr(module, "RULES") else (module.RULE,)
    return rules


RULES: tuple[Rule, ...] = tuple(rule for name in _MODULES for rule in _declared(name))
"""All rules, in the order in which their findings are reported; the last one judges the others."""
RULE_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
