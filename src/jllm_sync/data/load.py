"""Reading the package's own data files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The data file of this name, parsed: plain values. Callers do not change them."""
    return yaml.load((files("jllm_sync.data") / name).read_bytes(), Loader=yaml.CSafeLoader)


def spread(pattern: str) -> Iterator[str]:
    """The texts that a pattern with braces stands for: ``a-{1,2}{,-b}`` is a-1, a-1-b, a-2, a-2-b."""
    before, brace, rest = pattern.partition("{")
    if not brace:
        yield pattern
        return
    choices, _, after = rest.partition("}")
    for choice in choices.split(","):
        for end in spread(after):
            yield f"{before}{choice}{end}"
