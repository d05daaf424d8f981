"""row-order: a row stands below a smaller one in a table that is ordered by size. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import rows_out_of_order
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="row-order", severity="info", check=breaches(rows_out_of_order))
