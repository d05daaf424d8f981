"""What the text of a model card says about limits of use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Observation, Present
from jllm_sync.messages import message
from jllm_sync.readings.reading import NoReading, Reading

FILES = frozenset({"README.md"})
_DATA = "use_restrictions.yaml"
_LONGEST_CARD = 500_000
_LONGEST_SENTENCE = 400
_MOST_SENTENCES = 5_000
"""Sentences with a word of interest: no card has so many; it bounds the time for one that was made to cost time."""
_FRONT_MATTER = re.compile(r"\A\ufeff?\s*---[ \t]*\n.*?(?:\n---[ \t]*(?:\n|\Z)|\Z)", re.DOTALL)
_CODE = re.compile(r"(```|~~~).*?(?:\1|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCK = re.compile(r"\n(?=[ \t]*(?:\n|[#>|*+-]|\d{1,3}[.)]))")
"""A line break that ends what was said: before a blank line, a heading, a quotation, a table's row, a list's item."""
_HEADING = re.compile(r"^([ \t]*#{1,6}[ \t][^\n]*)\n", re.MULTILINE)
_END = re.compile(r"[。！？]|[.!?](?=\s|\Z)")
_LATIN_WRAP = re.compile(r"(?<=[\x21-\x7e])[ \t]*\n[ \t]*(?=[\x21-\x7e])")


@dataclass(frozen=True, slots=True)
class Restriction:
    """One limit of use, and the sentence that states it."""

    kind: str
    """A key of data/use_restrictions.yaml."""
    sentence: str


def read_restrictions(observation: Observation) -> Reading[tuple[Restriction, ...]] | NoReading:
    """The limits that the card's text states; front matter, comments and code are not text.

    What a sentence says of other models, earlier versions or data is no limit of this model's use.
    """
    card = observation.files.get("README.md")
    if isinstance(observation.file("README.md"), Absent):
        return NoReading(message("no-reading-card-absent"), seen=True)
    if not isinstance(card, Present) or not isinstance(card.value, str):
        return NoReading(message("no-reading-card-text-unseen"))
    found: dict[str, Restriction] = {}
    for sentence in _sentences(card.value[:_LONGEST_CARD]):
        lower = sentence.lower()
        if _patterns().of_data.search(lower) and not _patterns().of_model.search(lower):
            continue
        said = lower if _patterns().here_too.search(lower) else _patterns().asides.sub(" ", lower)
        for kind, patterns, unless in _patterns().kinds:
            if kind not in found and patterns.search(said) and not unless.search(said):
                found[kind] = Restriction(kind, sentence)
    if not found:
        return NoReading(message("no-reading-restrictions-none"), seen=True)
    evidence = tuple(Evidence.of(card.source, None, restriction.sentence) for restriction in found.values())
    confidence: Confidence = "low" if card.source.proposed else "medium"
    return Reading(tuple(found.values()), confidence, evidence)


def _sentences(text: str) -> Iterator[str]:
    """The sentences that hold a word of interest, on one line each and without marks; each only once."""
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)
    text = _HEADING.sub(r"\1\n\n", _COMMENT.sub(" ", _CODE.sub("\n\n", text)))
    seen: set[str] = set()
    for block in _BLOCK.split(text):
        if not _patterns().words.search(block.lower()):
            continue
        unwrapped = _LATIN_WRAP.sub(" ", block).replace("\n", "")  # Japanese lines go on without a blank
        for part in _END.split(unwrapped):
            plain = " ".join(re.sub(r"[*_`>#|]+", " ", part[: 2 * _LONGEST_SENTENCE]).split())[:_LONGEST_SENTENCE]
            if plain not in seen and _patterns().words.search(plain.lower()):
                seen.add(plain)
                yield plain
                if len(seen) >= _MOST_SENTENCES:
                    return


@dataclass(frozen=True, slots=True)
class _Patterns:
    words: re.Pattern[str]
    of_data: re.Pattern[str]
    of_model: re.Pattern[str]
    asides: re.Pattern[str]
    here_too: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]


@cache
def _patterns() -> _Patterns:
    data = load(_DATA)
    return _Patterns(
        words=_any(list(map(re.escape, data["words"]))),
        of_data=re.compile(data["of_data"]),
        of_model=re.compile(data["of_model"]),
        asides=_any(data["asides"]),
        here_too=re.compile(data["here_too"]),
        kinds=tuple((kind, _any(one["patterns"]), _any(one["unless"])) for kind, one in data["restrictions"].items()),
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
