"""What every reading is: a comparable value with its evidence, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from jllm_sync.finding import Confidence, Evidence

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """One comparable value derived from an observation."""

    value: T_co
    confidence: Confidence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NoReading:
    """Why an observation gives no value. Silence is no evidence: rules do not fire on it."""

    reason: str
    evidence: tuple[Evidence, ...] = ()
