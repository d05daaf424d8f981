"""Every claim that has a reading is altered, and the audit must notice, there and nowhere else.

The claims are those of the real catalog over the embedded recording and, for what that recording lacks, those of the
complete fixture.

`python -m tests.test_mutations` prints the table: readings, altered, caught, and how many a written rule exempts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jllm_sync.audit import Report, Selection, audit, files_of, repos_of
from jllm_sync.catalog.model import (
    UNKNOWN,
    Catalog,
    Claim,
    ClaimField,
    ContextRange,
    Entry,
    Foundation,
    Size,
    Unknown,
    Variant,
    format_parameters,
)
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.data import load
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import RecordedHub, Recording, embedded_recording, read_recording
from jllm_sync.hub.source import Observed
from jllm_sync.readings import Reading
from jllm_sync.readings.architecture import claimed_types, read_architecture, words_of
from jllm_sync.readings.context import read_context
from jllm_sync.readings.license import read_license
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.weights import read_weights
from jllm_sync.repo import RepoRef
from jllm_sync.rules import licenses
from jllm_sync.rules.ancestry import ancestry
from jllm_sync.rules.parameters_drift import TOLERANCE
from jllm_sync.rules.rule import Subject
from tests.build import catalog, observed
from tests.complete import RECORDING, complete_catalog

CATALOG = Path(__file__).parents[1] / "catalog.yaml"
ALL = Selection(min_confidence="low")
TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Altered:
    """A claim to put in place of another; or, instead of one, the written rule that exempts it."""

    value: Any = None
    raw: Any = None
    exempt: str | None = None


@dataclass(slots=True)
class Tally:
    """What became of one kind of alteration."""

    readings: int = 0
    altered: int = 0
    missed: list[str] = field(default_factory=list)
    exempt: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, eq=False)
class World:
    """A catalog and what is observed of its repos."""

    name: str
    catalog: Catalog
    recording: Recording
    observed: Observed

    @classmethod
    def of(cls, name: str, catalog: Catalog, recording: Recording) -> World:
        """The world of a catalog and a recording."""
        return cls(name, catalog, recording, RecordedHub(recording).observe(repos_of(catalog, ALL), files_of(ALL)))

    def subjects(self) -> Iterator[Subject]:
        """All models that were observed, beside what the catalog claims of them."""
        listed = {v.repo.lower(): (e, v) for e in self.catalog.entries for v in e.variants if v.kind == "model"}
        models = {r.repo.lower(): r for r in self.observed.results.values() if isinstance(r, Observation)}
        for entry in self.catalog.entries:
            for variant in entry.variants:
                result = self.observed.results[RepoRef(variant.repo, variant.kind)]
                if isinstance(result, Observation) and variant.kind == "model":
                    yield Subject(self.catalog, entry, variant, result, listed, models)

    def with_claims(self, claims: Mapping[tuple[str, str], Claim]) -> Catalog:
        """The catalog with these claims as the variants' own."""

        def variant(entry: Entry, old: Variant) -> Variant:
            claim = claims.get((entry.id, old.repo))
            return old if claim is None else replace(old, claims={**old.claims, claim.field: claim})

        def entry(old: Entry) -> Entry:
            return replace(old, variants=tuple(variant(old, one) for one in old.variants))

        sections = tuple(replace(s, entries=tuple(map(entry, s.entries))) for s in self.catalog.sections)
        return replace(self.catalog, sections=sections)

    def audit(self, catalog: Catalog) -> Report:
        """The audit of another catalog of the same repos."""
        return audit(catalog, self.observed, ALL, TODAY)


@cache
def real() -> World:
    return World.of("the list", read_catalog(CATALOG), embedded_recording())


@cache
def complete() -> World:
    return World.of("the fixture", complete_catalog(), read_recording(RECORDING))


@cache
def today() -> World:
    """One repo of each of today's types, which the catalog names rightly."""
    entries = "\n".join(
        f"- {{id: {type_.replace('_', '-')}, architecture: {words_of(type_)[0]}, variants: [{{repo: acme/{type_}}}]}}"
        for type_ in TODAYS_TYPES
    )
    seen = tuple(observed(f"acme/{type_}", config={"model_type": type_}) for type_ in TODAYS_TYPES)
    return World.of("today's types", catalog(entries), Recording("2026-11-01", "https://huggingface.co", "", seen))


def another_license(subject: Subject, claim: Claim) -> Altered | None:
    reading = read_license(subject.observation)
    if not isinstance(reading, Reading):
        return None
    if not reading.value or not all(stated.names_one for stated in reading.value):
        return Altered(exempt="license-unstated: the Hub names no licence")
    for other in subject.catalog.licenses.values():
        if other.accepts and not any(licenses.accepts(other, stated) for stated in reading.value):
            return Altered((other.id,), other.id)
    return None


def siblings_license(subject: Subject, claim: Claim) -> Altered | None:
    """The licence of another variant of the entry, where it has another: what a copied row gets wrong."""
    reading = read_license(subject.observation)
    claims = [v.claims["license"].value for v in subject.entry.variants if "license" in v.claims]
    others = [value for value in claims if isinstance(value, tuple) and value != claim.value]
    if not isinstance(reading, Reading) or not others:
        return None
    if not all(stated.names_one for stated in reading.value):
        return Altered(exempt="license-unstated: the Hub names no licence")
    table = [subject.catalog.licenses[str(id_)] for id_ in others[0]]
    if all(any(licenses.accepts(license_, stated) for license_ in table) for stated in reading.value):
        return Altered(exempt="the claim was wrong, and altered to what the Hub says")
    return Altered(others[0], list(others[0]))


def times(factor: float) -> Callable[[Subject, Claim], Altered | None]:
    def altered(subject: Subject, claim: Claim) -> Altered | None:
        reading = read_context(subject.observation)
        if not isinstance(reading, Reading) or not isinstance(claim.value, ContextRange):
            return None
        old = claim.value
        new = ContextRange(None if old.minimum is None else int(old.minimum * factor), int(old.maximum * factor))
        if old.minimum is None and new.contains(reading.value.tokens):
            return Altered(exempt="at_most: a smaller reading agrees")
        if new.contains(reading.value.tokens):
            return Altered(exempt="the claim was wrong, and altered to what the Hub says")
        return Altered(new, new.maximum)

    return altered


def wrong_architecture(subject: Subject, claim: Claim) -> Altered | None:
    reading = read_architecture(subject.observation)
    if not isinstance(reading, Reading) or reading.value.model_type is None:
        return None
    own = reading.value.model_type
    if not words_of(own):
        return Altered(exempt="a model_type that no word stands for proves nothing")
    word = next(word for word, types in load("architectures.yaml")["words"].items() if own not in types)
    return Altered(word, word)


TODAYS_TYPES = (
    *("gemma3", "gemma3n", "qwen3", "qwen3_moe", "qwen3_next", "phi3", "llama4", "mistral3", "deepseek_v3", "gpt_oss"),
    *("modernbert", "olmo2", "cohere2", "granite", "glm4", "smollm3", "ernie4_5", "exaone4", "falcon_h1", "minimax"),
    *("nemotron", "lfm2", "qwen2_5_vl", "seed_oss"),
)


def another_of_today(subject: Subject, claim: Claim) -> Altered | None:
    """An architecture of after 2024."""
    reading = read_architecture(subject.observation)
    if not isinstance(reading, Reading) or reading.value.model_type is None:
        return None
    own = reading.value.model_type
    if not words_of(own):
        return Altered(exempt="a model_type that no word stands for proves nothing")
    types = {own, *reading.value.parts}
    word = next(words_of(type_)[0] for type_ in TODAYS_TYPES if not claimed_types(words_of(type_)[0]) & types)
    return Altered(word, word)


def sized(factor: float) -> Callable[[Subject, Claim], Altered | None]:
    def altered(subject: Subject, claim: Claim) -> Altered | None:
        reading = read_parameters(subject.observation)
        if not isinstance(reading, Reading) or not isinstance(claim.value, Size):
            return None
        new = Size(int(claim.value.total * factor), claim.value.active)
        if abs(new.total - reading.value) <= TOLERANCE * new.total:
            return Altered(exempt="the claim was wrong, and altered to what the Hub says")
        return Altered(new, format_parameters(new.total))

    return altered


def size_of_another(subject: Subject, claim: Claim) -> Altered | None:
    """The size of another variant: of the entry where it has several, or else of the catalog."""
    if not isinstance(claim.value, Size) or not re.search(r"\d[bm](?![a-z0-9])", subject.variant.repo, re.IGNORECASE):
        return None
    own = claim.value.total
    near = [v.claims["parameters"].value for v in subject.entry.variants if "parameters" in v.claims]
    sizes = {one.total for one in near if isinstance(one, Size)} - {own} or {7 * 10**9, 70 * 10**9} - {own}
    other = Size(min(sizes))
    if abs(other.total - own) <= TOLERANCE * own:
        return Altered(exempt="size-name: no further apart than a rounded size from a measured one")
    return Altered(other, format_parameters(other.total))


def not_there(subject: Subject, claim: Claim) -> Altered | None:
    reading = read_weights(subject.observation)
    if not isinstance(reading, Reading):
        return None
    if reading.value.loads_otherwise:
        return Altered(exempt="another class loads it as easily")
    if reading.value.has_config and reading.value.for_auto_model:
        return Altered(exempt="it loads")
    return Altered("yes", "yes")


def another_base(subject: Subject, claim: Claim) -> Altered | None:
    found = ancestry(subject)
    if found is None or not isinstance(claim.value, Foundation):
        return None
    if not found.whole:
        return Altered(exempt="a link of the chain of parents is unknown")
    parents = subject.variant.claims.get("parents")
    named = parents.value if parents is not None and isinstance(parents.value, tuple) else ()
    for parent in named:
        if not isinstance(parent, str) and (parent.get("repo", "").lower() in found.repos or "repo" not in parent):
            return Altered(exempt="a claimed parent is reached, or cannot be ruled out")
    other = next(
        id_ for id_, base in subject.catalog.foundations.items() if base.repos and id_ not in found.foundations
    )
    return Altered(Foundation(other), other)


def base_of_another_type(subject: Subject, claim: Claim) -> Altered | None:
    """A foundation that no model of this type is made from, where the chain of parents does not tell."""
    reading, found = read_architecture(subject.observation), ancestry(subject)
    if (
        not isinstance(reading, Reading)
        or not isinstance(claim.value, Foundation)
        or (found is not None and found.whole)
    ):
        return None
    types = {reading.value.model_type, *reading.value.parts}
    bases = subject.catalog.foundations
    if not any(types & set(base.types) for base in bases.values()):
        return Altered(exempt="a model_type that no foundation is known by proves nothing")
    for id_ in ("qwen2.5", "llama-2", "gemma-2", "gpt-neox"):
        own = {type_ for base in bases.values() if base.id == id_ or base.made_from == id_ for type_ in base.types}
        if not own & types:
            return Altered(Foundation(id_), id_)
    return None


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to alter claims, the rule that must notice, and how many readings there must be at least."""

    name: str
    field: ClaimField
    rule: str
    alter: Callable[[Subject, Claim], Altered | None]
    at_least: int
    alone: bool = False
    """Whether each is altered in a catalog of its own: where one claim is evidence about another's repo."""
    world: Callable[[], World] = real
    anew: bool = False
    """Whether the claim is made where there was none."""


MUTATIONS = (
    Mutation("another licence", "license", "license-drift", another_license, 300),
    Mutation("half the context", "context", "context-drift", times(0.5), 50),
    Mutation("double the context", "context", "context-drift", times(2), 50),
    Mutation("wrong architecture", "architecture", "architecture-drift", wrong_architecture, 50),
    Mutation("a sibling's licence", "license", "license-drift", siblings_license, 10),
    Mutation("an architecture of today", "architecture", "architecture-drift", another_of_today, 50),
    Mutation("another base", "foundation", "base-model-drift", another_base, 15, alone=True),
    Mutation("a base of another type", "foundation", "base-model-drift", base_of_another_type, 20, alone=True),
    Mutation("another's size, by the name", "parameters", "size-name", size_of_another, 150),
    Mutation("today's for today's", "architecture", "architecture-drift", another_of_today, 20, world=lambda: today()),
    Mutation("double the size", "parameters", "parameters-drift", sized(2), 25, world=complete),
    Mutation("half the size", "parameters", "parameters-drift", sized(0.5), 25, world=complete),
    Mutation("30 % more", "parameters", "parameters-drift", sized(1.3), 25, world=complete),
    Mutation("loadable, which it is not", "loadable", "not-loadable", not_there, 2, world=complete, anew=True),
    Mutation("another licence", "license", "license-drift", another_license, 15, world=complete),
    Mutation("another base", "foundation", "base-model-drift", another_base, 4, alone=True, world=complete),
)
IDS = [f"{mutation.name} in {mutation.world().name}" for mutation in MUTATIONS]


def altered_claim(mutation: Mutation, subject: Subject) -> tuple[Altered, Claim | None] | None:
    """The altered claim, as if the variant stated it itself, in a place of its own; None where nothing is to alter."""
    where = replace(subject.variant.location, column=subject.variant.location.column + 1)
    path = (subject.entry.id, subject.variant.repo, mutation.field)
    old = subject.variant.claims.get(mutation.field)
    if old is None and mutation.anew:
        old = Claim(mutation.field, UNKNOWN, None, where, path)
    elif old is None or isinstance(old.value, Unknown):
        return None
    served = subject.observation.state in ("ok", "renamed")
    altered = mutation.alter(subject, old) if served and not subject.variant.unofficial else None
    if altered is None:
        return None
    new = Claim(mutation.field, altered.value, altered.raw, where, path)
    return altered, None if altered.exempt else new


def run(mutation: Mutation) -> Tally:
    """Alter every claim there is a reading for; each altered one must be found, at its own place."""
    tally, world = Tally(), mutation.world()
    claims: dict[tuple[str, str], Claim] = {}
    for subject in world.subjects():
        found = altered_claim(mutation, subject)
        if found is None:
            continue
        altered, claim = found
        tally.readings += 1
        if claim is None:
            tally.exempt[altered.exempt or ""] += 1
        else:
            claims[subject.entry.id, subject.variant.repo] = claim
            tally.altered += 1
    batches = [{place: claim} for place, claim in claims.items()] if mutation.alone else [claims]
    noticed = {
        (finding.rule, finding.entry, finding.repo, finding.location)
        for batch in batches
        for finding in world.audit(world.with_claims(batch)).findings
    }
    for (entry, repo), claim in claims.items():
        if (mutation.rule, entry, repo, claim.location) not in noticed:
            tally.missed.append(repo)
    return tally


@pytest.mark.parametrize("mutation", MUTATIONS, ids=IDS)
def test_every_altered_claim_is_found_at_its_place(mutation: Mutation) -> None:
    tally = run(mutation)
    assert tally.missed == []
    assert tally.altered >= mutation.at_least


@pytest.mark.parametrize("mutation", MUTATIONS, ids=IDS)
def test_one_altered_claim_alarms_nowhere_else(mutation: Mutation) -> None:
    world = mutation.world()
    before = {finding.fingerprint for finding in world.audit(world.catalog).findings}
    for subject in world.subjects():
        found = altered_claim(mutation, subject)
        if found is not None and found[1] is not None:
            changed = world.audit(world.with_claims({(subject.entry.id, subject.variant.repo): found[1]}))
            fresh = {f.repo for f in changed.findings if f.fingerprint not in before}
            # A sibling may keep its finding and lose the company it was merged with.
            assert fresh <= {variant.repo for variant in subject.entry.variants}
            return
    pytest.fail("nothing to alter")


def test_a_repo_id_that_the_recording_knows_as_gone() -> None:
    catalog, recording = real().catalog, real().recording
    listed = {variant.repo for entry in catalog.entries for variant in entry.variants}
    gone = next(r for r in recording.observations if r.state == "gone" and r.repo not in listed)
    some = [entry for entry in catalog.entries if entry.variants][:60]
    for entry in some:
        variant = replace(entry.variants[0], repo=gone.repo)
        sections = tuple(
            replace(s, entries=tuple(replace(e, variants=(variant,)) for e in s.entries if e.id == entry.id))
            for s in catalog.sections
        )
        changed = replace(catalog, sections=sections)
        seen = RecordedHub(recording).observe(repos_of(changed, ALL), ())
        found = [(f.rule, f.repo, f.location) for f in audit(changed, seen, ALL, TODAY).findings]
        assert ("repo-gone", gone.repo, variant.location) in found


@pytest.mark.parametrize("world", [real, complete], ids=["the list", "the fixture"])
def test_unaltered_claims_bring_nothing_new(world: Callable[[], World]) -> None:
    same = world().with_claims({})
    assert world().audit(same).findings == world().audit(world().catalog).findings


if __name__ == "__main__":
    print("| of | altered | readings | altered | caught | exempt by a written rule |")
    print("| --- | --- | --- | --- | --- | --- |")
    for one in MUTATIONS:
        result = run(one)
        reasons = "; ".join(f"{count} × {reason}" for reason, count in result.exempt.items()) or "–"
        counts = f"{result.readings} | {result.altered} | {result.altered - len(result.missed)}"
        print(f"| {one.world().name} | {one.name} | {counts} | {reasons} |")
