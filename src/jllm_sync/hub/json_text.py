"""JSON as the Hub sends it, made safe to keep and to print."""

from __future__ import annotations

import json
from typing import Any


def parse(data: bytes) -> Any:
    """The value of a JSON text.

    Half of a surrogate pair, which JSON can escape and UTF-8 cannot hold, becomes a replacement character, so that
    one odd name or card does not break the state or the report.

    Raises:
        ValueError: not JSON in UTF-8, which alone is JSON to others (https://www.rfc-editor.org/rfc/rfc8259#section-8.1).
        RecursionError: nested deeper than Python goes.
    """
    value = json.loads(data.decode("utf-8-sig"))
    if b"\\ud" not in data and b"\\uD" not in data:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
