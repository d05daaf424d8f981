"""What the catalog claims of a repo beside what the Hub was read to say, with the evidence for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from jllm_sync.catalog.model import (
    Catalog,
    Claim,
    ClaimField,
    ContextRange,
    Foundation,
    Size,
    Unknown,
    Variant,
    format_parameters,
)
from jllm_sync.finding import Evidence
from jllm_sync.hub.observation import Observation, RepoKind, Unobserved
from jllm_sync.language import Language, in_language
from jllm_sync.readings.architecture import Architecture, read_architecture
from jllm_sync.readings.card import Restriction, read_restrictions
from jllm_sync.readings.code import CustomCode, read_custom_code
from jllm_sync.readings.context import ContextLength, read_context
from jllm_sync.readings.license import StatedLicense, read_license
from jllm_sync.readings.lineage import read_parents, read_successor
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.reading import NoReading, Reading
from jllm_sync.readings.weights import Weights, read_weights
from jllm_sync.report.json_report import evidence_data
from jllm_sync.report.safe import visible, visible_value
from jllm_sync.report.words import REASON

_READERS: dict[str, Callable[[Observation], Reading[Any] | NoReading]] = {
    "license": read_license,
    "context": read_context,
    "parameters": read_parameters,
    "architecture": read_architecture,
    "parents": read_parents,
    "loadable": read_weights,
    "custom_code": read_custom_code,
    "restrictions": read_restrictions,
    "successor": read_successor,
}

_WORDS: dict[Language, dict[str, str]] = {
    "en": {"field": "", "catalog": "catalog", "hub": "Hub", "evidence": "evidence", "inherited": "from the entry"},
    "ja": {"field": "", "catalog": "カタログ", "hub": "Hub", "evidence": "根拠", "inherited": "項目から継承"},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One repo to show: what was asked for, the variant that lists it, and what was observed."""

    repo: str
    kind: RepoKind
    variant: Variant | None
    """None where the catalog does not list the repo."""
    result: Observation | Unobserved
    models: Mapping[str, Observation] = field(default_factory=dict)
    """Models that were observed too, by their IDs in small letters: an adapter takes its context from its base."""


def as_data(shown: Shown) -> dict[str, Any]:
    """The JSON of ``show REPO`` (DESIGN: repo, canonical, state, revision, readings, claims)."""
    claims = shown.variant.claims if shown.variant else {}
    return {
        "repo": shown.repo,
        **_state_data(shown.result),
        "readings": {name: _reading_data(_read(name, shown)) for name in _READERS},
        "claims": {
            name: {
                "value": claim.raw,
                "location": {
                    "file": claim.location.file,
                    "line": claim.location.line,
                    "column": claim.location.column,
                },
                "inherited": claim.inherited,
            }
            for name, claim in claims.items()
        },
    }


def _state_data(result: Observation | Unobserved) -> dict[str, Any]:
    if isinstance(result, Unobserved):
        return {"canonical": None, "state": "unobserved", "revision": None, "reason": result.reason}
    return {"canonical": result.canonical, "state": result.state, "revision": result.revision}


def _read(name: str, shown: Shown) -> Reading[Any] | NoReading:
    if not isinstance(shown.result, Observation):
        return NoReading("not observed")
    if name == "context":
        return read_context(shown.result, shown.models)
    return _READERS[name](shown.result)


def _reading_data(reading: Reading[Any] | NoReading) -> dict[str, Any]:
    evidence = [evidence_data(one) for one in reading.evidence]
    if isinstance(reading, NoReading):
        return {"value": None, "confidence": None, "evidence": evidence, "reason": reading.reason}
    data: dict[str, Any] = {"value": _plain(reading.value), "confidence": reading.confidence, "evidence": evidence}
    if isinstance(reading.value, ContextLength) and reading.value.window:
        data["sliding_window"] = reading.value.window
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, ContextLength):
        return value.tokens
    if isinstance(value, Architecture):
        return {"model_type": value.model_type, "architectures": list(value.architectures)}
    if isinstance(value, Weights):
        return {"config": value.has_config, "weights": list(value.for_auto_model), "pickles": list(value.pickles)}
    if isinstance(value, CustomCode):
        return {"classes": list(value.classes), "repos": list(value.repos)}
    if isinstance(value, tuple):
        return [_plain_item(item) for item in value]
    return value


def _plain_item(item: Any) -> Any:
    if isinstance(item, StatedLicense):
        return item.text
    return {"kind": item.kind, "sentence": item.sentence} if isinstance(item, Restriction) else item


def as_lines(shown: Shown, catalog: Catalog | None, language: Language) -> Iterator[Text]:
    """The lines of ``show`` for one repo."""
    result, words = shown.result, _WORDS[language]
    head = Text(visible(shown.repo), style="bold")
    if isinstance(result, Unobserved):
        yield head.append(f"  {REASON[language][result.reason]}", style="not bold yellow")
    else:
        style = "not bold green" if result.state == "ok" else "not bold red"
        yield head.append(f"  {result.state}", style=style).append(_where(result), style="not bold dim")
    claims = shown.variant.claims if shown.variant else {}
    for name in _READERS:
        claim = _claim_beside(claims, name)
        reading = _read(name, shown)
        if claim is None and isinstance(reading, NoReading):
            continue
        yield Text(f"  {name}", style="bold")
        yield Text(f"    {words['catalog']}: {_claim_text(claim, catalog, language)}")
        yield Text(f"    {words['hub']}: {_reading_text(reading)}")
        yield from (Text(f"      {_evidence_text(one)}", style="dim") for one in reading.evidence)


def _claim_beside(claims: Mapping[ClaimField, Claim], field: str) -> Claim | None:
    """The claim that a reading speaks of: parents are claimed as such, or as the foundation."""
    if field == "parents":
        return claims.get("parents") or claims.get("foundation")
    return next((claim for name, claim in claims.items() if name == field), None)


def _evidence_text(evidence: Evidence) -> str:
    key = f"{visible(evidence.key)} = " if evidence.key else ""
    at = f" @ {visible(evidence.revision[:7])}" if evidence.revision else ""
    note = f" ({visible(evidence.note)})" if evidence.note else ""
    return f"{visible(evidence.file)}: {key}{visible_value(evidence.value, 80)}{at}{note}  {visible(evidence.url)}"


def _where(observation: Observation) -> str:
    if observation.canonical != observation.repo:
        return f"  → {visible(observation.canonical)}"
    return f"  {visible(observation.state_source.url)}"


def _claim_text(claim: Claim | None, catalog: Catalog | None, language: Language) -> str:
    if claim is None:
        return "–"
    text = _value_text(claim, catalog, language)
    place = f"{claim.location}" + (f", {_WORDS[language]['inherited']}" if claim.inherited else "")
    return f"{text}  ({place})"


def _value_text(claim: Claim, catalog: Catalog | None, language: Language) -> str:
    value = claim.value
    if isinstance(value, Unknown):
        return "unknown"
    if claim.field == "license" and catalog and isinstance(value, tuple):
        return " & ".join(in_language(catalog.licenses[str(id_)].name, language) for id_ in value)
    if isinstance(value, Foundation):
        return value.id + (f" ({format_parameters(value.size)})" if value.size else "")
    if isinstance(value, ContextRange | Size):
        return str(value)
    if claim.field == "parents" and isinstance(value, tuple):
        return ", ".join(in_language(parent["name"], language) for parent in value if not isinstance(parent, str))
    return visible_value(claim.raw)


def _reading_text(reading: Reading[Any] | NoReading) -> str:
    if isinstance(reading, NoReading):
        return f"– ({reading.reason})"
    value = reading.value
    if isinstance(value, ContextLength):
        text = f"{value.tokens:,}" + (f" (sliding window {value.window:,})" if value.window else "")
    elif isinstance(value, Architecture):
        text = ", ".join(filter(None, (value.model_type, *value.architectures)))
    elif isinstance(value, Weights):
        text = ", ".join((*(["config.json"] if value.has_config else ()), *value.for_auto_model)) or "–"
    elif isinstance(value, CustomCode):
        text = ", ".join((*value.classes, *value.repos))
    elif isinstance(value, tuple):
        text = " & ".join(one.sentence if isinstance(one, Restriction) else str(one) for one in value) or "–"
    else:
        text = format_parameters(value) if isinstance(value, int) else str(value)
    return f"{visible(text)}  [{reading.confidence}]"
