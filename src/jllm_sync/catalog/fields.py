"""The fields that a catalog can claim: one line of the table each.

Beside its line a field has its definition in schemas/catalog.schema.json, its words in data/list_columns.yaml, its
reading and its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.model import (
    UNKNOWN,
    Catalog,
    Claim,
    ClaimField,
    ClaimValue,
    ContextRange,
    Foundation,
    Size,
    format_parameters,
)
from jllm_sync.messages import Sayable, joined, message

_UNITS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_BINARY = {"k": 2**10, "m": 2**20}


def parse_size(text: str) -> int:
    """The number of parameters that ``46.7b``, ``8B`` or ``110m`` stand for."""
    return round(float(text[:-1]) * _UNITS[text[-1].lower()])


def parse_tokens(raw: int | str) -> ContextRange:
    """The number of tokens that ``4096``, ``"131,072"`` or ``128k`` stand for; a k is 1,000 of them or 1,024.

    >>> str(parse_tokens("128k"))
    '128,000–131,072'
    """
    if isinstance(raw, int):
        return ContextRange(raw, raw)
    if (unit := raw[-1].lower()) in _BINARY:
        number = float(raw[:-1])
        return ContextRange(round(number * _UNITS[unit]), round(number * _BINARY[unit]))
    count = int(raw.replace(",", ""))
    return ContextRange(count, count)


def _license(raw: Any) -> ClaimValue:
    return (raw,) if isinstance(raw, str) else tuple(raw)


def _context(raw: Any) -> ClaimValue:
    if isinstance(raw, Mapping):
        longest = parse_tokens(raw["max"] if "max" in raw else raw["at_most"]).maximum
        return ContextRange(parse_tokens(raw["min"]).minimum if "min" in raw else None, longest)
    return parse_tokens(raw)


def _parameters(raw: Any) -> ClaimValue:
    if isinstance(raw, str):
        return Size(parse_size(raw))
    return Size(parse_size(raw["total"]), parse_size(raw["active"]) if "active" in raw else None)


def _foundation(raw: Any) -> ClaimValue:
    if isinstance(raw, str):
        return Foundation(raw)
    return Foundation(raw["id"], parse_size(raw["size"]) if "size" in raw else None)


def _parents(raw: Any) -> ClaimValue:
    return tuple(raw)


def _text(raw: Any) -> ClaimValue:
    value: str | Mapping[str, str] = raw
    return value


def _show_licenses(value: Any, catalog: Catalog | None) -> Sayable:
    known = catalog.licenses if catalog is not None else {}
    return joined([known[str(id_)].name if id_ in known else str(id_) for id_ in value], "and")


def _show_foundation(value: Any, _: Catalog | None) -> Sayable:
    return f"{value.id} ({format_parameters(value.size)})" if value.size else str(value.id)


def _show_parents(value: Any, _: Catalog | None) -> Sayable:
    return joined(parent["name"] for parent in value)


def _show_size(value: Any, _: Catalog | None) -> Sayable:
    total = format_parameters(value.total)
    return total if value.active is None else message("claim-size", total=total, active=format_parameters(value.active))


def _show_loadable(value: Any, _: Catalog | None) -> Sayable:
    return message(f"claim-loadable-{value}") if value in ("yes", "format", "no") else str(value)


def _show(value: Any, _: Catalog | None) -> Sayable:
    return value if isinstance(value, Mapping) else str(value)


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """What a catalog can claim in one field."""

    schema: str
    """The name of its definition in the catalog's schema."""
    parse: Callable[[Any], ClaimValue]
    """The value that the rules compare, from plain data that the schema allows."""
    show: Callable[[Any, Catalog | None], Sayable] = _show
    """The value in words; names of licences are the catalog's."""
    unknown: bool = False
    """Whether ``unknown`` claims that nobody knows, or is a word like any other."""


CLAIMS: dict[ClaimField, ClaimKind] = {
    "license": ClaimKind("claim_license", _license, _show_licenses, unknown=True),
    "context": ClaimKind("claim_context", _context, unknown=True),
    "parameters": ClaimKind("claim_parameters", _parameters, _show_size, unknown=True),
    "architecture": ClaimKind("claim_architecture", _text),
    "foundation": ClaimKind("claim_foundation", _foundation, _show_foundation, unknown=True),
    "parents": ClaimKind("claim_parents", _parents, _show_parents),
    "loadable": ClaimKind("claim_loadable", _text, _show_loadable),
    "doubt": ClaimKind("claim_doubt", _text),
    "year": ClaimKind("claim_year", lambda raw: raw),
}
"""The fields in which a variant inherits from its entry, in the order in which they are shown."""


def parse_claim(name: ClaimField, raw: Any) -> ClaimValue:
    """What a field claims, from plain data that the schema allows."""
    kind = CLAIMS[name]
    return UNKNOWN if kind.unknown and raw == "unknown" else kind.parse(raw)


def show_claim(claim: Claim, catalog: Catalog | None = None) -> Sayable:
    """What a claim says, in words; a licence by the catalog's name for it."""
    return message("claim-unknown") if claim.value is UNKNOWN else CLAIMS[claim.field].show(claim.value, catalog)
