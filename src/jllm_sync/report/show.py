"""What is known of a repo: what the catalog claims beside what the Hub was read to say, with the evidence for each; how
that changed from run to run, and the last runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.text import Text

from jllm_sync.catalog.fields import show_claim
from jllm_sync.catalog.model import (
    Catalog,
    Claim,
    ClaimField,
    Variant,
    format_parameters,
)
from jllm_sync.errors import UserError
from jllm_sync.finding import Evidence
from jllm_sync.hub.observation import Observation, Present, Unobserved
from jllm_sync.messages import Language, Message, message, said
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.architecture import Architecture, read_architecture
from jllm_sync.readings.card import Restriction, read_restrictions
from jllm_sync.readings.code import CustomCode, read_custom_code
from jllm_sync.readings.context import ContextLength, read_context
from jllm_sync.readings.license import StatedLicense, read_license
from jllm_sync.readings.lineage import read_parents, read_successor
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.weights import Weights, read_weights
from jllm_sync.repo import CANONICAL_HOST, RepoKind, RepoRef, hub_link
from jllm_sync.report.escape import visible
from jllm_sync.report.json import evidence_data
from jllm_sync.report.text import evidence_text

if TYPE_CHECKING:
    from jllm_sync.hub.history import HistoryEntry, Run


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown."""

    repos: tuple[tuple[RepoRef, Variant | None], ...]
    """Each with the variant that lists it; None where the catalog lacks the repo, or only mentions it."""
    is_entry: bool = False
    """Whether a whole entry was asked for, even if it has one repo only."""


def to_show(catalog: Catalog, what: str) -> Wanted:
    """What the id of an entry, the ID of a repo or its address means.

    Raises:
        UserError: it is none of them, or an entry without repos.
    """
    if entry := next((entry for entry in catalog.entries if entry.id == what), None):
        if not entry.variants:
            raise UserError(message("show-nothing-there", entry=what))
        return Wanted(tuple((RepoRef(variant.repo, variant.kind), variant) for variant in entry.variants), True)
    asked = repo_of(what)
    known: list[tuple[RepoRef, Variant | None]] = [
        (RepoRef(variant.repo, variant.kind), variant) for e in catalog.entries for variant in e.variants
    ]
    known += [(RepoRef(mentioned.repo, mentioned.kind), None) for e in catalog.entries for mentioned in e.references]
    for ref, variant in known:
        # A bare ID may be one part only, and of any kind: the catalog says which.
        if ref.repo.lower() == what.lower():
            return Wanted(((RepoRef(what, ref.kind), variant),))
        if asked and (ref.repo.lower(), ref.kind) == (asked.repo.lower(), asked.kind):
            return Wanted(((asked, variant),))
    if asked is None:
        raise UserError(message("show-unlike", what=what, catalog=catalog.file))
    return Wanted(((asked, None),))


def repo_of(text: str, kind: RepoKind = "model") -> RepoRef | None:
    """The repo that an ID, or a page of its on the Hub, names; None where the text is neither.

    Args:
        text: owner/name, or an address as it is pasted from a browser, with or without https://.
        kind: what the repo is where the text does not say, as datasets/owner/name does.
    """
    for before in ("", "https://", f"{CANONICAL_HOST}/"):
        if link := hub_link(before + text):
            return RepoRef(link.repo, kind if link.kind == "model" else link.kind)
    return None


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


def readings(shown: Shown) -> dict[str, Reading[Any] | NoReading]:
    """All that is read of an observation, by field."""
    return {name: _read(name, shown) for name in _READERS}


def as_data(shown: Shown) -> dict[str, Any]:
    """The JSON of ``show REPO``: what the Hub says, and the claims."""
    claims = shown.variant.claims if shown.variant else {}
    return {
        **observed_data(shown),
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


def observed_data(shown: Shown) -> dict[str, Any]:
    """What the Hub says of a repo, as plain data: its state, and the readings."""
    return {
        "repo": shown.repo,
        **_state_data(shown.result),
        "readings": {name: _reading_data(reading) for name, reading in readings(shown).items()},
    }


def _state_data(result: Observation | Unobserved) -> dict[str, Any]:
    if isinstance(result, Unobserved):
        why = {"reason": result.reason, "detail": result.detail}
        return {"canonical": None, "state": "unobserved", "revision": None, "evidence": [], **why}
    evidence = [evidence_data(state_evidence(result))]
    return {"canonical": result.canonical, "state": result.state, "revision": result.revision, "evidence": evidence}


def state_evidence(observation: Observation) -> Evidence:
    """What shows that a repo is in its state."""
    return Evidence.of(observation.state_source, None, observation.state)


def _read(name: str, shown: Shown) -> Reading[Any] | NoReading:
    if not isinstance(shown.result, Observation):
        return NoReading(message("no-reading-not-observed"))
    if name == "context":
        return read_context(shown.result, shown.models)
    return _READERS[name](shown.result)


def _reading_data(reading: Reading[Any] | NoReading) -> dict[str, Any]:
    evidence = [evidence_data(one) for one in reading.evidence]
    if isinstance(reading, NoReading):
        # A value may be known to be none; where that was not seen, it is unknown.
        why = {"reason": said(reading.reason, "en"), "seen": reading.seen}
        return {"value": None, "confidence": None, "evidence": evidence, **why}
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
        return {"classes": list(value.classes), "repos": list(value.repos), "files": list(value.files)}
    if isinstance(value, tuple):
        return [_plain_item(item) for item in value]
    return value


def _plain_item(item: Any) -> Any:
    if isinstance(item, StatedLicense):
        return item.text
    return {"kind": item.kind, "sentence": item.sentence} if isinstance(item, Restriction) else item


def as_lines(shown: Shown, catalog: Catalog | None, language: Language) -> Iterator[Text]:
    """The lines of ``show`` for one repo."""
    result = shown.result
    head = Text(visible(shown.repo), style="bold")
    if isinstance(result, Unobserved):
        detail = f": {visible(said(result.detail, language))}" if result.detail else ""
        why = said(message(f"unobserved-{result.reason}"), language)
        yield head.append(f"  {why}{detail}", style="not bold yellow")
    else:
        yield head.append(f"  {state_text(result, language)}", style=f"not bold {state_style(result)}")
        evidence = message("show-evidence", evidence=evidence_line(state_evidence(result), language))
        yield Text(f"  {said(evidence, language)}", style="dim")
        if isinstance(gated := result.info.get("gated"), Present) and gated.value and result.state == "ok":
            by_hand = message("show-gated-by-hand") if gated.value == "manual" else message("show-gated")
            yield Text(f"  {said(by_hand, language)}", style="yellow")
    claims = shown.variant.claims if shown.variant else {}
    for name, reading in readings(shown).items():
        claim = claim_beside(claims, name)
        if claim is None and isinstance(reading, NoReading):
            continue
        yield Text(f"  {said(field_name(name), language)}", style="bold")
        yield Text(f"    {said(message('show-catalog', says=_claim_text(claim, catalog, language)), language)}")
        yield Text(f"    {said(message('show-hub', says=reading_text(reading, language)), language)}")
        yield from (Text(f"      {evidence_line(one, language)}", style="dim") for one in reading.evidence)


def state_text(observation: Observation, language: Language) -> str:
    """The state in a word, and the ID that leads there where it is another."""
    moved = f"  → {visible(observation.canonical)}" if observation.canonical != observation.repo else ""
    return said(message(f"state-{observation.state}"), language) + moved


def field_name(field: str) -> Message:
    """What a reading is called."""
    return message(f"field-{field.replace('_', '-')}")


def state_style(observation: Observation) -> str:
    """The colour of a state."""
    return "green" if observation.state == "ok" else "red"


def claim_beside(claims: Mapping[ClaimField, Claim], field: str) -> Claim | None:
    """The claim that a reading speaks of: parents are claimed as such, or as the foundation."""
    if field == "parents":
        return claims.get("parents") or claims.get("foundation")
    return next((claim for name, claim in claims.items() if name == field), None)


def evidence_line(evidence: Evidence, language: Language) -> str:
    """A piece of evidence and where it can be read."""
    return f"{evidence_text(evidence, language)}  {visible(evidence.url)}"


def _claim_text(claim: Claim | None, catalog: Catalog | None, language: Language) -> str:
    if claim is None:
        return "–"
    value, place = claim_value(claim, catalog, language), str(claim.location)
    from_entry = claim.inherited and (catalog is None or catalog.pages is None)  # of a page, the cell is the row's
    key = "show-claim-inherited" if from_entry else "show-claim-own"
    return said(message(key, value=value, place=place), language)


def claim_value(claim: Claim, catalog: Catalog | None, language: Language) -> str:
    """What a claim says, with the names that the catalog gives its ids."""
    return visible(said(show_claim(claim, catalog), language))


def reading_text(reading: Reading[Any] | NoReading, language: Language) -> str:
    """What was read, and how certain that is; or that there is nothing, or that it is unknown, and why."""
    if isinstance(reading, NoReading):
        known = message("show-none" if reading.seen else "show-unknown")
        return said(message("show-because", what=known, why=visible(said(reading.reason, language))), language)
    text = _reading_value(reading.value, language) or said(message("show-none"), language)
    return f"{visible(text)}  [{said(message(f'confidence-{reading.confidence}'), language)}]"


def _reading_value(value: Any, language: Language) -> str:
    """A value in words; empty where it is known to be nothing."""
    if isinstance(value, ContextLength):
        if not value.window:
            return f"{value.tokens:,}"
        return said(message("show-window", tokens=value.tokens, window=value.window), language)
    if isinstance(value, Architecture):
        return ", ".join(filter(None, (value.model_type, *value.architectures)))
    if isinstance(value, Weights):
        return ", ".join((*(["config.json"] if value.has_config else ()), *value.for_auto_model))
    if isinstance(value, CustomCode):
        return ", ".join(value.files or (*value.classes, *value.repos))
    if isinstance(value, tuple):
        return " & ".join(one.sentence if isinstance(one, Restriction) else str(one) for one in value)
    return format_parameters(value) if isinstance(value, int) else str(value)


def history_data(spans: Sequence[HistoryEntry]) -> list[dict[str, Any]]:
    """The JSON of ``history``: each span as ``show`` has it, with the fields that differ from the span before."""
    data, before = [], _Told()
    for span in spans:
        now = _told(span.observation, "en")
        times = {"first_seen": span.first_seen, "last_seen": span.last_seen, "runs": span.runs}
        data.append({**times, "changed": _changed(before, now), **observed_data(_shown(span.observation))})
        before = now
    return data


def history_lines(spans: Sequence[HistoryEntry], language: Language) -> Iterator[Text]:
    """The lines of ``history``: of the first span all that was read, of each later one what changed."""
    yield Text(visible(spans[-1].observation.repo), style="bold")
    before = _Told()
    for span in spans:
        times = said(message("history-runs", count=span.runs), language)
        yield Text(f"  {span.first_seen} – {span.last_seen}  {times}", style="bold")
        now = _told(span.observation, language)
        changed = _changed(before, now)
        for name in changed:
            line = Text(f"    {said(_name(name), language)}: ")
            if name in before:
                line.append(before[name].text, style="strike dim").append(" → ")
            yield line.append(now[name].text)
            yield from (Text(f"      {evidence_line(one, language)}", style="dim") for one in now[name].evidence)
        if not changed:
            yield Text(f"    {said(message('history-same'), language)}", style="dim")
        before = now


def reads_the_same(one: Observation, other: Observation) -> bool:
    """Whether all that is read of two looks of a repo is the same, whatever their revisions."""
    return not set(_changed(_told(one, "en"), _told(other, "en"))) - {"revision"}


def run_lines(found: Sequence[Run], language: Language) -> Iterator[Text]:
    """The lines of ``runs``: one a run."""
    for run in found:
        cost = run.cost
        line = Text(f"{run.id:>5}  {run.started_at}  {said(message(f'runs-{run.outcome}'), language)}  ")
        repos = message("runs-repos", observed=run.observed, repos=run.repos)
        spent = message("runs-cost", api=cost.api_requests, files=cost.resolver_requests, seconds=round(cost.seconds))
        line.append(f"{said(repos, language)}  {said(spent, language)}")
        yield line.append(f"  {visible(said(run.detail, language))}" if run.detail else "")
    if not found:
        yield Text(said(message("runs-none"), language))


def _name(field: str) -> Message:
    return message(f"history-{field}") if field in ("state", "revision") else field_name(field)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a span says of one field."""

    text: str
    evidence: tuple[Evidence, ...] = ()


_Told = dict[str, _Said]


def _told(observation: Observation, language: Language) -> _Told:
    """All that a span says, by field, in the words of ``show``."""
    state = _Said(state_text(observation, language), (state_evidence(observation),))
    revision = _Said(visible(observation.revision or said(message("history-revision-none"), language)))
    read = readings(_shown(observation))
    return {"state": state, "revision": revision} | {
        field: _Said(reading_text(reading, language), reading.evidence) for field, reading in read.items()
    }


def _changed(before: _Told, now: _Told) -> list[str]:
    """The fields that say something else; evidence that says the same at another revision is no change."""
    return [field for field, said in now.items() if field not in before or before[field].text != said.text]


def _shown(observation: Observation) -> Shown:
    return Shown(observation.repo, observation.kind, None, observation)
