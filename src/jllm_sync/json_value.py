"""Values as strict JSON holds them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def json_value(value: Any, depth: int) -> Any:
    """The value as a JSON document gives it back.

    NaN, infinities and whatever else JSON lacks become text, tuples become lists.

    Args:
        value: any value.
        depth: how many levels of it are kept; what lies deeper becomes an ellipsis.
    """
    if isinstance(value, Mapping):
        return {str(key): json_value(item, depth - 1) for key, item in value.items()} if depth else "…"
    if isinstance(value, list | tuple):
        return [json_value(item, depth - 1) for item in value] if depth else "…"
    if value is None or isinstance(value, str | int):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)
