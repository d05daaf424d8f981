"""The catalog as discovery looks things up in it, by owner, by entry, by likeness: to which entry a repo belongs,
judged by names, links, sizes and model types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jllm_sync.catalog.model import Catalog, Entry
from jllm_sync.catalog.pages.manners import rows_of_one_size
from jllm_sync.discovery.candidate import Candidate, Listed, Publisher
from jllm_sync.discovery.names import TUNED, Name, Version, parse_name, stem_text
from jllm_sync.discovery.sections import Sections
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import Sayable, message

_SIZE_TOLERANCE = 0.1
_STAGES_OF_A_ROW = ("alpha", "beta", "rc", "preview")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a repo belongs to, and why."""

    entry: Entry
    confidence: Confidence
    reasons: tuple[Sayable, ...]
    evidence: tuple[Evidence, ...]
    score: float


def matching_entry(candidate: Candidate, entries: Mapping[str, Sequence[Listed]]) -> Match | None:
    """The entry that a repo belongs to best; None where it belongs to none.

    Args:
        candidate: the repo.
        entries: variants by the id of their entry: those entries that its owner has repos in.
    """
    first = candidate.name.stem[:1]
    possible = {id_: own for id_, own in entries.items() if any(one.name.stem[:1] == first for one in own)}
    alike = {id_ for id_, listed in possible.items() if _same_stem(candidate, listed)}
    found = [
        judged
        for id_, listed in possible.items()
        if (judged := _judge(candidate, listed, alone=not (alike - {id_}))) is not None
    ]
    return max(found, key=lambda judged: judged.score, default=None)  # of equals the first: the catalog's order


def _judge(candidate: Candidate, listed: Sequence[Listed], alone: bool) -> Match | None:
    linked = next((one for one in listed if one.variant.repo.lower() in candidate.parents), None)
    same = _same_stem(candidate, listed)
    kin = same or _stem_with_more(candidate, listed)
    if not kin or _other_work(candidate, listed) or _other_type(candidate, kin):
        return None
    name = candidate.name
    if name.mixture != any(one.name.mixture for one in kin) or _other_generation(candidate, kin):
        return None
    stages = {_stage(one.name.stage) for one in kin}
    if _stage(name.stage) is None and None not in stages:
        return None  # a row of previews
    size = _size_score(candidate, kin, alone)
    if size is None:
        return None
    score, size_reason = size
    reasons: list[Sayable] = []
    evidence = [candidate.known]
    nearest = _nearest(candidate, kin)
    stem = stem_text(nearest.variant.repo) or name.owner
    repo = nearest.variant.repo
    score += 4 if same else 2
    reasons.append(
        message("kin.named-alike", repo=repo, stem=stem) if same else message("kin.name-extends", repo=repo, stem=stem)
    )
    if size_reason:
        reasons.append(size_reason)
    if linked is not None:
        score += 4
        base = linked.variant.repo
        reasons.append(message("kin.base", repo=base))
        evidence += candidate.parents_evidence
    score += _version_score(name.version, kin) + (1.5 if _stage(name.stage) in stages else -1.5)
    score += 0.5 * any(one.name.kinds == name.kinds for one in kin)
    if candidate.model_type and any(one.seen and one.seen.model_type == candidate.model_type for one in kin):
        score += 1
        type_ = candidate.model_type
        reasons.append(message("kin.model-type", type=type_))
        evidence += candidate.model_type_evidence
    sure = linked is not None or (bool(same) and any(_near(candidate.size, one.size) for one in kin))
    return Match(kin[0].entry, "high" if sure else "medium", tuple(reasons), tuple(evidence), score)


def _same_stem(candidate: Candidate, listed: Sequence[Listed]) -> list[Listed]:
    return [one for one in listed if one.name.stem == candidate.name.stem and one.name.owner == candidate.name.owner]


def _stem_with_more(candidate: Candidate, listed: Sequence[Listed]) -> list[Listed]:
    """Variants whose whole stem begins the candidate's; a further number would be another generation."""
    stem, found = candidate.name.stem, []
    for one in listed:
        own = one.name.stem
        longer = bool(own) and one.name.owner == candidate.name.owner and stem[: len(own)] == own
        if longer and one.name.brands and not any(word[0].isdigit() for word in stem[len(own) :]):
            found.append(one)
    return found


def _other_work(candidate: Candidate, listed: Sequence[Listed]) -> bool:
    """Whether it works on what no variant works on, or not on what all of them do."""
    names = [one.name.functions for one in listed]
    return bool(candidate.name.functions - frozenset.union(*names)) or bool(
        frozenset.intersection(*names) - candidate.functions
    )


def _other_type(candidate: Candidate, kin: Sequence[Listed]) -> bool:
    """Whether all that is known of the kin's model_type differs; adapters and copies have none or their own."""
    if candidate.model_type is None or candidate.copied or "adapter" in candidate.marks:
        return False
    types = {one.seen.model_type for one in kin if one.seen and one.seen.model_type}
    return bool(types) and candidate.model_type not in types


def _other_generation(candidate: Candidate, kin: Sequence[Listed]) -> bool:
    """Whether it is a new major version, in a row that keeps to one. Version 0 leads up to 1; none means 1.

    Of a tuned model the version may be that of its tuning, where the same size was tuned before.
    """
    name = candidate.name
    majors = {_major(one.name.version) for one in kin}
    if name.version is None or len(majors) > 1 or _major(name.version) in majors:
        return False
    tuned = name.kinds & TUNED
    return not (tuned and any(one.name.kinds == name.kinds and _near(one.size, candidate.size) for one in kin))


def _major(version: Version | None) -> int:
    return 1 if version is None else max(1, version[0])


def _version_score(version: Version | None, kin: Sequence[Listed]) -> float:
    versions = {one.name.version for one in kin}
    if version in versions:
        return 2
    return 1 if _major(version) in map(_major, versions) else 0


def _size_score(candidate: Candidate, kin: Sequence[Listed], alone: bool) -> tuple[float, Sayable | None] | None:
    """How well the size fits, and the reason in words; None where each size has an entry of its own."""
    size = candidate.size
    sizes = sorted({one.size for one in kin if one.size is not None})
    if size is None or not sizes:
        same_word = any(one.name.size_word == candidate.name.size_word for one in kin)
        return (1 if same_word else 0), None
    text = candidate.name.size_text
    if any(_near(size, one) for one in sizes):
        return 3, message("kin.same-size", size=text) if text else None
    if len(sizes) == 1 and not alone:
        return None
    return (1 if len(sizes) > 1 else 0.5), message("kin.other-size", size=text)


def _near(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= _SIZE_TOLERANCE * max(one, other)


def _stage(stage: str | None) -> str | None:
    """The stage that has a row of its own: beta2 is not beta1, alpha1 and alpha2 stand together."""
    word = (stage or "").rstrip("0123456789")
    return stage if word in _STAGES_OF_A_ROW else None


def _nearest(candidate: Candidate, kin: Sequence[Listed]) -> Listed:
    def distance(one: Listed) -> tuple[bool, bool, bool, bool]:
        name = candidate.name
        return (
            not _near(candidate.size, one.size),
            one.name.size_word != name.size_word,
            one.name.kinds != name.kinds,
            one.name.version != name.version,
        )

    return min(kin, key=distance)


def predecessor_of(
    candidate: Candidate, publisher: Publisher
) -> tuple[str | None, Sayable | None, tuple[Evidence, ...]]:
    """The listed repo that this one follows, what is to be said of it, and the evidence.

    Either that repo's card points here, or it is the same model in an older version.
    """
    for one in publisher.listed:
        pointed = one.seen.new_version if one.seen else None
        if pointed is not None and pointed[0] == candidate.repo.lower():
            repo = one.variant.repo
            return repo, message("kin.new-version", repo=repo), (pointed[1],)
    name = candidate.name
    alike = [
        one
        for one in publisher.listed
        if (one.name.stem, one.name.kinds, one.copies, one.name.stage)
        == (name.stem, name.kinds, frozenset(candidate.copied), name.stage)
        and (one.name.size or one.name.size_word) == (name.size or name.size_word)
    ]
    newest = max(alike, key=lambda one: _rank(one.name), default=None)
    if newest is None or _rank(newest.name) == _rank(name):
        return None, None, ()
    repo = newest.variant.repo
    if _rank(newest.name) > _rank(name):
        return None, message("kin.earlier", repo=repo), ()
    return repo, message("kin.successor", repo=repo), ()


def _rank(name: Name) -> tuple[Version, int, int]:
    """What orders the versions of one model."""
    return name.version or (), name.date or 0, name.round or 0


_LONGEST_CHAIN = 20
"""Models made from models made from models: cards may say anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a repo belongs."""

    home: Match | None
    """The entry; None where it belongs to none."""
    section: str
    """The entry's section, or the probable one of a new family."""
    nearest: Listed | None
    """A listed repo of its entry, or the one of its owner's that is most like it; for an owner without one, that of the
    section; None where nothing is listed."""


def listed_models(catalog: Catalog, observations: Iterable[Observation]) -> Iterator[Listed]:
    """The models that a catalog lists, with what was observed of them; each is made when it is come to."""
    seen: dict[str, Observation] = {}
    for observation in observations:
        if observation.kind == "model":
            seen[observation.repo.lower()] = seen[observation.canonical.lower()] = observation
    for entry in catalog.entries:
        for variant in entry.variants:
            if variant.kind == "model" and "/" in variant.repo:
                found = seen.get(variant.repo.lower())
                yield Listed(entry, variant, parse_name(variant.repo), Candidate(found) if found else None)


class CatalogIndex:
    """What a catalog lists, and what is known of it."""

    def __init__(self, catalog: Catalog, observations: Iterable[Observation]) -> None:
        self.catalog = catalog
        self.listed = list(listed_models(catalog, observations))
        self._models = {one.variant.repo.lower(): one for one in self.listed}
        self.known = {reference.repo.lower() for entry in catalog.entries for reference in entry.references}
        """The IDs that the catalog names, in small letters, old and new ones of what was renamed."""
        self.owned: dict[str, list[Listed]] = {}
        """Listed repos by their owner; somebody else's conversions make nobody an owner."""
        self.by_entry: dict[str, list[Listed]] = {}
        for one in self.listed:
            self.known.add(one.variant.repo.lower())
            if one.seen is not None:
                self.known |= {one.seen.repo.lower(), one.seen.observation.repo.lower()}
            if not one.variant.unofficial:
                self.owned.setdefault(one.name.owner, []).append(one)
                self.by_entry.setdefault(one.entry.id, []).append(one)
        bases = {repo.lower(): parse_name(repo) for base in catalog.foundations.values() for repo in base.repos}
        published = {
            bases[id_].owner for id_, one in self._models.items() if id_ in bases and not one.name.languages
        }  # a register of foundations: what their owners publish is new to it as any listed owner's is
        foreign = {id_: base for id_, base in bases.items() if base.owner not in published and id_ not in self._models}
        self.known |= foreign.keys()
        self.foundations = {(base.owner, base.stem) for base in foreign.values()}
        """Owner and stem of the models that the catalog names as bases: others of these families are not new to it."""
        self.new: dict[str, Candidate] = {}
        """What the run has found that is not listed, by ID in small letters: one may be made from another."""
        self._sections = Sections(catalog, self.listed)
        self._one_size = rows_of_one_size(catalog.pages) if catalog.pages is not None else {}
        self._placed: dict[str, Place] = {}
        self._told: dict[tuple[str, tuple[str, ...]], list[Candidate]] | None = None

    def place(self, candidate: Candidate) -> Place:
        """Where a repo belongs: to an entry that its owner has a repo in, or in a section."""
        id_ = candidate.repo.lower()
        if id_ not in self._placed:
            self._placed[id_] = self._place(candidate, frozenset({id_}))
        return self._placed[id_]

    def _is_of_other_size(self, entry: str, candidate: Candidate) -> bool:
        """Whether an entry is a page's row of one size, which is not the candidate's: each size is a row there."""
        size = self._one_size.get(entry)
        names = [one.name.size for one in self.by_entry[entry]]
        return (
            size is not None
            and candidate.size is not None
            and not any(_near(candidate.size, one) for one in (size, *names))
        )

    def base_of(self, candidate: Candidate) -> Listed | Candidate | None:
        """The listed model that it says it was made from, or else the one that is new, too."""
        for parent in candidate.parents:
            if parent in self._models:
                return self._models[parent]
        return next((self.new[parent] for parent in candidate.parents if parent in self.new), None)

    def _unlisted_base(self, candidate: Candidate) -> Candidate | None:
        """A model of a listed brand that it says it was made from, which is not listed itself: its name is known."""
        for parent in candidate.parents:
            base = parse_name(parent)
            own = self.owned.get(base.owner, ())
            brand = any(one.name.brands & base.brands or one.name.stem == base.stem for one in own)
            if brand and (base.owner, base.stem) not in self.foundations:
                return Candidate(Observation(parent, "model", "ok", parent, candidate.observation.state_source))
        return None

    def _telling_sibling(self, candidate: Candidate) -> Candidate | None:
        """Another new model of its new brand that says more of how they came about than it does itself."""
        name = candidate.name
        if candidate.parents or not name.brands or name.origins:
            return None
        if any(one.name.brands & name.brands for one in self.owned.get(name.owner, ())):
            return None
        alike = (one for one in self._telling(name) if one.name.brands & name.brands)
        return next((one for one in alike if one.functions == candidate.functions), None)

    def _telling(self, name: Name) -> list[Candidate]:
        """What is new of an owner, is called alike, and says what it was made from or how."""
        if self._told is None:
            self._told = {}
            for _, one in sorted(self.new.items()):
                if (one.parents or one.name.origins) and not one.copied:
                    self._told.setdefault((one.name.owner, one.name.stem[:1]), []).append(one)
        return self._told.get((name.owner, name.stem[:1]), [])

    def _base_section(self, base: Listed | Candidate | None, seen: frozenset[str]) -> str | None:
        """The section of the model that a new one was made from, through any chain of new ones."""
        if isinstance(base, Listed):
            return base.entry.section
        if base is None or base.repo.lower() in seen or len(seen) > _LONGEST_CHAIN:
            return None
        return self._place(base, seen | {base.repo.lower()}).section

    def _place(self, candidate: Candidate, seen: frozenset[str]) -> Place:
        own = self.owned.get(candidate.name.owner, [])
        fitting = [id_ for one in own if not self._is_of_other_size(id_ := one.entry.id, candidate)]
        home = matching_entry(candidate, {id_: self.by_entry[id_] for id_ in fitting})
        base = self.base_of(candidate) or self._unlisted_base(candidate) or self._telling_sibling(candidate)
        own_base = base is not None and base.name.owner == candidate.name.owner
        section_of_base = self._base_section(base, seen)
        if home is not None and self._sections.may_hold(candidate, home.entry.section, section_of_base, own_base):
            return Place(home, home.entry.section, self.by_entry[home.entry.id][0])
        nearest = _closest(candidate, own)
        section = self._sections.probable(candidate, nearest, section_of_base, own_base)
        if nearest is not None and not candidate.name.brands & nearest.name.brands:
            nearest = _closest(candidate, [one for one in own if one.entry.section == section]) or nearest
        if nearest is None:
            there = [one for one in self.listed if one.entry.section == section]
            nearest = _closest(candidate, there or self.listed)
        return Place(None, section, nearest)


def _closest(candidate: Candidate, listed: Sequence[Listed]) -> Listed | None:
    """The listed repo that shares most with it; of equals the first."""
    words, brands = set(candidate.name.stem), candidate.name.brands

    def likeness(one: Listed) -> tuple[int, int, int]:
        other = len(one.name.functions ^ candidate.functions) + (one.name.mixture != candidate.name.mixture)
        return len(one.name.brands & brands), -other, len(words.intersection(one.name.stem))

    return max(listed, key=likeness, default=None)
