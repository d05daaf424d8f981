"""The claims that the evidence on a repo supports, for a draft."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.model import Catalog, ClaimField, format_parameters
from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.catalog_index import CatalogIndex
from jllm_sync.discovery.names import parse_name
from jllm_sync.finding import Confidence
from jllm_sync.messages import Sayable, message
from jllm_sync.readings import Reading
from jllm_sync.readings.architecture import words_of
from jllm_sync.readings.context import read_context
from jllm_sync.readings.license import read_license
from jllm_sync.readings.weights import read_weights
from jllm_sync.rules.licenses import as_claim, ids_of, stated_text


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a draft, and where it is a guess, what it rests on."""

    value: Any
    comment: Sayable | None = None


def claims_of(
    candidate: Candidate, index: CatalogIndex, usual: Collection[ClaimField]
) -> tuple[dict[str, Value], list[Sayable]]:
    """The claims, by field, and what was seen that could not be written.

    Args:
        candidate: the repo.
        index: the catalog: its licences, foundations and entries are what a claim may name, in its own words.
        usual: the claims that the section's entries make: others are left out.
    """
    catalog = index.catalog
    claims: dict[str, Value] = {}
    notes: list[Sayable] = []
    if "architecture" in usual and candidate.model_type is not None:
        if word := _architecture(candidate, index):
            claims["architecture"] = Value(word, f"model_type {candidate.model_type}")
        else:
            notes.append(f"architecture: model_type {candidate.model_type}")
    if {"foundation", "parents"} & set(usual):
        _base(candidate, catalog, usual, claims)
    license_ = read_license(candidate.observation)
    if isinstance(license_, Reading) and (named := [one for one in license_.value if one.names_one]):
        ids = ids_of(catalog, named)
        if ids is None:
            notes.append(message("draft-note.no-license", license=stated_text(named)))
        elif len(named) == len(license_.value):
            claims["license"] = Value(as_claim(ids), _doubt(license_.confidence))
    context = read_context(candidate.observation)
    if "context" in usual and isinstance(context, Reading):
        claims["context"] = Value(context.value.tokens, _doubt(context.confidence))
    weights = read_weights(candidate.observation)
    if (
        "loadable" in usual
        and isinstance(weights, Reading)
        and weights.value.has_config
        and weights.value.for_auto_model
    ):
        claims["loadable"] = Value("yes")
    return claims, notes


def _architecture(candidate: Candidate, index: CatalogIndex) -> Any:
    """What the list calls it: as its kin, or by the name of its type, or as most of that type, or as the world does."""
    type_ = candidate.model_type or ""
    alike = [one for one in index.listed if one.seen is not None and one.seen.model_type == type_]
    own = [one for one in alike if one.name.owner == candidate.name.owner and one.name.brands & candidate.name.brands]
    words = words_of(type_)
    if called := _called(own):
        return called
    by_type = next((word for word in words if _letters(word) == _letters(type_)), None)
    return by_type or _called(alike) or (words[0] if words else None)


def _called(listed: Sequence[Listed]) -> str | None:
    """The architecture that most of these repos are claimed to have."""
    claims = [one.variant.claims.get("architecture") for one in listed]
    words = [claim.raw for claim in claims if claim is not None and isinstance(claim.raw, str)]
    return max(words, key=words.count, default=None)


def _letters(word: str) -> str:
    return "".join(character for character in word.lower() if character.isalnum())


def seen_claims(candidate: Candidate) -> frozenset[str]:
    """Which of a row's claims the observation says anything about; `other` without a name says nothing of a licence."""
    license_, context = read_license(candidate.observation), read_context(candidate.observation)
    seen = {"context"} if isinstance(context, Reading) else set()
    if isinstance(license_, Reading) and any(one.names_one for one in license_.value):
        seen.add("license")
    return frozenset(seen)


def _base(candidate: Candidate, catalog: Catalog, usual: Collection[ClaimField], claims: dict[str, Value]) -> None:
    """What it was made from: a foundation of the catalog, or listed models as parents."""
    roots = {repo.lower(): id_ for id_, base in catalog.foundations.items() for repo in base.repos}
    listed = catalog.models()
    for parent in candidate.parents:
        if parent in roots and "foundation" in usual:
            base = parse_name(parent)
            size = None if base.mixture else base.size or candidate.name.size  # 8x7b multiplied is no model's size
            value: Any = {"id": roots[parent], "size": format_parameters(size)} if size else roots[parent]
            claims["foundation"] = Value(value, message("draft-note.size") if size else None)
            return
    parents: list[dict[str, Any]] = []
    for parent in candidate.parents:
        if parent in listed:
            entry, variant = listed[parent]
            parents.append({"name": variant.repo.rpartition("/")[2], "repo": variant.repo, "entry": entry.id})
    if parents and len(parents) == len(candidate.parents):
        claims["parents"] = Value(parents)


def _doubt(confidence: Confidence) -> Sayable | None:
    if confidence == "high":
        return None
    return message(f"draft-confidence.{confidence}")
