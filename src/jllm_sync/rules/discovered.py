"""variant-new and family-new: the Hub has what the catalog lacks.

Both look at the owners of listed repos and not at a listed repo, so their rules have nothing to check by themselves;
the audit asks jllm_sync.discovery once.
"""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Nothing to say of a single listed repo."""
    return ()


VARIANT_NEW = Rule(
    id="variant-new",
    severity="info",
    check=check,
    of_new=True,
)
FAMILY_NEW = Rule(
    id="family-new",
    severity="info",
    check=check,
    of_new=True,
)
