"""license-conflict: the repo contradicts itself about its licence, or its base model's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jllm_sync.catalog.model import Foundation
from jllm_sync.data.load import load
from jllm_sync.finding import Evidence, Stated, weakest
from jllm_sync.hub.observation import Present, key_of
from jllm_sync.language import in_language
from jllm_sync.readings.license import StatedLicense, identifier_of_title, license_file, normalize, read_license
from jllm_sync.readings.reading import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.ancestry import Ancestry, ancestry
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires on a second licence name in the front matter, another LICENSE file, or terms of the base left behind."""
    reading = read_license(subject.observation)
    if not isinstance(reading, Reading) or not any(stated.names_one for stated in reading.value):
        return
    for found in (*_front_matter(subject, reading), *_license_file(subject, reading), *_base(subject, reading)):
        yield found
        return  # one contradiction is enough to look at the repo


def _front_matter(subject: Subject, reading: Reading[tuple[StatedLicense, ...]]) -> Iterator[Found]:
    name = key_of(subject.observation.card, "license_name")
    stated = reading.value[0].identifier
    if len(reading.value) != 1 or stated in (None, "other") or not isinstance(name, Present):
        return
    if not isinstance(name.value, str) or not name.value.strip() or normalize(name.value) == stated:
        return
    yield Found(
        confidence=weakest(reading.confidence, "medium"),
        message={
            "en": f"The card states license {stated} and license_name {name.value} side by side.",
            "ja": f"モデルカードに license: {stated} と license_name: {name.value} が併記されています。",
        },
        evidence=(*reading.evidence, Evidence.of(name.source, "license_name", name.value)),
        claimed=Stated(stated, str(stated)),
        reading=Stated(name.value, name.value),
    )


def _license_file(subject: Subject, reading: Reading[tuple[StatedLicense, ...]]) -> Iterator[Found]:
    title = license_file(subject.observation)
    if not isinstance(title, Present) or title.source.proposed:
        return
    in_file = identifier_of_title(title.value)
    stated = [one.identifier for one in reading.value]
    if in_file is None or in_file in stated or "other" in stated:
        return
    says = licenses.stated_text(reading.value)
    yield Found(
        confidence=weakest(reading.confidence, "medium"),
        message={
            "en": f"The card states {says}, the {title.source.path} file begins with “{title.value}”.",
            "ja": f"モデルカードは {says}、{title.source.path} ファイルの冒頭は「{title.value}」です。",
        },
        evidence=(*reading.evidence, Evidence.of(title.source, None, title.value)),
        claimed=Stated(stated, says),
        reading=Stated(in_file, title.value),
    )


def _base(subject: Subject, reading: Reading[tuple[StatedLicense, ...]]) -> Iterator[Found]:
    """Terms that travel with the base and are not among the stated ones."""
    travelling = load("travelling_licenses.yaml")
    found = ancestry(subject)
    for id_ in _bases(subject, found):
        license_ = subject.catalog.licenses.get(subject.catalog.foundations[id_].license or "")
        if license_ is None:
            continue
        terms = [travelling[way.license] for way in license_.accepts if way.license in travelling]
        kept = {identifier for one in terms for identifier in one["as"]}
        if not terms or any(one.identifier in kept or licenses.accepts(license_, one) for one in reading.value):
            continue
        says = licenses.stated_text(reading.value)
        wanted = {language: in_language(license_.name, language) for language in ("en", "ja")}
        yield Found(
            confidence="medium",
            message={
                "en": f"The Hub states {says}, but its base is under {wanted['en']}, whose terms travel.",
                "ja": f"Hub の表示は {says} ですが、ベースモデルの {wanted['ja']} は派生モデルにも及びます。",
            },
            evidence=(*reading.evidence, *(found.evidence if found is not None else ())),
            claimed=Stated(license_.id, wanted["en"]),
            reading=licenses.stated(reading),
        )
        return


def _bases(subject: Subject, found: Ancestry | None) -> Iterable[str]:
    """The foundations that the Hub's base_model leads to; the claimed one too unless the Hub rules it out."""
    bases = set(found.foundations) if found is not None else set()
    claim = subject.variant.claims.get("foundation")
    if claim is not None and isinstance(claim.value, Foundation) and not (found is not None and found.whole):
        bases.add(claim.value.id)
    return sorted(bases)


RULE = Rule(
    id="license-conflict",
    severity="warning",
    check=check,
    remedy={
        "en": "read the card, LICENSE and the base's terms; tell the publisher, or note it at the entry",
        "ja": "モデルカード、LICENSE、ベースモデルの規約を確認し、公開者に知らせるか notes に書いてください",
    },
    files=licenses.FILES | {"adapter_config.json"},
)
