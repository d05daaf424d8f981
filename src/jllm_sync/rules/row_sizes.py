"""row-sizes: one row holds several sizes of one release. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import rows_of_several_sizes
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="row-sizes", severity="info", check=breaches(rows_of_several_sizes))
