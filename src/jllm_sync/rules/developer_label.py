"""developer-label: one developer bears several labels, or one is left untranslated. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import developer_labels
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="developer-label", severity="warning", check=breaches(developer_labels))
