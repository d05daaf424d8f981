"""Where in a config.json the language model's own config lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jllm_sync.data.load import load


def language_config(
    config: Mapping[str, Any], told_by: Callable[[Mapping[str, Any]], bool]
) -> tuple[str, Mapping[str, Any]]:
    """The language model's own config, and the path to it: multimodal configs nest it.

    Args:
        config: the whole of config.json.
        told_by: whether a config says what is asked for. Where the whole does, nothing nested is looked at.

    Returns:
        The path with a dot at its end ("" for the whole), and the config there: the whole where none is nested.
    """
    if told_by(config):
        return "", config
    for steps in load("context_keys.yaml")["nested"]:
        inner: Any = config
        for step in steps:
            inner = inner.get(step) if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping):
            return ".".join(steps) + ".", inner
    return "", config
