"""pages-differ: one language of a list says what another lacks or states otherwise. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import differing_pages
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="pages-differ", severity="warning", check=breaches(differing_pages))
