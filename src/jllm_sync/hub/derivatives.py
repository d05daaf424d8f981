"""The models that were made of a repo, as the Hub names them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal, get_args

from jllm_sync.messages import Text

Relation = Literal["finetune", "adapter", "merge", "quantized"]
"""How a model was made of its base, in the Hub's words."""

TIE = "base_model:"
"""How the tags begin that the Hub gives a model for its base: ``base_model:PARENT``, ``base_model:RELATION:PARENT``
(https://huggingface.co/docs/hub/model-cards#specifying-a-base-model)."""


def relation_and_parent(tag: str) -> tuple[Relation | None, str] | None:
    """What a tag says of a base: the relation, None where it names none that is known, and the parent's ID.

    Returns:
        None for a tag that speaks of no base.
    """
    if not tag.startswith(TIE):
        return None
    stated, _, parent = tag.removeprefix(TIE).rpartition(":")
    return next((relation for relation in get_args(Relation) if relation == stated), None), parent


@dataclass(frozen=True, slots=True)
class Derivative:
    """A model that names the repo as its base."""

    repo: str
    relation: Relation | None
    """None where the Hub does not say how it was made."""
    downloads: int | None
    """In the last 30 days, as the Hub counts."""
    tags: tuple[str, ...]
    """The other tags; the Hub puts the languages among them."""


@dataclass(frozen=True, slots=True)
class Derivatives:
    """What the Hub said of one repo's derivatives: its first page, those with most downloads first."""

    asked_at: datetime
    complete: bool
    """Whether that page was all."""
    models: tuple[Derivative, ...]

    def pack(self) -> bytes:
        """As compressed JSON, for the state."""
        plain = {**asdict(self), "asked_at": self.asked_at.isoformat()}
        return zlib.compress(json.dumps(plain).encode())

    @classmethod
    def unpack(cls, data: bytes) -> Derivatives:
        """What :meth:`pack` packed."""
        plain = json.loads(zlib.decompress(data))
        models = tuple(Derivative(**{**model, "tags": tuple(model["tags"])}) for model in plain["models"])
        return cls(datetime.fromisoformat(plain["asked_at"]), plain["complete"], models)


@dataclass(frozen=True, slots=True)
class DerivativesSeen:
    """What is known of the derivatives of several repos: asked for in this run, or held from an earlier one."""

    by_repo: Mapping[str, Derivatives]
    """By the ID that was asked about; those that are missing were not asked yet, or failed."""
    asked: Collection[str] = ()
    """The repos that were asked about in this run."""
    requests: int = 0
    failed: Mapping[str, Text] = field(default_factory=dict)
    """Repos whose derivatives could not be read, and why."""
    interrupted: Text | None = None
    """Why asking ended early, other than by its own budget."""
