"""The same for machines: JSON, a badge, and a CycloneDX bill of materials of the models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType, Pedigree
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from jllm_sync.catalog.model import Foundation, Variant
from jllm_sync.messages import in_language
from jllm_sync.report.escape import visible_json
from jllm_sync.site.content import Content, Known, Row
from jllm_sync.web_address import is_web_address

SCHEMA = "jllm-sync/site/1"


def catalog_data(content: Content) -> dict[str, Any]:
    """All rows of the table, as schemas/site.schema.json has them."""
    return {
        "schema": SCHEMA,
        "title": content.report.catalog.title,
        "audited_at": content.made_at,
        "sections": [{"id": one.id, "title": one.title} for one in content.report.catalog.sections],
        "repos": [row_data(row) for row in content.rows],
    }


def row_data(row: Row) -> dict[str, Any]:
    """One repo as plain data; what is not known is left out."""
    claim = row.variant.claims.get("license")
    data: dict[str, Any] = {
        "repo": row.variant.repo,
        "kind": row.variant.kind,
        "url": row.url,
        "entry": row.entry.id,
        "section": row.entry.section,
        "name": row.entry.title,
        "developer": row.entry.facts.get("developer"),
        "label": row.variant.label,
        "state": row.state,
        "gated": row.gated,
        "use": row.use,
        "license": claim.raw if claim is not None else None,
        "parameters": _number(row.size),
        "context": _number(row.context),
        "year": _number(row.year),
        "findings": [finding.fingerprint for finding in row.findings],
    }
    return {name: value for name, value in data.items() if value is not None}


def badge_data(content: Content) -> dict[str, Any]:
    """What an endpoint badge of shields.io shows (https://shields.io/badges/endpoint-badge)."""
    errors, warnings = (content.report.summary[severity] for severity in ("error", "warning"))
    complete = content.report.coverage.complete
    if not complete:
        text, color = "incomplete", "lightgrey"
    elif errors or warnings:
        text, color = f"{errors} errors, {warnings} warnings", "red" if errors else "yellow"
    else:
        text, color = "true to the Hub", "brightgreen"
    return {"schemaVersion": 1, "label": "catalog", "message": text, "color": color}


def bill_of_materials(content: Content) -> str:
    """The listed models as a CycloneDX 1.6 document; deterministic."""
    catalog = content.report.catalog
    made = datetime.fromisoformat(content.made_at.replace("Z", "+00:00"))
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"{catalog.sha256} {content.made_at}"),
        metadata=BomMetaData(timestamp=made),
    )
    factory = LicenseFactory()
    spdx = _spdx_ids(content)
    seen: dict[str, Component] = {}
    for row in content.rows:
        if row.variant.repo not in seen:
            seen[row.variant.repo] = _component(content, row, factory, spdx)
    for component in seen.values():
        bom.components.add(component)
    return visible_json(str(JsonV1Dot6(bom).output_as_string()))


def _component(content: Content, row: Row, factory: LicenseFactory, spdx: Mapping[str, str]) -> Component:
    repo = row.variant.repo
    references = [ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(row.url))]
    for url in sorted({e.url for finding in row.findings for e in finding.evidence if is_web_address(e.url)}):
        references.append(ExternalReference(type=ExternalReferenceType.EVIDENCE, url=XsUri(url)))
    return Component(
        type=ComponentType.MACHINE_LEARNING_MODEL if row.variant.kind == "model" else ComponentType.DATA,
        name=repo,
        bom_ref=f"{row.variant.kind}:{repo}",
        description=in_language(row.entry.title, "en"),
        purl=_purl(repo) if row.variant.kind == "model" else None,
        licenses=[_license(content, id_, factory, spdx) for id_ in _licenses(row.variant)],
        external_references=references,
        pedigree=_pedigree(content, row.variant),
        properties=[Property(name=f"jllm-sync:{name}", value=str(value)) for name, value in _properties(row)],
    )


def _license(content: Content, id_: str, factory: LicenseFactory, spdx: Mapping[str, str]) -> DisjunctiveLicense:
    if id_ in spdx:
        return factory.make_with_id(spdx[id_])
    table = content.report.catalog.licenses
    return factory.make_with_name(in_language(table[id_].name, "en") if id_ in table else id_)


def _spdx_ids(content: Content) -> Mapping[str, str]:
    """The SPDX identifier of each licence of the catalog that has one: the Hub's ids are SPDX's in small letters."""
    from cyclonedx.spdx import fixup_id

    found = {id_: fixup_id(id_) or fixup_id(f"{id_}-only") for id_ in content.report.catalog.licenses}
    return {id_: spdx for id_, spdx in found.items() if spdx}


def _pedigree(content: Content, variant: Variant) -> Pedigree | None:
    ancestors: dict[str, Component] = {}
    foundation = variant.claims.get("foundation")
    if foundation is not None and isinstance(foundation.value, Foundation):
        base = content.report.catalog.foundations.get(foundation.value.id)
        name = in_language(base.name, "en") if base else foundation.value.id
        ancestors[name] = Component(type=ComponentType.MACHINE_LEARNING_MODEL, name=name)
    parents = variant.claims.get("parents")
    if parents is not None and isinstance(parents.value, tuple):
        for parent in parents.value:
            if isinstance(parent, Mapping) and (repo := parent.get("repo")):
                ancestors[repo] = Component(type=ComponentType.MACHINE_LEARNING_MODEL, name=repo, purl=_purl(repo))
    return Pedigree(ancestors=list(ancestors.values())) if ancestors else None


def _properties(row: Row) -> list[tuple[str, Any]]:
    named: Sequence[tuple[str, Any]] = (
        ("state", row.state),
        ("parameters", _number(row.size)),
        ("context", _number(row.context)),
    )
    return [(name, value) for name, value in named if value is not None]


def _purl(repo: str) -> PackageURL | None:
    """The model's package URL (https://github.com/package-url/purl-spec, type huggingface)."""
    owner, slash, name = repo.partition("/")
    return PackageURL("huggingface", owner, name) if slash else PackageURL("huggingface", None, owner)


def _licenses(variant: Variant) -> tuple[str, ...]:
    claim = variant.claims.get("license")
    return tuple(map(str, claim.value)) if claim is not None and isinstance(claim.value, tuple) else ()


def _number(known: Known | None) -> int | None:
    return known.number if known is not None else None


def compact(data: Any) -> str:
    """JSON on one line, the same bytes for the same data; what hides or reorders text stands as escapes."""
    return visible_json(json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)) + "\n"
