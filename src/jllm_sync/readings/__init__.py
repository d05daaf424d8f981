"""What observations mean: one module a field. Every reading is a comparable value with its evidence, or the reason why
there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Source
from jllm_sync.messages import Message, message

T_co = TypeVar("T_co", covariant=True)
_SHOWN = 40
"""So many letters of what cannot be read are shown."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """One comparable value derived from an observation."""

    value: T_co
    confidence: Confidence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NoReading:
    """Why an observation gives no value. Silence is no evidence: rules do not fire on it."""

    reason: Message
    evidence: tuple[Evidence, ...] = ()
    seen: bool = False
    """Whether what would show a value was seen: then there is none. Otherwise nobody knows."""


def was_seen(reading: Reading[T_co] | NoReading) -> bool:
    """Whether an observation settles what was to be read: it gives a value, or shows that there is none."""
    return isinstance(reading, Reading) or reading.seen


def is_texts(value: Any) -> bool:
    """Whether a key of a card that names things holds text or nothing, or a list of such."""
    return all(one is None or isinstance(one, str) for one in (value if isinstance(value, list) else [value]))


def unreadable(source: Source, key: str, value: Any) -> NoReading:
    """The silence of a key that is there and holds nothing that can be read: unknown, never absent."""
    if isinstance(value, list | Mapping):
        shown = "[…]" if isinstance(value, list) else "{…}"
    else:
        shown = repr(value[:_SHOWN] if isinstance(value, str) else value)[: _SHOWN + 2]
    said = message("no-reading-unreadable", name=key, found=shown)
    return NoReading(said, (Evidence.of(source, key, value),))
