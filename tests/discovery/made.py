"""Small catalogs and repos, made for one test each."""

from __future__ import annotations

import json
from typing import Any

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.hub.observation import Observation, Present, Source


def repo(id_: str, state: str = "ok", info: dict[str, Any] | None = None, **card: Any) -> Observation:
    """A repo with this card; without one, it is known to exist."""
    source = Source("api", "model info", "0" * 40, f"https://huggingface.co/{id_}")
    facts: dict[str, Any] = {"card": Present(card, source)} if card else {}
    return Observation(
        repo=id_,
        kind="model",
        state=state,  # type: ignore[arg-type]
        canonical=id_,
        state_source=source,
        info={key: Present(value, source) for key, value in (info or {}).items()},
        **facts,
    )


def catalog_of(*variants: dict[str, Any] | str, settings: dict[str, Any] | None = None, **entry: Any) -> Catalog:
    """A catalog of one section and one entry with these variants; a text is a repo's ID."""
    listed = [{"repo": variant} if isinstance(variant, str) else variant for variant in variants]
    discovery = {"languages": ["ja"], **(settings or {})}  # None: the setting is not there
    data = {
        "title": "Models",
        "settings": {"discovery": {key: one for key, one in discovery.items() if one is not None}},
        "sections": [{"id": "all", "title": "All", "entries": [{"id": "one", **entry, "variants": listed}]}],
    }
    return parse_catalog(json.dumps(data).encode(), "catalog.yaml")
