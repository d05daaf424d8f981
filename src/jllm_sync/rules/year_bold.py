"""year-bold: the newest year is not bold, or another one is. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import years_not_bold
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="year-bold", severity="info", check=breaches(years_not_bold))
