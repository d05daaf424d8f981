"""What others made of listed models: named where somebody wants to know, never proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from jllm_sync.catalog.model import Catalog, Entry
from jllm_sync.discovery.candidate import inferred_languages
from jllm_sync.discovery.catalog_index import listed_models
from jllm_sync.discovery.exclusions import DiscoverySettings
from jllm_sync.hub.observation import Derivative, DerivativesSeen, Observation, Relation
from jllm_sync.repo import CANONICAL_HOST

RELATIONS: tuple[Relation | None, ...] = ("finetune", "merge", "adapter", None, "quantized")
"""In the order of what they may mean to a list: a quantised copy is no new model."""


@dataclass(frozen=True, slots=True)
class Made:
    """A model that somebody else made of a listed one."""

    repo: str
    relation: Relation | None
    languages: tuple[str, ...]
    """Those of the catalog's languages that it names."""
    downloads: int | None
    entry: str | None
    """The entry that lists it already."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What others made of one listed repo."""

    repo: str
    entry: Entry
    asked_at: datetime
    complete: bool
    """False where there are more, with fewer downloads."""
    made: tuple[Made, ...]

    @property
    def counts(self) -> Mapping[Relation | None, int]:
        """How many there are, by how they were made."""
        counted = Counter(one.relation for one in self.made)
        return {relation: counted[relation] for relation in RELATIONS if relation in counted}

    @property
    def url(self) -> str:
        """The page that lists them."""
        return f"{CANONICAL_HOST}/models?other=base_model:{quote(self.repo, safe='/')}"


@dataclass(frozen=True, slots=True)
class Trees:
    """What others made of the listed repos of a run, as far as it is known."""

    trees: tuple[Tree, ...]
    """Of the repos of which anything was made, in the catalog's order."""
    wanted: int
    """How many listed repos there are to ask about."""
    seen: DerivativesSeen

    @property
    def unasked(self) -> int:
        """Of how many repos nothing is known yet."""
        return self.wanted - len(self.seen.by_repo) - len(self.seen.failed.keys() - self.seen.by_repo.keys())


def roots(catalog: Catalog, observations: Iterable[Observation], entries: Collection[str]) -> dict[str, Entry]:
    """The listed repos of which others may have made something, by the ID that the Hub uses, in the catalog's order.

    Args:
        catalog: what is listed. Somebody else's conversions are left out.
        observations: what is known of it: what the Hub does not serve is left out.
        entries: ids of the entries that are wanted.
    """
    found: dict[str, Entry] = {}
    for one in listed_models(catalog, observations):
        if one.seen is None or one.variant.unofficial or one.entry.id not in entries:
            continue
        if one.seen.observation.state not in ("gone", "disabled"):
            found.setdefault(one.seen.repo, one.entry)
    return found


def model_trees(catalog: Catalog, wanted: Mapping[str, Entry], seen: DerivativesSeen) -> Trees:
    """What others made of these repos; their owners' own models are the business of the proposals.

    Args:
        catalog: what is listed, and which languages are wanted.
        wanted: see :func:`roots`.
        seen: what the Hub said.
    """
    listed = {repo: entry.id for repo, (entry, _) in catalog.models().items()}
    languages = DiscoverySettings.of(catalog).languages
    if languages is None:
        languages = inferred_languages(listed_models(catalog, ())) or ()
    trees = []
    for repo, entry in wanted.items():
        if (derivatives := seen.by_repo.get(repo)) is None:
            continue
        made = [_made(model, listed, languages) for model in derivatives.models if _owner(model.repo) != _owner(repo)]
        if made:
            trees.append(Tree(repo, entry, derivatives.asked_at, derivatives.complete, tuple(sorted(made, key=_rank))))
    return Trees(tuple(trees), len(wanted), seen)


def _made(model: Derivative, listed: Mapping[str, str], languages: tuple[str, ...]) -> Made:
    spoken = {tag.lower() for tag in model.tags}
    return Made(
        repo=model.repo,
        relation=model.relation,
        languages=tuple(language for language in languages if language in spoken),
        downloads=model.downloads,
        entry=listed.get(model.repo.lower()),
    )


def _rank(made: Made) -> tuple[bool, bool, int, str]:
    """New models before copies, those of a wanted language first, then by their downloads."""
    return made.relation == "quantized", not made.languages, -(made.downloads or 0), made.repo.lower()


def _owner(repo: str) -> str:
    return repo.partition("/")[0].lower()
