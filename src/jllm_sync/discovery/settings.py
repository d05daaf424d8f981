"""The maintainers' bounds on what is proposed: ``settings.discovery`` of the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from jllm_sync.catalog.fields import parse_size
from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.names import Name
from jllm_sync.discovery.vocabulary import size_words
from jllm_sync.messages import Text

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

    @classmethod
    def of(cls, settings: dict[str, Any] | str | bool | None) -> Beyond | None:
        """The bar that a catalog sets, and the defaults for the rest; None where it wants no such models."""
        if settings in ("off", False):  # YAML 1.1 reads off as false
            return None
        known = dict(settings) if isinstance(settings, dict) else {}
        if "min_parameters" in known:
            known["min_parameters"] = parse_size(known["min_parameters"])
        if "pipelines" in known:
            known["pipelines"] = tuple(known["pipelines"])
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
