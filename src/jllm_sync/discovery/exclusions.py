"""What is not proposed, and why: the maintainers' bounds (``settings.discovery``), and what a repo is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, Literal

from jllm_sync.catalog.fields import parse_size
from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.candidate import Candidate, Listed, Publisher
from jllm_sync.discovery.names import Name, size_words, task_tags
from jllm_sync.messages import Sayable, Text, message
from jllm_sync.readings import Reading
from jllm_sync.readings.weights import read_weights

Copies = Literal["listed", "always", "never"]

TOLERANCE = 0.15
"""Sizes are rounded: by so much a model may be smaller than the minimum."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Repos that are not proposed, and why."""

    reason: Text
    owner: str | None = None
    pattern: str | None = None

    def takes(self, repo: str) -> bool:
        """Whether it speaks of this repo; capitals do not matter."""
        owner, _, name = repo.lower().partition("/")
        if self.owner is not None and owner != self.owner.lower():
            return False
        if self.pattern is None:
            return True
        pattern = self.pattern.lower()
        return fnmatchcase(f"{owner}/{name}" if "/" in pattern else name, pattern)


@dataclass(frozen=True, slots=True)
class Beyond:
    """The higher bar for models of owners that the catalog does not know."""

    min_parameters: int = 1_000_000_000
    likes: int = 10
    downloads: int = 500
    """Likes, or downloads of 30 days: one of the two must be reached; by persons, who are no organizations, twice."""
    pipelines: tuple[str, ...] = (
        "text-generation",
        "image-text-to-text",
        "automatic-speech-recognition",
        "text-to-speech",
    )
    days: int = 60
    """How far back the Hub's listing is read, before the newest that the last run saw: what was made private and
    published later keeps the day on which it was made."""
    requests: int = 20
    """How many requests a run may spend on it."""
    words: tuple[str, ...] | None = None
    """Words of names that the Hub's listing is searched for; None: those of the wanted languages."""

    @classmethod
    def of(cls, settings: dict[str, Any] | str | bool | None) -> Beyond | None:
        """The bar that a catalog sets, and the defaults for the rest; None where it wants no such models."""
        if settings in ("off", False):  # YAML 1.1 reads off as false
            return None
        known = dict(settings) if isinstance(settings, dict) else {}
        if "min_parameters" in known:
            known["min_parameters"] = parse_size(known["min_parameters"])
        for name in ("pipelines", "words"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """What is proposed at all."""

    languages: tuple[str, ...] | None = None
    """One of these must be evident; an empty list: any language will do; None: the one that the catalog is about."""
    min_parameters: int = 110_000_000
    copies: Copies = "listed"
    """Quantised and converted copies: only where the entry lists such copies, always, or never."""
    task_specific: bool = False
    checkpoints: bool = False
    tests: bool = False
    max_age_days: int | None = None
    ignore: tuple[Ignore, ...] = ()
    beyond: Beyond | None = Beyond()

    @classmethod
    def of(cls, catalog: Catalog) -> DiscoverySettings:
        """The bounds that a catalog sets, and the defaults for the others."""
        settings: dict[str, Any] = dict(catalog.settings.get("discovery") or {})
        if "languages" in settings:
            settings["languages"] = tuple(settings["languages"])
        if "min_parameters" in settings:
            settings["min_parameters"] = parse_size(settings["min_parameters"])
        settings["beyond"] = Beyond.of(settings.get("beyond"))
        settings["ignore"] = tuple(Ignore(**one) for one in settings.get("ignore") or ())
        return cls(**settings)

    def ignored(self, repo: str) -> Ignore | None:
        """The first of the catalog's ignores that speaks of a repo."""
        return next((ignore for ignore in self.ignore if ignore.takes(repo)), None)

    def too_small(self, size: int | None, name: Name) -> bool:
        """Whether a model has fewer parameters than wanted; of an unknown size that is not known."""
        if size is None and name.size_word is not None:
            size = _size_of_word(name)
        return size is not None and size < self.min_parameters * (1 - TOLERANCE)


def _size_of_word(name: Name) -> int | None:
    """What ``small`` means for the architecture that the name gives, at most."""
    meanings = size_words()[name.size_word or ""]
    for part in name.stem:
        for architecture, size in meanings.items():
            if architecture != "default" and architecture in part:
                return parse_size(size)
    return parse_size(meanings["default"]) if "default" in meanings else None


Reason = Literal[
    "not-served",
    "ignored",
    "representative",
    "no-model",
    "drafter",
    "foundation",
    "derivative",
    "bar",
    "checkpoint",
    "test",
    "task",
    "repackaged",
    "copy",
    "too-small",
    "language",
    "older",
    "too-old",
]
"""Why a repo is left out."""

SETTINGS: Mapping[Reason, str] = {
    "ignored": "ignore",
    "checkpoint": "checkpoints",
    "test": "tests",
    "task": "task_specific",
    "copy": "copies",
    "too-small": "min_parameters",
    "language": "languages",
    "too-old": "max_age_days",
    "bar": "beyond",
}
"""The setting of ``settings.discovery`` that leaves a repo out, by the reason."""


def why_not(
    candidate: Candidate,
    publisher: Publisher,
    kin: Sequence[Listed],
    settings: DiscoverySettings,
    today: date,
    spared: Collection[Reason] = (),
) -> tuple[Reason, Sayable] | None:
    """Why a repo is not proposed, but for its language; None where nothing speaks against it.

    Args:
        candidate: the repo.
        publisher: its owner.
        kin: the variants of the entry that it belongs to; none for a new family.
        settings: what the catalog's maintainers want.
        today: the day from which ages count.
        spared: reasons that do not count: a copy, or a small model, of a family that is proposed.
    """
    return (
        _no_candidate(candidate, publisher, settings)
        or _not_wanted(candidate, kin, settings, today, spared)
        or _behind(candidate, kin, publisher)
    )


def _no_candidate(
    candidate: Candidate, publisher: Publisher, settings: DiscoverySettings
) -> tuple[Reason, Sayable] | None:
    """What is no model that a list could offer, whatever the list."""
    observation, marks = candidate.observation, candidate.marks
    if observation.state != "ok":
        return "not-served", message("excluded.state", state=observation.state)
    if ignore := settings.ignored(candidate.repo):
        return "ignored", ignore.reason
    brands = candidate.name.stem[:1]
    for one in publisher.listed:
        if (
            one.variant.representative
            and one.name.stem[:1] == brands
            and one.name.size_word == candidate.name.size_word
        ):
            repo = one.variant.repo
            return "representative", message("excluded.represented", repo=repo)
    weights = read_weights(observation)
    empty = isinstance(weights, Reading) and not (weights.value.pickles or weights.value.others)
    if empty or "dataset" in marks or "tokenizer" in marks:
        return "no-model", message("excluded.no-weights")
    if "drafter" in marks:
        return "drafter", message("excluded.drafter")
    return None


def _not_wanted(
    candidate: Candidate,
    kin: Sequence[Listed],
    settings: DiscoverySettings,
    today: date,
    spared: Collection[Reason],
) -> tuple[Reason, Sayable] | None:
    """What the settings keep out."""
    name, marks = candidate.name, candidate.marks
    if not settings.checkpoints and "checkpoint" in marks:
        return "checkpoint", message("excluded.checkpoint")
    if not settings.tests and "test" in marks:
        return "test", message("excluded.test")
    if not settings.task_specific and (task := _task(candidate, kin)):
        return "task", message("excluded.task", task=task)
    if candidate.copied and "copy" not in spared and not _copies_wanted(candidate, kin, settings):
        word = ", ".join(dict.fromkeys(candidate.copied.values()))
        return "copy", message("excluded.copy", word=word)
    spared_small = bool(kin) or "too-small" in spared
    if not spared_small and settings.too_small(candidate.size, name):
        size = name.size_text or name.size_word or str(candidate.size)
        return "too-small", message("excluded.too-small", size=size)
    if settings.max_age_days is not None and candidate.created is not None:
        age = (today - candidate.created[0]).days
        if age > settings.max_age_days:
            return "too-old", message("excluded.age", days=age)
    return None


def _task(candidate: Candidate, kin: Sequence[Listed]) -> str | None:
    if "task" in candidate.marks:
        return None if any("task" in one.name.marks for one in kin) else "name"
    tag = candidate.pipeline_tag
    if tag is not None and tag[0] in task_tags() and not kin and not candidate.name.functions:
        return tag[0]
    return None


def _copies_wanted(candidate: Candidate, kin: Sequence[Listed], settings: DiscoverySettings) -> bool:
    if settings.copies != "listed":
        return settings.copies == "always"
    return any(one.copies & candidate.copied.keys() for one in kin)


def _behind(candidate: Candidate, kin: Sequence[Listed], publisher: Publisher) -> tuple[Reason, Sayable] | None:
    """What a listed repo has left behind, or holds already in another packing."""
    name = candidate.name
    twins = [
        one
        for one in publisher.listed
        if one.name.stem == name.stem
        and (one.name.size_text, one.name.size_word) == (name.size_text, name.size_word)
        and one.name.kinds == name.kinds
        and one.copies == frozenset(candidate.copied)
        and one.name.context == name.context
    ]
    for one in twins:
        if one.name.version == name.version and "packaging" in one.name.marks | candidate.marks:
            repo = one.variant.repo
            return "repackaged", message("excluded.repackaged", repo=repo)
    versions = {one.name.version for one in twins if one in kin}
    only = versions.pop() if len(versions) == 1 else None  # a list that keeps old versions wants them all
    if name.version is not None and only is not None and name.version < only:
        repo = twins[0].variant.repo
        return "older", message("excluded.older", repo=repo)
    return None
