"""What the text of a model card says about limits of use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.readings.reading import NoReading, Reading

FILES = frozenset({"README.md"})
_LONGEST_CARD = 2_000_000
_LONGEST_SENTENCE = 400
_FRONT_MATTER = re.compile(r"\A\ufeff?\s*---[ \t]*\n.*?\n---[ \t]*(\n|\Z)", re.DOTALL)
_CODE = re.compile(r"(```|~~~).*?(\1|\Z)", re.DOTALL)
_END = re.compile(r"[。！？\n]|[.!?](?=\s)")


@dataclass(frozen=True, slots=True)
class Restriction:
    """One limit of use, and the sentence that states it."""

    kind: str
    """A key of data/use_restrictions.yaml."""
    sentence: str


def read_restrictions(observation: Observation) -> Reading[tuple[Restriction, ...]] | NoReading:
    """The limits that the card's text states; front matter and code are not text."""
    card = observation.files.get("README.md")
    if not isinstance(card, Present) or not isinstance(card.value, str):
        return NoReading("the text of the card was not seen")
    text = _CODE.sub("\n", _FRONT_MATTER.sub("", card.value[:_LONGEST_CARD], count=1))
    found: dict[str, Restriction] = {}
    for sentence in _sentences(text):
        for kind, patterns, unless in _patterns():
            if kind not in found and patterns.search(sentence) and not (unless and unless.search(sentence)):
                found[kind] = Restriction(kind, sentence)
    if not found:
        return NoReading("the card's text states no limit that is known here")
    evidence = tuple(Evidence.of(card.source, None, restriction.sentence) for restriction in found.values())
    confidence: Confidence = "low" if card.source.proposed else "medium"
    return Reading(tuple(found.values()), confidence, evidence)


def _sentences(text: str) -> Iterator[str]:
    for part in _END.split(text):
        plain = " ".join(re.sub(r"[*_`>#|]+", " ", part).split())
        if len(plain) >= 4:
            yield plain[:_LONGEST_SENTENCE]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (kind, _any(data["patterns"]), _any(data["unless"]) if data["unless"] else None)
        for kind, data in load("use_restrictions.yaml")["restrictions"].items()
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
