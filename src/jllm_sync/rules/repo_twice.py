"""repo-twice: one repo is a variant in two rows. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import repos_twice
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="repo-twice", severity="error", check=breaches(repos_twice))
