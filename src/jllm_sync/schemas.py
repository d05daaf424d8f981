"""The project's JSON Schemas, wherever the package is installed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

SchemaName = Literal["catalog", "report", "recording", "discovery", "site"]


@cache
def schema(name: SchemaName) -> dict[str, Any]:
    """A JSON Schema (2020-12) of the project, by its name.

    A wheel carries the schemas inside the package; a checkout has them in its top folder.
    """
    package = Path(__file__).parent
    for folder in (package / "schemas", package.parents[1] / "schemas"):
        path = folder / f"{name}.schema.json"
        if path.is_file():
            loaded: dict[str, Any] = json.loads(path.read_bytes())
            return loaded
    raise FileNotFoundError(f"schemas/{name}.schema.json is missing from this installation of jllm-sync")
