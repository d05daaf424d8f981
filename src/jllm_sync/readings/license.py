"""The licence that the Hub states of a repo.

Order of evidence: the card's front matter, the licence label of the repo's page (in recordings of pages, where the
card itself was not shown), the first lines of the LICENSE file. Front matter is as people write it: in capitals, with
blanks, as a list, as a URL, as null. ``other`` hands the naming over to ``license_name`` or the LICENSE file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Unknown, key_of
from jllm_sync.license_names import (
    identifier_of_text,
    is_family,
    joined_licenses,
    linked,
    names_a_license,
    normalize,
    title_of,
)
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading, is_texts, unreadable

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
    file: str | None = None
    """The first lines of the LICENSE file, where no identifier names the licence."""
    choice: bool = False
    """Whether it is one of several of which a user may choose: MIT OR Apache-2.0."""

    @property
    def title(self) -> str | None:
        """The line of the LICENSE file that names the licence."""
        return title_of(self.file) if self.file else None

    @property
    def means(self) -> str | None:
        """The identifier that it comes to: its own, or under ``other`` the one of which its name is a spelling.

        The LICENSE file says it only where there is no name: a licence named otherwise may contain another.
        """
        if self.identifier not in (None, "other"):
            return self.identifier
        if self.name is not None:
            return normalize(self.name)
        return identifier_of_text(self.file) if self.file is not None else None

    @property
    def names_one(self) -> bool:
        """Whether it names a licence: not ``other`` with nothing to name it, ``unknown``, or a whole family."""
        means = self.means
        if means is None:
            return bool(self.name or self.title)
        return means not in ("other", "unknown") and not is_family(means)

    @property
    def text(self) -> str:
        """How to show it: the identifier, or the name of the licence of its own."""
        if self.identifier is None:
            return self.means or self.title or "–"
        return (self.name or self.title or "other") if self.identifier == "other" else self.identifier

    def __str__(self) -> str:
        return f"other ({self.text})" if self.identifier == "other" and self.text != "other" else self.text


def read_license(observation: Observation) -> Reading[tuple[StatedLicense, ...]] | NoReading:
    """The licences that the Hub states; several apply together.

    No reading where nothing was seen of the licence. A card that was seen whole and states none is a reading of
    nothing: an empty tuple.
    """
    file = license_file(observation)
    sources: tuple[tuple[Field[Mapping[str, Any]], Confidence], ...] = (
        (observation.card, "high"),
        (observation.label, "medium"),
    )
    for facts, best in sources:
        stated, name, link = (key_of(facts, key) for key in ("license", "license_name", "license_link"))
        if isinstance(stated, Present) and isinstance(facts, Present):
            if not is_texts(stated.value):
                return unreadable(stated.source, "license", stated.value)
            confidence: Confidence = "low" if stated.source.proposed else best
            evidence = [Evidence.of(stated.source, "license", stated.value)]
            licenses = tuple(dict.fromkeys(_licenses(stated.value, facts, file, evidence)))
            named = any(one.identifier == "other" for one in licenses)
            if named and isinstance(name, Present) and not (name.value is None or isinstance(name.value, str)):
                return unreadable(name.source, "license_name", name.value)
            return Reading(licenses, confidence, tuple(evidence))
        for key, field in (("license_name", name), ("license_link", link)):
            if isinstance(field, Present) and not is_texts(field.value):
                return unreadable(field.source, key, field.value)
            text = _text(field.value) if isinstance(field, Present) else None
            own = linked(text) if text and key == "license_link" else text
            if isinstance(field, Present) and own and names_a_license(own):
                evidence = [Evidence.of(field.source, key, field.value)]
                return Reading((_of_its_own(own, file, evidence),), "medium", tuple(evidence))
    if isinstance(file, Present):
        alone = StatedLicense(None, file=file.value)
        confidence = "low" if file.source.proposed or alone.means is None else "medium"
        return Reading((alone,), confidence, (Evidence.of(file.source, None, alone.title),))
    stated = key_of(observation.card, "license")
    if isinstance(stated, Absent):
        return Reading((), "high", (Evidence.of(stated.source, "license", None),))
    return NoReading(message("no-reading-license-unseen"))


def _licenses(
    stated: Any, facts: Present[Mapping[str, Any]], file: Present[str] | Unknown, evidence: list[Evidence]
) -> Iterator[StatedLicense]:
    for value in stated if isinstance(stated, list) else [stated]:
        texts, choice = joined_licenses(_text(value) or "")
        for text in filter(None, texts):
            identifier = normalize(text)
            if identifier not in (None, "other"):
                yield StatedLicense(identifier, choice=choice)
                continue
            own = text if identifier is None and names_a_license(text) else _named_beside(facts, evidence)
            license_ = _of_its_own(own, file, evidence)
            if identifier == "other" or license_.names_one:  # "none" and "see LICENSE" state nothing themselves
                yield license_


def _named_beside(facts: Present[Mapping[str, Any]], evidence: list[Evidence]) -> str | None:
    """What ``license_name`` calls a licence, or else the page that ``license_link`` leads to."""
    name, link = _text(facts.value.get("license_name")), _text(facts.value.get("license_link"))
    if name:
        evidence.append(Evidence.of(facts.source, "license_name", facts.value["license_name"]))
        if names_a_license(name):
            return name
    if link and (behind := linked(link)):
        evidence.append(Evidence.of(facts.source, "license_link", facts.value["license_link"]))
        return behind
    return None


def _of_its_own(name: str | None, file: Present[str] | Unknown, evidence: list[Evidence]) -> StatedLicense:
    """A licence by its name, and by the LICENSE file unless the name is that of a known licence."""
    if isinstance(file, Present) and not file.source.proposed and (name is None or normalize(name) is None):
        evidence.append(Evidence.of(file.source, None, title_of(file.value)))
        return StatedLicense("other", name, file.value)
    return StatedLicense("other", name)


def license_file(observation: Observation) -> Present[str] | Unknown:
    """The first lines of the LICENSE file, under any of its usual names."""
    for file in LICENSE_FILES:
        found = observation.files.get(file)
        if isinstance(found, Present) and isinstance(found.value, str) and found.value.strip():
            return Present(found.value.strip(), found.source)
    return Unknown()


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    return value.strip()[:_LONGEST]
