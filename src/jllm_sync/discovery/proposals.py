"""What discovery proposes, and what it leaves out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from jllm_sync.catalog.model import Catalog, Entry, Section
from jllm_sync.discovery.candidate import Candidate, Evident, Listed, Publisher, evident_language, inferred_languages
from jllm_sync.discovery.catalog_index import CatalogIndex, Place, listed_models, predecessor_of
from jllm_sync.discovery.exclusions import SETTINGS, TOLERANCE, Beyond, DiscoverySettings, Reason, why_not
from jllm_sync.discovery.names import TUNED, head_of, is_everywhere, parse_name, searched_for
from jllm_sync.finding import Confidence, Evidence, Proposed, weakest
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import Bounds
from jllm_sync.messages import Message, Sayable, joined, message
from jllm_sync.rules.rule import Missing

Kind = Literal["base", "size", "tuned", "version", "reasoning", "copy", "adapter", "merge", "checkpoint", "model"]
_SMALL: tuple[Reason, ...] = ("too-small",)
_NEW_DAYS = 180
"""A copy of a listed model that is no older may not have been seen by the list's maintainers."""
_MARKED: tuple[Literal["adapter", "merge", "checkpoint"], ...] = ("adapter", "merge", "checkpoint")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repo that the catalog lacks."""

    repo: str
    entry: str | None
    """The entry that it belongs to; None for a new family."""
    nearest: str | None
    """The entry it belongs to, or that of its owner's which is most like it; of an owner without one, that of the
    section. None in a catalog that lists nothing."""
    section: str
    """The entry's section; of a new family, the probable one."""
    family: str | None
    """What ties the repos of one new family together: owner and stem."""
    kind: Kind
    confidence: Confidence
    reasons: tuple[Sayable, ...]
    evidence: tuple[Evidence, ...]
    supersedes: str | None = None
    """The listed repo that it is the successor of."""
    functions: frozenset[str] = frozenset()
    """What it works on beside text: images, speech, ranking."""
    size: int | None = None
    """The number of parameters, as far as its weights or its name say; a mixture's name does not."""
    created: date | None = None
    downloads: int | None = None
    """Those of 30 days, where the Hub said so."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A repo that is not proposed."""

    repo: str
    reason: Reason
    detail: Sayable
    entry: str | None = None

    @property
    def setting(self) -> str | None:
        """The setting of ``settings.discovery`` that leaves it out; None where no setting would take it in."""
        return SETTINGS.get(self.reason)


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that discovery has to say, in the order of the catalog's owners and then by repo."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]
    derivatives: Mapping[str, int] = field(default_factory=dict)
    """How many models others made from an entry's, by the entry's id, where the Hub said it."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many were left out, by reason."""
        return dict(sorted(Counter(one.reason for one in self.left_out).items()))

    def joined(self, more: Discovery) -> Discovery:
        """All of both."""
        return replace(self, proposals=self.proposals + more.proposals, left_out=self.left_out + more.left_out)


def discover(
    catalog: Catalog,
    neighbours: Collection[Observation],
    observations: Iterable[Observation],
    today: date,
    wanted: Callable[[str], bool] = lambda repo: True,
) -> Discovery:
    """Compare what the owners of listed repos publish with what the catalog lists; pure.

    Args:
        catalog: what is listed, and the settings.
        neighbours: repos of listed owners. Others' repos, and what is listed already, are passed over.
        observations: what is known of listed repos.
        today: the day of the run, from which ages count.
        wanted: whether a repo is to be judged, by its ID. The others are seen beside it, and cost no judgement.
    """
    search = _Search(catalog, observations, today)
    return search.run(neighbours, wanted)


def discover_beyond(
    catalog: Catalog,
    newcomers: Iterable[Observation],
    observations: Iterable[Observation],
    organizations: Mapping[str, bool],
    today: date,
) -> Discovery:
    """Judge models of owners that the catalog does not know, by a higher bar (``settings.discovery.beyond``); pure.

    Args:
        catalog: what is listed, and the bar.
        newcomers: repos that a listing by language and date showed. Listed owners' repos are passed over.
        observations: what is known of listed repos.
        organizations: by owner in small letters, whether it is an organization; one that is not known is a person.
        today: the day of the run, from which ages count.
    """
    return _Search(catalog, observations, today).beyond(newcomers, organizations)


def bounds_beyond(catalog: Catalog, observations: Iterable[Observation]) -> Bounds | None:
    """What to ask the Hub for, to find models of owners that the catalog does not know.

    Args:
        catalog: what is listed, and ``settings.discovery``.
        observations: what is known of listed repos: they may say what language the catalog is about.

    Returns:
        None where nothing is to be asked: no language is wanted, or only one that most models are for and that the
        settings do not name, or the settings turn it off.
    """
    settings = DiscoverySettings.of(catalog)
    bar, languages = settings.beyond, settings.languages
    if bar is None or not bar.requests:
        return None
    if languages is None:
        inferred = inferred_languages(listed_models(catalog, observations)) or ()
        languages = tuple(language for language in inferred if not is_everywhere(language))
    if not languages:
        return None
    words = bar.words if bar.words is not None else [word for language in languages for word in searched_for(language)]
    return Bounds(tuple(dict.fromkeys(languages)), bar.days, bar.requests, tuple(dict.fromkeys(words)))


def owners_in_doubt(
    catalog: Catalog,
    newcomers: Collection[Observation],
    observations: Iterable[Observation],
    organizations: Mapping[str, bool],
    today: date,
) -> frozenset[str]:
    """The owners, in small letters, of whom it matters whether they are organizations: their models reach one bar only.

    Args: as for :func:`discover_beyond`.
    """
    owners = {one.canonical.lower().partition("/")[0]: True for one in newcomers}
    search = _Search(catalog, observations, today)
    likely = search.beyond(newcomers, {**owners, **organizations}).proposals
    sure = {one.repo for one in search.beyond(newcomers, organizations).proposals}
    doubtful = {one.repo.lower().partition("/")[0] for one in likely if one.repo not in sure}
    return frozenset(doubtful - organizations.keys())


class _Search:
    def __init__(self, catalog: Catalog, observations: Iterable[Observation], today: date) -> None:
        self._settings = DiscoverySettings.of(catalog)
        self._today = today
        self._index = CatalogIndex(catalog, observations)
        languages = self._settings.languages
        self._languages = inferred_languages(self._index.listed) if languages is None else languages

    def run(self, neighbours: Iterable[Observation], wanted: Callable[[str], bool]) -> Discovery:
        proposals: list[Proposal] = []
        left_out: list[LeftOut] = []
        by_owner: dict[str, dict[str, Candidate]] = {owner: {} for owner in self._index.owned}
        for observation in neighbours:
            id_ = observation.canonical.lower()
            owner = id_.rpartition("/")[0]
            if observation.kind == "model" and owner in by_owner and id_ not in self._index.known:
                by_owner[owner][id_] = self._index.new[id_] = Candidate(observation)
        for owner, candidates in by_owner.items():
            if not any(wanted(candidate.repo) for candidate in candidates.values()):
                continue
            publisher = Publisher(self._index.owned[owner], [candidates[repo] for repo in sorted(candidates)], owner)
            for judged in self._judge_all(publisher):
                if wanted(judged.repo):
                    (proposals if isinstance(judged, Proposal) else left_out).append(judged)  # type: ignore[arg-type]
        return Discovery(tuple(proposals), tuple(left_out), self._derivatives())

    def beyond(self, newcomers: Iterable[Observation], organizations: Mapping[str, bool]) -> Discovery:
        proposals: list[Proposal] = []
        left_out: list[LeftOut] = []
        found = {one.canonical.lower(): Candidate(one) for one in newcomers if one.kind == "model"}
        unknown = {id_: one for id_, one in found.items() if one.name.owner not in self._index.owned}
        self._index.new.update(unknown)
        own = {id_: one for id_, one in sorted(unknown.items()) if id_ not in self._index.known}
        judged = {id_: self._judge_newcomer(one, organizations.get(one.name.owner, False)) for id_, one in own.items()}
        proposed: dict[str, list[Proposal]] = {}
        for id_, one in judged.items():
            if isinstance(one, Proposal):
                proposed.setdefault(own[id_].name.owner, []).append(one)
        for id_, one in judged.items():
            if isinstance(one, LeftOut) and (family := proposed.get(own[id_].name.owner)):
                one = self._with_family(own[id_], one, family)
            (proposals if isinstance(one, Proposal) else left_out).append(one)  # type: ignore[arg-type]
        return Discovery(tuple(proposals), tuple(left_out))

    def _judge_newcomer(
        self, candidate: Candidate, organization: bool, spared: Collection[Reason] = ()
    ) -> Proposal | LeftOut:
        publisher = Publisher([], [], candidate.name.owner)
        reason = self._why_not(candidate, publisher, [], spared)
        if reason is None and (candidate.copied or "adapter" in candidate.marks):
            reason = "copy", message("excluded.others-copy")
        if reason is None and isinstance(self._index.base_of(candidate), Listed):
            reason = "derivative", message("excluded.derivative")
        language = self._spoken(candidate, publisher) if self._languages else None
        if reason is None and language is None:
            reason = "language", _other_language(candidate, self._languages is None)
        if reason is None and "bar" not in spared and not self._reaches_the_bar(candidate, organization):
            reason = "bar", message("excluded.bar")
        if reason is not None:
            return LeftOut(candidate.repo, reason[0], reason[1])
        assert language is not None
        return _proposal(candidate, publisher, self._index.place(candidate), [], language)

    def _reaches_the_bar(self, candidate: Candidate, organization: bool) -> bool:
        bar, times = self._settings.beyond or Beyond(), 1 if organization else 2
        liked = (candidate.likes or 0) >= bar.likes * times or (candidate.downloads or 0) >= bar.downloads * times
        fits = candidate.pipeline_tag is not None and candidate.pipeline_tag[0] in bar.pipelines
        return liked and fits and candidate.size is not None and candidate.size >= bar.min_parameters * (1 - TOLERANCE)

    def _with_family(self, candidate: Candidate, first: LeftOut, proposed: Sequence[Proposal]) -> Proposal | LeftOut:
        """What becomes of a repo whose owner has others proposed: members and own copies stand with their family."""
        if first.reason == "copy" and candidate.own_copy and self._settings.copies == "listed":
            return self._copy(candidate, Publisher([], [], candidate.name.owner), first, proposed)
        if first.reason in ("bar", "too-small"):
            member = self._judge_newcomer(candidate, True, ("bar", "too-small"))
            if isinstance(member, Proposal) and any(one.family == member.family for one in proposed):
                return member
        return first

    def _spoken(self, candidate: Candidate, publisher: Publisher) -> Evident | None:
        """Why the language is evident of itself: an unknown owner's habits prove nothing."""
        language = evident_language(candidate, publisher, [], self._languages or ())
        return language if language is not None and language.evidence and language.confidence != "low" else None

    def _derivatives(self) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for one in self._index.listed:
            if one.seen is not None:
                counts[one.entry.id] += one.seen.derivatives
        return {id_: count for id_, count in counts.items() if count}

    def _judge_all(self, publisher: Publisher) -> list[Proposal | LeftOut]:
        """The repos of an owner: first each for itself, then what stands or falls with a family that is proposed."""
        judged = [self._judge(candidate, publisher) for candidate in publisher.neighbours]
        proposed = [one for one in judged if isinstance(one, Proposal)]
        for place, candidate in enumerate(publisher.neighbours):
            first = judged[place]
            if isinstance(first, LeftOut) and first.reason == "too-small":
                family = f"{candidate.name.owner}/{family_stem(candidate)}"
                listed = any(one.name.stem == candidate.name.stem for one in publisher.listed)
                if listed or any(one.family == family for one in proposed):
                    judged[place] = self._judge(candidate, publisher, _SMALL)
            elif candidate.own_copy and self._settings.copies == "listed":
                judged[place] = self._copy(candidate, publisher, first, proposed)
        return judged

    def _copy(
        self, candidate: Candidate, publisher: Publisher, first: Proposal | LeftOut, proposed: Sequence[Proposal]
    ) -> Proposal | LeftOut:
        """What becomes of an owner's own copy: it belongs to its original, proposed or newly listed."""
        originals = [one for one in proposed if candidate.is_copy_of(one.repo) and one.kind != "copy"]
        original = max(originals, key=lambda one: len(one.repo), default=None)
        listed = [one for one in publisher.listed if candidate.is_copy_of(one.variant.repo) and not one.copies]
        again: tuple[Reason, ...] = ("copy", "too-small")
        if original is not None and self._why_not(candidate, publisher, [], again) is None:
            reason = message("kin.copy-of", repo=original.repo)
            proof = (candidate.known, *candidate.parents_evidence)
            return replace(
                original,
                repo=candidate.repo,
                kind="copy",
                reasons=(reason,),
                evidence=proof,
                supersedes=None,
                created=candidate.created[0] if candidate.created else None,
                downloads=candidate.downloads,
            )
        if isinstance(first, LeftOut) and first.reason == "copy" and listed and self._is_new(candidate):
            return self._judge(candidate, publisher, again)
        return first

    def _is_new(self, candidate: Candidate) -> bool:
        """Whether the list's maintainers cannot have passed it over yet."""
        return candidate.created is not None and (self._today - candidate.created[0]).days <= _NEW_DAYS

    def _why_not(
        self, candidate: Candidate, publisher: Publisher, kin: Sequence[Listed], spared: Collection[Reason]
    ) -> tuple[Reason, Sayable] | None:
        if (reason := why_not(candidate, publisher, kin, self._settings, self._today, spared)) is not None:
            return reason
        base = (candidate.name.owner, candidate.name.stem)
        if not kin and base in self._index.foundations and not candidate.name.languages & set(self._languages or ()):
            return "foundation", message("excluded.foundation")
        return None

    def _judge(self, candidate: Candidate, publisher: Publisher, spared: Collection[Reason] = ()) -> Proposal | LeftOut:
        place = self._index.place(candidate)
        kin = self._index.by_entry[place.home.entry.id] if place.home else []
        reason = self._why_not(candidate, publisher, kin, spared)
        language = self._language(candidate, publisher, kin)
        if reason is None and language is None:
            reason = "language", _other_language(candidate, self._languages is None)
        if reason is not None:
            return LeftOut(candidate.repo, reason[0], reason[1], place.home.entry.id if place.home else None)
        assert language is not None
        return _proposal(candidate, publisher, place, kin, language)

    def _language(self, candidate: Candidate, publisher: Publisher, kin: Sequence[Listed]) -> Evident | None:
        """Why the language is evident. Where the catalog is about none, what belongs to its entries is wanted still."""
        if self._languages is None:
            return evident_language(candidate, publisher, kin, ()) if kin else None
        base = self._index.base_of(candidate)
        based_on = base.variant.repo if isinstance(base, Listed) else None
        brand = _brand(candidate, publisher, kin)
        return evident_language(candidate, publisher, brand, self._languages, based_on)


def _brand(candidate: Candidate, publisher: Publisher, kin: Sequence[Listed]) -> list[Listed]:
    """The listed repos that speak for its language: those of its entry, or else of its brand."""
    own = [one for one in kin if one.name.owner == candidate.name.owner]
    return own or [one for one in publisher.listed if one.name.brands & candidate.name.brands]


def _other_language(candidate: Candidate, unknown: bool) -> Sayable:
    if unknown:
        return message("excluded.no-language")
    if candidate.languages is None:
        return message("excluded.language")
    return message("evident.card", languages=", ".join(sorted(candidate.languages[0])))


def _proposal(
    candidate: Candidate, publisher: Publisher, place: Place, kin: Sequence[Listed], language: Evident
) -> Proposal:
    home, nearest = place.home, place.nearest
    reasons: list[Sayable] = [*home.reasons] if home else []
    if not any(isinstance(one, Message) and one.key == "kin.base" for one in reasons):  # a listed base says it all
        reasons.append(language.reason)
    evidence = list(home.evidence) if home else [candidate.known]
    confidence = weakest("medium", language.confidence)
    if home is not None and language.confidence != "low":
        confidence = home.confidence
    own = nearest is not None and nearest.name.owner == candidate.name.owner
    if home is None and nearest and own and language.brand is None and candidate.name.brands & nearest.name.brands:
        repo = nearest.variant.repo
        reasons.append(message("kin.brand", repo=repo))
    followed, said, proof = predecessor_of(candidate, publisher)
    if said is not None:
        reasons.append(said)
    if candidate.created is not None:
        proof = (*proof, candidate.created[1])
    evidence += [one for one in (*language.evidence, *proof) if one not in evidence]
    return Proposal(
        repo=candidate.repo,
        entry=home.entry.id if home else None,
        nearest=home.entry.id if home else nearest.entry.id if nearest else None,
        section=place.section,
        family=None if home else f"{candidate.name.owner}/{family_stem(candidate)}",
        kind=_kind(candidate, kin, followed is not None),
        confidence=confidence,
        reasons=tuple(reasons),
        evidence=tuple(evidence),
        supersedes=followed,
        functions=candidate.functions,
        size=candidate.weight_count if candidate.name.mixture else candidate.size,  # experts share weights
        created=candidate.created[0] if candidate.created else None,
        downloads=candidate.downloads,
    )


def _kind(candidate: Candidate, kin: Sequence[Listed], successor: bool) -> Kind:
    name = candidate.name
    if candidate.copied:
        return "copy"
    for mark in _MARKED:
        if mark in candidate.marks:
            return mark
    if "reasoning" in name.kinds:
        return "reasoning"
    if successor:
        return "version"
    if name.kinds & TUNED:
        return "tuned"
    if kin:
        known = any((one.size, one.name.size_word) == (candidate.size, name.size_word) for one in kin)
        return "model" if known else "size"
    return "base" if "base" in name.kinds or name.size is not None else "model"


def family_stem(candidate: Candidate) -> str:
    """What the repos of one new family have in common: the name before the size, the work, a mixture's size."""
    name = candidate.name
    own = name.repo.rpartition("/")[2]
    stem = "-".join(name.stem) or own.lower()
    if name.size is not None and parse_name(head := head_of(own)).brands:
        stem = head.lower()
    if beside := name.functions - parse_name(stem).functions:
        stem += f"-{'-'.join(sorted(beside))}"
    if name.mixture:
        stem += f"-{name.size_text}"
    major = f"v{name.version[0]}" if name.version and name.version[0] > 1 else ""
    return stem if not major or major in stem.split("-") else f"{stem}-{major}"


def missing_repos(catalog: Catalog, proposals: Iterable[Proposal]) -> Iterator[Missing]:
    """The proposed repos, each with its entry: the one that it belongs to, or its owner's nearest."""
    entries = {entry.id: entry for entry in catalog.entries}
    sections = {section.id: section for section in catalog.sections}
    for proposal in proposals:
        if proposal.nearest is None:  # no entry to stand at
            continue
        entry, section = entries[proposal.nearest], sections[proposal.section]
        yield Missing(
            repo=proposal.repo,
            entry=entry,
            section=proposal.section,
            belongs=proposal.entry is not None,
            confidence=proposal.confidence,
            evidence=proposal.evidence,
            message=proposed(proposal, entry, section),
            proposal=Proposed(proposal.family, proposal.kind, proposal.size, proposal.created, proposal.downloads),
        )


def kind_said(proposal: Proposal) -> Message:
    """What kind of repo a proposal is; what works on images, speech or ranks is no base model for anything."""
    kind = "model" if proposal.kind == "base" and proposal.functions else proposal.kind
    return message(f"proposal-kind.{kind}")


def reasons_said(proposal: Proposal) -> Message:
    """Why it is proposed, as one sentence."""
    return message("proposal-reasons", reasons=joined(proposal.reasons, "clause"))


def proposed(proposal: Proposal, entry: Entry, section: Section) -> Sayable:
    """What the Hub has, where it belongs (to this entry, or probably in this section), and why."""
    kind, why = kind_said(proposal), reasons_said(proposal)
    if proposal.entry is not None:
        return message("proposal-found.variant", repo=proposal.repo, kind=kind, entry=entry.title, why=why)
    return message(
        "proposal-found.family", repo=proposal.repo, kind=kind, section=section.title, id=section.id, why=why
    )
