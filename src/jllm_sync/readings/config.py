"""What is known of model types, and where in a config.json the language model's own config lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data import load


@dataclass(frozen=True, slots=True)
class ModelType:
    """What the classes of one ``model_type`` say, by transformers' own or the repos' that bring them."""

    name: str
    classes: str | None = None
    """The name of its classes, without what they are for: ``Llama`` of LlamaConfig and LlamaForCausalLM."""
    family: str = ""
    """The type whose code it shares: gemma3 of gemma3_text."""
    native: bool = False
    """Whether transformers brings the classes."""
    keys: tuple[str, ...] = ()
    """Where config.json holds its length in tokens; none where it has none, or an inner config has it."""
    default: int | None = None
    """The length that the class takes where config.json does not say it."""
    inner: str | None = None
    """The key of the language model's own config, in a composite type."""
    of: str | None = None
    """The type that the inner config has where it names none."""
    text: bool = False
    """Whether it reads or writes tokens."""
    soft: bool = False
    """Whether the stored length is that of a training, at which nothing ends."""


def model_type(name: Any) -> ModelType | None:
    """What is known of a type; None where nothing is, and for what is no name."""
    return known_types().get(name) if isinstance(name, str) else None


@cache
def known_types() -> Mapping[str, ModelType]:
    """All types that are known, by their names."""
    ours = load("context_keys.yaml")
    native = load("model_types.yaml")["types"]
    rows = {**native, **ours["types"], **{name: {**native[name], **more} for name, more in ours["more"].items()}}
    return {name: _type(name, row, name in native, name in ours["soft_types"]) for name, row in rows.items()}


def _type(name: str, row: Mapping[str, Any], native: bool, soft: bool) -> ModelType:
    first = load("context_keys.yaml")["first_keys"].get(name)
    keys = (first, row.get("key"), *row.get("also", ()))
    return ModelType(
        name=name,
        classes=row.get("class"),
        family=row.get("family", name),
        native=native,
        keys=tuple(dict.fromkeys(key for key in keys if key)),
        default=row.get("default"),
        inner=row.get("inner"),
        of=row.get("of"),
        text=bool(row.get("text") or row.get("key")),
        soft=soft or bool(row.get("soft")),
    )


def language_config(
    config: Mapping[str, Any], told_by: Callable[[Mapping[str, Any]], bool]
) -> tuple[str, Mapping[str, Any], str | None]:
    """The language model's own config: multimodal configs nest it.

    Args:
        config: the whole of config.json.
        told_by: whether a config says what is asked for. Of a type that is not known, what is nested is only looked
            at where the whole does not say it.

    Returns:
        The path to it with a dot at its end ("" for the whole), the config there (the whole where none is nested), and
        its model type, where it has one or its class a default.
    """
    path, inner, name = _inner(config)
    if path and (told_by(inner) or not told_by(config)):
        return path, inner, name
    if told_by(config):
        return "", config, name
    kind = model_type(name)
    for steps in load("context_keys.yaml")["nested"]:
        nested: Any = config
        for step in steps:
            nested = nested.get(step) if isinstance(nested, Mapping) else None
        if isinstance(nested, Mapping) and (told_by(nested) or kind is None):
            return ".".join(steps) + ".", nested, _name(nested)
    return "", config, name


def _inner(config: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], str | None]:
    """As far in as the known types lead. Where a config leaves the inner one out, its class has its default."""
    path, inner, name = "", config, _name(config)
    while (kind := model_type(name)) is not None and kind.inner is not None:
        deeper = inner.get(kind.inner)
        if isinstance(deeper, Mapping):
            path, inner, name = f"{path}{kind.inner}.", deeper, _name(deeper) or kind.of
        else:
            name = kind.of
    return path, inner, name


def _name(config: Mapping[str, Any]) -> str | None:
    name = config.get("model_type")
    return name if isinstance(name, str) else None
