"""Reading the package's own data files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The data file of this name, parsed: plain values. Callers do not change them."""
    return yaml.load((files("jllm_sync.data") / name).read_bytes(), Loader=yaml.CSafeLoader)
