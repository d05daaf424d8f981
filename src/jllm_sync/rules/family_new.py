"""family-new: a listed owner published a model that belongs to no entry."""

from __future__ import annotations

from collections.abc import Iterator

from jllm_sync.rules.rule import Found, Place, Run, RunRule
from jllm_sync.rules.variant_new import found_missing


def check(run: Run) -> Iterator[tuple[Place, Found]]:
    """Fires on each proposed repo of a new family, at its owner's nearest entry."""
    return (found_missing(one) for one in run.missing() if not one.belongs)


RULE = RunRule(id="family-new", severity="info", check=check, of_new=True)
