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
from jllm_sync.license_names import identifier_of_text, is_family, names_a_license, normalize, title_of
from jllm_sync.messages import message
from jllm_sync.readings.reading import NoReading, Reading

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
        stated = key_of(facts, "license")
        name = key_of(facts, "license_name")
        if isinstance(stated, Present) and isinstance(facts, Present):
            confidence: Confidence = "low" if stated.source.proposed else best
            evidence = [Evidence.of(stated.source, "license", stated.value)]
            licenses = tuple(_licenses(stated.value, facts.value.get("license_name"), file, evidence, facts))
            return Reading(licenses, confidence, tuple(evidence))
        if isinstance(name, Present) and (text := _text(name.value)) and names_a_license(text):
            evidence = [Evidence.of(name.source, "license_name", name.value)]
            return Reading((_of_its_own(text, file, evidence),), "medium", tuple(evidence))
    if isinstance(file, Present):
        alone = StatedLicense(None, file=file.value)
        confidence = "low" if file.source.proposed or alone.means is None else "medium"
        return Reading((alone,), confidence, (Evidence.of(file.source, None, alone.title),))
    stated = key_of(observation.card, "license")
    if isinstance(stated, Absent):
        return Reading((), "high", (Evidence.of(stated.source, "license", None),))
    return NoReading(message("no-reading-license-unseen"))


def _licenses(
    stated: Any,
    name: Any,
    file: Present[str] | Unknown,
    evidence: list[Evidence],
    facts: Present[Mapping[str, Any]],
) -> Iterator[StatedLicense]:
    for value in stated if isinstance(stated, list) else [stated]:
        text = _text(value)
        if text is None:
            continue
        identifier = normalize(text)
        if identifier not in (None, "other"):
            yield StatedLicense(identifier)
            continue
        own = text if identifier is None and names_a_license(text) else None
        if own is None and (named := _text(name)):
            evidence.append(Evidence.of(facts.source, "license_name", name))
            own = named if names_a_license(named) else None
        license_ = _of_its_own(own, file, evidence)
        if identifier == "other" or license_.names_one:  # "none" and "see LICENSE" state nothing themselves
            yield license_


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
