"""parameters-drift: an explicit size differs from the size of the weights."""

from __future__ import annotations

from collections.abc import Iterator

from jllm_sync.catalog.fields import parse_size, show_claim
from jllm_sync.catalog.model import Base, Foundation, Size, format_parameters
from jllm_sync.data import load
from jllm_sync.finding import Stated
from jllm_sync.messages import in_language, message
from jllm_sync.readings import Reading
from jllm_sync.readings.parameters import read_embeddings
from jllm_sync.rules.rule import ARCHITECTURE, PARAMETERS, Agrees, Found, RepoRule, Subject, Verdict, set_claim

TOLERANCE = 0.15
"""Embeddings may or may not be counted, and sizes are rounded: by so much a size may differ."""
_STEP = 1_000_000_000
_ROUNDED = 0.3
"""Of the claimed size: 1.24b are called 1b, 1.5b are not."""


def check(subject: Subject) -> Verdict:
    """Fires where neither the claimed size, nor what its foundation means by that name, is near the weights' size."""
    claim = subject.claim("parameters")
    if claim is None or not isinstance(claim.value, Size):
        return None
    reading = subject.read(PARAMETERS)
    if not isinstance(reading, Reading):
        return None
    sizes = tuple(_counted(subject, reading.value))
    if any(abs(size - meant) <= _tolerance(meant) for size in sizes for meant in _meant(subject, claim.value)):
        return Agrees(claim)
    says = format_parameters(reading.value)
    return Found(
        confidence=reading.confidence,
        message=message("parameters-drift.found", claimed=show_claim(claim), says=says),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, str(show_claim(claim))),
        reading=Stated(reading.value, says),
        fix=set_claim(subject.variant, claim, _as_claim(claim.value, says), "unsafe"),
    )


def _tolerance(meant: int) -> float:
    """By how much a size may differ: 1b stands for what is rounded to it, too."""
    rounded = _STEP / 2 if meant % _STEP == 0 else 0
    return max(TOLERANCE * meant, min(rounded, _ROUNDED * meant))


def _counted(subject: Subject, total: int) -> Iterator[int]:
    """The weights with and without the tables of embeddings, of which there are one or two."""
    yield total
    table = read_embeddings(subject.observation)
    if table is not None:
        yield from (rest for rest in (total - table, total - 2 * table) if rest > 0)


def _meant(subject: Subject, claimed: Size) -> Iterator[int]:
    """What the claimed size means: itself, and the real size where it is a publisher's name for one."""
    yield claimed.total
    known = load("nominal_sizes.yaml")
    for base in _bases(subject):
        for name in (base.id, in_language(base.name, "en").lower().replace(" ", "-")):
            real = known.get(name, {}).get(format_parameters(claimed.total))
            if real is not None:
                yield parse_size(real)


def _bases(subject: Subject) -> Iterator[Base]:
    """The foundations whose names for sizes it may have: the claimed one, and those of its model_type."""
    claim, config = subject.claim("foundation"), subject.read(ARCHITECTURE)
    if claim is not None and isinstance(claim.value, Foundation):
        yield subject.catalog.foundations[claim.value.id]
    if isinstance(config, Reading):
        yield from (base for base in subject.catalog.foundations.values() if config.value.model_type in base.types)


def _as_claim(old: Size, total: str) -> str | dict[str, str]:
    """The new size in the form of the old one: a mixture keeps its active parameters."""
    return total if old.active is None else {"total": total, "active": format_parameters(old.active)}


RULE = RepoRule(
    id="parameters-drift",
    severity="warning",
    check=check,
    reads=(PARAMETERS, ARCHITECTURE),
    compares=("parameters",),
)
