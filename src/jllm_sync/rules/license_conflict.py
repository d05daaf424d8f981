"""license-conflict: the repo contradicts itself about its licence, or its base model's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jllm_sync.catalog.model import Foundation
from jllm_sync.finding import Confidence, Evidence, Stated, weakest
from jllm_sync.hub.observation import Present, key_of
from jllm_sync.license_names import (
    begins_with,
    identifier_of_text,
    is_family,
    known_licenses,
    names_a_license,
    normalize,
    same_title,
    title_of,
    words,
)
from jllm_sync.messages import Text, in_language, message
from jllm_sync.readings import Reading
from jllm_sync.readings.license import StatedLicense, license_file, read_license
from jllm_sync.rules import licenses
from jllm_sync.rules.ancestry import ANCESTRY, Ancestry, with_their_bases
from jllm_sync.rules.rule import LICENSE, Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires on a second licence name in the front matter, another LICENSE file, or terms of the base left behind."""
    reading = subject.read(LICENSE)
    if not isinstance(reading, Reading) or not any(stated.names_one for stated in reading.value):
        return None
    # One contradiction is enough to look at the repo.
    return _front_matter(subject, reading) or _license_file(subject, reading) or _base(subject, reading)


def _front_matter(subject: Subject, reading: Reading[tuple[StatedLicense, ...]]) -> Found | None:
    """A license_name that means another licence than the identifier beside it."""
    name = key_of(subject.observation.card, "license_name")
    stated = reading.value[0]
    if len(reading.value) != 1 or stated.identifier in (None, "other") or not isinstance(name, Present):
        return None
    if not isinstance(name.value, str) or not names_a_license(name.value) or _means(subject, name.value, stated):
        return None
    return Found(
        confidence=weakest(reading.confidence, "medium"),
        message=message("license-conflict.name", says=str(stated), name=name.value),
        evidence=(*reading.evidence, Evidence.of(name.source, "license_name", name.value)),
        claimed=Stated(stated.text, stated.text),
        reading=Stated(name.value, name.value),
    )


def _means(subject: Subject, name: str, stated: StatedLicense) -> bool:
    """Whether a name is one of the stated licence, perhaps with a remark: on the Hub, or by the catalog's table."""
    if stated.identifier is None or stated.identifier == normalize(name) or begins_with(name, stated.identifier):
        return True
    named = StatedLicense("other", name=name)
    return any(
        licenses.accepts(license_, stated)
        and (licenses.accepts(license_, named) or any(words(text) in words(name) for text in _texts(license_.name)))
        for license_ in subject.catalog.licenses.values()
    )


def _texts(text: Text) -> Iterable[str]:
    return (text,) if isinstance(text, str) else text.values()


def _license_file(subject: Subject, reading: Reading[tuple[StatedLicense, ...]]) -> Found | None:
    file = license_file(subject.observation)
    if not isinstance(file, Present) or file.source.proposed:
        return None
    in_file = identifier_of_text(file.value) or _own_license(subject, title_of(file.value))
    if in_file is None or any(one.means in (None, in_file) or is_family(one.means) for one in reading.value):
        return None
    says, title = licenses.stated_text(reading.value), title_of(file.value)
    return Found(
        confidence=weakest(reading.confidence, "medium"),
        message=message("license-conflict.file", says=says, file=file.source.path, title=title),
        evidence=(*reading.evidence, Evidence.of(file.source, None, title)),
        claimed=licenses.stated(reading),
        reading=Stated(in_file, title),
    )


def _own_license(subject: Subject, title: str) -> str | None:
    """The licence of a single maker that a LICENSE file's title names, built in or the catalog's own."""
    for license_ in subject.catalog.licenses.values():
        if any(way.title is not None and same_title(title, way.title) for way in license_.accepts):
            return license_.id
    return None


def _base(subject: Subject, reading: Reading[tuple[StatedLicense, ...]]) -> Found | None:
    """Terms that travel with a base and are not among the stated ones. A licence of its own may pass them on."""
    if any(stated.means is None for stated in reading.value):
        return None
    found = subject.read(ANCESTRY)
    says = licenses.stated_text(reading.value)
    for terms in (*_of_foundations(subject, found), *_of_ancestors(subject, found)):
        if any(licenses.known_ids(stated) & terms.kept_by for stated in reading.value):
            continue
        return Found(
            confidence=weakest(reading.confidence, "medium", terms.confidence),
            message=message("license-conflict.base", says=says, terms=terms.name),
            evidence=(*reading.evidence, *(found.evidence if found is not None else ()), *terms.evidence),
            claimed=Stated(terms.id, in_language(terms.name, "en")),
            reading=licenses.stated(reading),
        )
    return None


@dataclass(frozen=True, slots=True)
class _Terms:
    """A licence that binds what is made from a model."""

    id: str
    name: Text
    kept_by: frozenset[str]
    """The known licences that keep to it."""
    confidence: Confidence
    """That the model is made from what it binds."""
    evidence: tuple[Evidence, ...] = ()


def _of_foundations(subject: Subject, found: Ancestry | None) -> Iterator[_Terms]:
    """The licences of the foundations, built in or as the catalog gives them."""
    for id_ in _bases(subject, found):
        base = subject.catalog.foundations[id_]
        license_ = subject.catalog.licenses.get(base.license or "")
        if license_ is not None:
            ids = {license_.id, *(way.license for way in license_.accepts if way.license)}
            if (kept_by := licenses.kept_by(ids)) and not _is_own(subject, base.repos, ids):
                reached = found is not None and id_ in found.foundations
                yield _Terms(license_.id, license_.name, kept_by, found.confidence if found and reached else "medium")


def _of_ancestors(subject: Subject, found: Ancestry | None) -> Iterator[_Terms]:
    """The licences that the Hub states of the ancestors that were observed."""
    if found is None:
        return
    for ancestor in found.observed:
        reading = read_license(ancestor)
        if not isinstance(reading, Reading) or reading.confidence == "low":
            continue
        for stated in reading.value:
            ids = licenses.known_ids(stated)
            if (kept_by := licenses.kept_by(ids)) and not _is_own(subject, [ancestor.canonical], ids):
                id_ = stated.means or min(ids)
                yield _Terms(id_, f"{id_} ({ancestor.canonical})", kept_by, found.confidence, reading.evidence)


def _is_own(subject: Subject, bases: Iterable[str], ids: Iterable[str]) -> bool:
    """Whether the base is the owner's own, and he may give it away under other terms too: his are the terms."""
    owner = subject.observation.canonical.partition("/")[0].lower()
    makers = [maker.lower() for id_ in ids for maker in known_licenses().get(id_, {}).get("makers", ())]
    return any(base.partition("/")[0].lower() == owner for base in bases) and (not makers or owner in makers)


def _bases(subject: Subject, found: Ancestry | None) -> Iterable[str]:
    """The foundations that the Hub's base_model leads to; the claimed one too unless the Hub rules it out."""
    bases = set(found.foundations) if found is not None else set()
    claim = subject.variant.claims.get("foundation")
    if claim is not None and isinstance(claim.value, Foundation) and not (found is not None and found.whole):
        bases |= with_their_bases([claim.value.id], subject.catalog)
    return sorted(bases)


RULE = RepoRule(
    id="license-conflict",
    severity="warning",
    check=check,
    contests=("license",),
    reads=(
        LICENSE,
        ANCESTRY,
    ),
)
