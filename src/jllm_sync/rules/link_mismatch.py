"""link-mismatch: the link on a row's name leads to a repo that another row offers. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import wrong_name_links
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="link-mismatch", severity="error", check=breaches(wrong_name_links))
