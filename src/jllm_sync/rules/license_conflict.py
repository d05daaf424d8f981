"""license-conflict: the repo contradicts itself about its licence, or its base model's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jllm_sync.catalog.model import Foundation
from jllm_sync.data.load import load
from jllm_sync.finding import Evidence, Stated, weakest
from jllm_sync.hub.observation import Present, key_of
from jllm_sync.readings.license import StatedLicense, identifier_of_title, license_file, normalize, read_license
from jllm_sync.readings.reading import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.ancestry import ancestry
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
    """Terms that travel with the base: that of the foundation claimed, or of those the Hub's base_model leads to."""
    travelling = load("travelling_licenses.yaml")
    stated = {one.identifier for one in reading.value} | {one.name for one in reading.value}
    found = ancestry(subject)
    claim = subject.variant.claims.get("foundation")
    bases = set(found.foundations) if found is not None else set()
    if claim is not None and isinstance(claim.value, Foundation):
        bases.add(claim.value.id)
    for id_ in sorted(bases):
        base = subject.catalog.foundations[id_]
        terms = travelling.get(base.license)
        if terms is None or stated & set(terms["as"]) or any(_keeps(subject, base.license, s) for s in reading.value):
            continue
        says = licenses.stated_text(reading.value)
        wanted = {lang: licenses.claimed_text(subject.catalog, [str(base.license)], lang) for lang in ("en", "ja")}
        yield Found(
            confidence="medium",
            message={
                "en": f"The Hub states {says}, but its base is under {wanted['en']}, whose terms travel.",
                "ja": f"Hub の表示は {says} ですが、ベースモデルの {wanted['ja']} は派生モデルにも及びます。",
            },
            evidence=(*reading.evidence, *(found.evidence if found is not None else ())),
            claimed=Stated(base.license, wanted["en"]),
            reading=licenses.stated(reading),
        )
        return


def _keeps(subject: Subject, license_id: str | None, stated: StatedLicense) -> bool:
    """Whether the catalog's own table says that the statement is the base's licence under another name."""
    license_ = subject.catalog.licenses.get(license_id or "")
    return license_ is not None and licenses.accepts(license_, stated)


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
