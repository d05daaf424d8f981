"""license-wording: a licence cell names no licence that is known. It needs no Hub."""

from __future__ import annotations

from jllm_sync.catalog.pages.manners import unknown_license_wordings
from jllm_sync.rules.manners import breaches
from jllm_sync.rules.rule import CatalogRule

RULE = CatalogRule(id="license-wording", severity="warning", check=breaches(unknown_license_wordings))
