"""The licence that the Hub states of a repo.

Order of evidence: the card's front matter, the licence label of the repo's page (in recordings of pages, where the
card itself was not shown), the first line of the LICENSE file. Front matter is as people write it: in capitals, with
blanks, as a list, as a URL, as null. ``other`` hands the naming over to ``license_name`` or the LICENSE file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Unknown, key_of
from jllm_sync.readings.reading import NoReading, Reading

_CC_URL = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)")
LICENSE_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING")
"""The names that the file with a licence's text usually has, in the order to look."""
_LONGEST = 200
"""No licence is called by more characters; what is longer is cut."""


@dataclass(frozen=True, slots=True)
class StatedLicense:
    """One licence as the Hub states it."""

    identifier: str | None
    """The Hub's identifier; ``other`` for a licence of its own; None where only a LICENSE file speaks."""
    name: str | None = None
    """``license_name``, under ``other`` only: beside an identifier it says nothing."""
    title: str | None = None
    """The first line of the LICENSE file, where nothing else names the licence."""

    @property
    def names_one(self) -> bool:
        """Whether it names a licence: not ``other`` with nothing to name it, ``unknown``, or a whole family."""
        if self.name or self.title:
            return True
        return self.identifier not in (None, "other", "unknown") and self.identifier not in load(_DATA)["families"]

    @property
    def text(self) -> str:
        """How to show it: the identifier, or the name of the licence of its own."""
        if self.identifier in (None, "other"):
            return self.name or self.title or self.identifier or "–"
        return self.identifier or "–"

    def __str__(self) -> str:
        named = self.name or self.title
        return f"other ({named})" if self.identifier == "other" and named else self.text


_DATA = "hub_licenses.yaml"


def read_license(observation: Observation) -> Reading[tuple[StatedLicense, ...]] | NoReading:
    """The licences that the Hub states; several apply together.

    No reading where nothing was seen of the licence. A card that was seen whole and states none is a reading of
    nothing: an empty tuple.
    """
    title = license_file(observation)
    sources: tuple[tuple[Field[Mapping[str, Any]], Confidence], ...] = (
        (observation.card, "high"),
        (observation.label, "medium"),
    )
    for facts, best in sources:
        stated = key_of(facts, "license")
        name = key_of(facts, "license_name")
        if isinstance(stated, Present) and isinstance(facts, Present):
            confidence: Confidence = "low" if stated.source.proposed else best
            evidence = [Evidence.of(stated.source, "license", stated.value)]
            licenses = tuple(_licenses(stated.value, facts.value.get("license_name"), title, evidence, facts))
            return Reading(licenses, confidence, tuple(evidence))
        if isinstance(name, Present) and (text := _text(name.value)):
            evidence_of_name = Evidence.of(name.source, "license_name", name.value)
            return Reading((StatedLicense("other", name=text),), "medium", (evidence_of_name,))
    if isinstance(title, Present):
        identifier = identifier_of_title(title.value)
        confidence = "low" if title.source.proposed or identifier is None else "medium"
        evidence_of_title = Evidence.of(title.source, None, title.value)
        return Reading((StatedLicense(identifier, title=title.value),), confidence, (evidence_of_title,))
    stated = key_of(observation.card, "license")
    if isinstance(stated, Absent):
        return Reading((), "high", (Evidence.of(stated.source, "license", None),))
    return NoReading("nothing was seen of its licence")


def _licenses(
    stated: Any,
    name: Any,
    title: Present[str] | Unknown,
    evidence: list[Evidence],
    facts: Present[Mapping[str, Any]],
) -> Iterator[StatedLicense]:
    for value in stated if isinstance(stated, list) else [stated]:
        text = _text(value)
        if text is None:
            continue
        identifier = normalize(text)
        if identifier is None:  # no identifier of the Hub: a name of its own
            yield StatedLicense("other", name=text)
        elif identifier == "other":
            if named := _text(name):
                evidence.append(Evidence.of(facts.source, "license_name", name))
                yield StatedLicense("other", name=named)
            elif isinstance(title, Present) and not title.source.proposed:
                evidence.append(Evidence.of(title.source, None, title.value))
                yield StatedLicense("other", title=title.value)
            else:
                yield StatedLicense("other")
        else:
            yield StatedLicense(identifier)


def normalize(text: str) -> str | None:
    """The Hub's identifier that a card's wording stands for, ``other`` and ``unknown`` included; None where none."""
    plain = re.sub(r"[\s_]+", "-", text.strip().lower())
    if match := _CC_URL.match(plain):
        plain = f"cc-{match[1]}-{match[2]}"
    if plain in ("other", "unknown"):
        return plain
    return _spellings().get(plain)


def names_a_license(name: str) -> bool:
    """Whether a ``license_name`` is a name at all, and not "LICENSE", "link" or the like."""
    plain = _plain(name)
    return bool(plain) and plain not in load(_DATA)["no_names"]


@cache
def _spellings() -> dict[str, str]:
    spellings: dict[str, str] = {}
    for identifier, known in load(_DATA)["identifiers"].items():
        for spelling in (identifier, *known.get("spellings", ()), re.sub(r"[\s_]+", "-", known["name"].lower())):
            spellings[spelling] = identifier
    return spellings


def same_title(title: str, wanted: str) -> bool:
    """Whether a LICENSE file's first line holds the title of a licence; capitals and blanks aside."""
    return _plain(wanted) in _plain(title)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w[\w.]*", text.lower()))


def identifier_of_title(title: str) -> str | None:
    """The Hub's identifier of the licence whose text begins like this; None where no title is known."""
    for identifier, known in load(_DATA)["identifiers"].items():
        if any(same_title(title, wanted) for wanted in known.get("titles", ())):
            return str(identifier)
    return None


def license_file(observation: Observation) -> Present[str] | Unknown:
    """The first line of the LICENSE file, under any of its usual names."""
    for file in LICENSE_FILES:
        found = observation.files.get(file)
        if isinstance(found, Present) and (text := _text(found.value)):
            return Present(text, found.source)
    return Unknown()


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    return value.strip()[:_LONGEST]
