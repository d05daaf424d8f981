"""parameters-drift: an explicit size differs from the size of the weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jllm_sync.catalog.model import Foundation, Size, format_parameters
from jllm_sync.catalog.yaml.reader import parse_size
from jllm_sync.data.load import load
from jllm_sync.finding import Stated
from jllm_sync.messages import in_language, message
from jllm_sync.readings.parameters import read_embeddings, read_parameters
from jllm_sync.readings.reading import Reading
from jllm_sync.rules.edits import set_claim
from jllm_sync.rules.rule import Found, Rule, Subject

TOLERANCE = 0.15
"""Embeddings may or may not be counted, and sizes are rounded: by so much a size may differ."""


def check(subject: Subject) -> Iterable[Found]:
    """Fires where neither the claimed size, nor what its foundation means by that name, is near the weights' size."""
    claim = subject.variant.claims.get("parameters")
    if claim is None or not isinstance(claim.value, Size):
        return
    reading = read_parameters(subject.observation)
    if not isinstance(reading, Reading):
        return
    sizes = tuple(_counted(subject, reading.value))
    if any(abs(size - meant) <= TOLERANCE * meant for size in sizes for meant in _meant(subject, claim.value)):
        return
    says = format_parameters(reading.value)
    yield Found(
        confidence=reading.confidence,
        message=message("parameters-drift.found", claimed=str(claim.value), says=says),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, str(claim.value)),
        reading=Stated(reading.value, says),
        fix=set_claim(subject, claim, _as_claim(claim.value, says), "unsafe"),
    )


def _counted(subject: Subject, total: int) -> Iterator[int]:
    """The weights with and without the tables of embeddings, of which there are one or two."""
    yield total
    table = read_embeddings(subject.observation)
    if table is not None:
        yield from (rest for rest in (total - table, total - 2 * table) if rest > 0)


def _meant(subject: Subject, claimed: Size) -> Iterator[int]:
    """What the claimed size means: itself, and the real size where it is a publisher's name for one."""
    yield claimed.total
    foundation = subject.variant.claims.get("foundation")
    if foundation is not None and isinstance(foundation.value, Foundation):
        base = subject.catalog.foundations[foundation.value.id]
        known = load("nominal_sizes.yaml")
        for name in (base.id, in_language(base.name, "en").lower().replace(" ", "-")):
            real = known.get(name, {}).get(format_parameters(claimed.total))
            if real is not None:
                yield parse_size(real)


def _as_claim(old: Size, total: str) -> str | dict[str, str]:
    """The new size in the form of the old one: a mixture keeps its active parameters."""
    return total if old.active is None else {"total": total, "active": format_parameters(old.active)}


RULE = Rule(
    id="parameters-drift",
    severity="warning",
    check=check,
    files=frozenset({"config.json"}),
    compares=("parameters",),
    sees=lambda subject: isinstance(read_parameters(subject.observation), Reading),
)
