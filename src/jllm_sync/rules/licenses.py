"""How claimed licences and stated ones are compared: the catalog's own table decides what agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from jllm_sync.catalog.built_in import built_in_licenses
from jllm_sync.catalog.model import Accepts, Catalog, Claim, License, Unknown
from jllm_sync.finding import Stated
from jllm_sync.license_names import known_licenses, states_title
from jllm_sync.messages import LANGUAGES, in_language
from jllm_sync.readings import Reading
from jllm_sync.readings.license import StatedLicense
from jllm_sync.rules.rule import LICENSE, Reader, Subject


@dataclass(frozen=True, slots=True)
class Comparison:
    """A licence claim that can be compared, beside what the Hub states."""

    claim: Claim
    claimed: tuple[License, ...]
    """The claimed licences that a repo can state at all."""
    reading: Reading[tuple[StatedLicense, ...]]

    @property
    def named(self) -> tuple[StatedLicense, ...]:
        """What the Hub states that names a licence."""
        return tuple(stated for stated in self.reading.value if stated.names_one)

    @property
    def agrees(self) -> bool:
        """Whether they are the same set: each stated one is claimed, each claimed one is stated.

        Of those that a user may choose from, one that is claimed is enough.
        """
        claimed = [any(accepts(license_, stated) for license_ in self.claimed) for stated in self.named]
        chosen = [is_ for is_, stated in zip(claimed, self.named, strict=True) if stated.choice]
        covered = (not chosen or any(chosen)) and all(
            is_ for is_, stated in zip(claimed, self.named, strict=True) if not stated.choice
        )
        if len(self.named) < len(self.reading.value):  # an unnamed one may be any of the claimed
            return covered
        return covered and all(any(accepts(license_, stated) for stated in self.named) for license_ in self.claimed)


def _compare(subject: Subject) -> Comparison | None:
    """The licence claim beside the reading; None where there is nothing to compare."""
    claim = subject.variant.claims.get("license")
    if claim is None or isinstance(claim.value, Unknown) or not isinstance(claim.value, tuple):
        return None
    table = subject.catalog.licenses
    claimed = tuple(table[id_] for id_ in claim.value if isinstance(id_, str) and table[id_].accepts)
    reading = subject.read(LICENSE)
    if not claimed or not isinstance(reading, Reading):
        return None
    value = tuple(_by_name_first(subject.catalog, one) for one in reading.value)
    return Comparison(claim, claimed, replace(reading, value=value))


COMPARISON = Reader(_compare, LICENSE.files)
"""The licence claim beside the reading."""


def _by_name_first(catalog: Catalog, stated: StatedLicense) -> StatedLicense:
    """The statement without its LICENSE file's title where the table knows its name, which is better evidence."""
    by_name = replace(stated, file=None)
    known = stated.name is not None and any(accepts(license_, by_name) for license_ in catalog.licenses.values())
    return by_name if known else stated


def accepts(license_: License, stated: StatedLicense) -> bool:
    """Whether the Hub's statement is one of the ways in which it states this licence."""
    return any(_matches(way, stated) for way in license_.accepts)


@cache
def known_ids(stated: StatedLicense) -> frozenset[str]:
    """The known licences that the Hub's statement is, by their ids: the Hub's identifiers and single makers' own."""
    own = (id_ for id_, license_ in built_in_licenses().items() if accepts(license_, stated))
    return frozenset((*own, *filter(None, [stated.means])))


def kept_by(ids: Iterable[str | None]) -> frozenset[str]:
    """The known licences that keep to the terms of these where they travel; none where none of them do."""
    return frozenset(kept for id_ in ids for kept in known_licenses().get(id_ or "", {}).get("kept_by", ()))


def _matches(way: Accepts, stated: StatedLicense) -> bool:
    by_title = stated.identifier is None and way.title is not None  # a LICENSE file alone: whatever it is taken for
    if way.license is not None and way.license not in (stated.identifier, stated.means) and not by_title:
        return False
    if way.name is not None and (stated.name is None or _plain(way.name) != _plain(stated.name)):
        return False
    return way.title is None or (stated.title is not None and states_title(stated.title, way.title))


def _plain(name: str) -> str:
    return "-".join(name.lower().replace("_", "-").split())


def ids_of(catalog: Catalog, stated: Iterable[StatedLicense]) -> list[str] | None:
    """The catalog's ids for what the Hub states: for each the narrowest that accepts it.

    None where one has none, or where a name leaves several open: "llama" is that of every version's licence.
    """
    ids: list[str] = []
    for one in (_by_name_first(catalog, each) for each in stated):
        fitting = [license_ for license_ in catalog.licenses.values() if accepts(license_, one)]
        if not fitting:
            return None

        def rank(known: License, one: StatedLicense = one) -> tuple[bool, bool, int]:
            return not known.declared, known.id != one.means, len(known.accepts)

        best, *others = sorted(fitting, key=rank)
        if one.means is None and any(rank(other) == rank(best) for other in others):
            return None
        if best.id not in ids:
            ids.append(best.id)
    return ids or None


def as_claim(ids: list[str]) -> str | list[str]:
    """The YAML value of a licence claim."""
    return ids[0] if len(ids) == 1 else ids


def claimed_text(catalog: Catalog, ids: Iterable[str], language: str = "en") -> str:
    """The claimed licences by the names the catalog gives them."""
    return " & ".join(in_language(catalog.licenses[id_].name, language) for id_ in ids)


def stated_text(stated: Iterable[StatedLicense]) -> str:
    """What the Hub states, in its own words."""
    return " & ".join(map(str, stated)) or "–"


def stated(reading: Reading[tuple[StatedLicense, ...]]) -> Stated:
    """The reading as a finding shows it."""
    return Stated([one.text for one in reading.value], stated_text(reading.value))


def claimed_stated(subject: Subject) -> Stated:
    """The claim as a finding shows it."""
    claim = subject.variant.claims["license"]
    if not isinstance(claim.value, tuple):
        return Stated("unknown", "unknown")
    ids = [id_ for id_ in claim.value if isinstance(id_, str)]
    return Stated(ids, claimed_text(subject.catalog, ids))


def names(subject: Subject) -> Mapping[str, str]:
    """The claimed licences' names by language, for messages."""
    claim = subject.variant.claims["license"]
    ids = [id_ for id_ in claim.value if isinstance(id_, str)] if isinstance(claim.value, tuple) else []
    return {language: claimed_text(subject.catalog, ids, language) for language in LANGUAGES}
