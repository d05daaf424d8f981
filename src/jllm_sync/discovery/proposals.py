"""What discovery proposes, and what it leaves out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from jllm_sync.catalog.model import Catalog, Entry, Section
from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.catalog_index import CatalogIndex, Place
from jllm_sync.discovery.exclusions import Reason, why_not
from jllm_sync.discovery.kinship import predecessor_of
from jllm_sync.discovery.labels import head_of
from jllm_sync.discovery.language import Evident, Publisher, evident_language
from jllm_sync.discovery.names import TUNED, parse_name
from jllm_sync.discovery.settings import DiscoverySettings
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import LANGUAGES, Language, Text, in_language
from jllm_sync.rules.rule import Missing

Kind = Literal["base", "size", "tuned", "version", "reasoning", "copy", "adapter", "merge", "checkpoint", "model"]
_MARKED: tuple[Literal["adapter", "merge", "checkpoint"], ...] = ("adapter", "merge", "checkpoint")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repo that the catalog lacks."""

    repo: str
    entry: str | None
    """The entry that it belongs to; None for a new family."""
    nearest: str
    """The entry it belongs to, or that of its owner's which is most like it."""
    section: str
    """The entry's section; of a new family, the probable one."""
    family: str | None
    """What ties the repos of one new family together: owner and stem."""
    kind: Kind
    confidence: Confidence
    reasons: tuple[Text, ...]
    evidence: tuple[Evidence, ...]
    supersedes: str | None = None
    """The listed repo that it is the successor of."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A repo that is not proposed."""

    repo: str
    reason: Reason
    detail: Text
    entry: str | None = None


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


class _Search:
    def __init__(self, catalog: Catalog, observations: Iterable[Observation], today: date) -> None:
        self._settings = DiscoverySettings.of(catalog)
        self._today = today
        self._index = CatalogIndex(catalog, observations)

    def run(self, neighbours: Iterable[Observation], wanted: Callable[[str], bool]) -> Discovery:
        proposals: list[Proposal] = []
        left_out: list[LeftOut] = []
        by_owner: dict[str, dict[str, Candidate]] = {owner: {} for owner in self._index.owned}
        for observation in neighbours:
            id_ = observation.canonical.lower()
            owner = id_.rpartition("/")[0]
            if observation.kind == "model" and owner in by_owner and id_ not in self._index.known:
                by_owner[owner][id_] = Candidate(observation)
        for owner, candidates in by_owner.items():
            if not any(wanted(candidate.repo) for candidate in candidates.values()):
                continue
            publisher = Publisher(self._index.owned[owner], [candidates[repo] for repo in sorted(candidates)])
            for candidate in filter(lambda one: wanted(one.repo), publisher.neighbours):
                judged = self._judge(candidate, publisher)
                if isinstance(judged, Proposal):
                    proposals.append(judged)
                else:
                    left_out.append(judged)
        return Discovery(tuple(proposals), tuple(left_out), self._derivatives())

    def _derivatives(self) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for one in self._index.listed:
            if one.seen is not None:
                counts[one.entry.id] += one.seen.derivatives
        return {id_: count for id_, count in counts.items() if count}

    def _judge(self, candidate: Candidate, publisher: Publisher) -> Proposal | LeftOut:
        place = self._index.place(candidate)
        kin = self._index.by_entry[place.home.entry.id] if place.home else []
        reason = why_not(candidate, publisher, kin, self._settings, self._today)
        language = evident_language(candidate, publisher, _brand(candidate, publisher, kin), self._settings.languages)
        if reason is None and language is None:
            reason = "language", _other_language(candidate)
        if reason is not None:
            return LeftOut(candidate.repo, reason[0], reason[1], place.home.entry.id if place.home else None)
        assert language is not None
        return _proposal(candidate, publisher, place, kin, language)


def _brand(candidate: Candidate, publisher: Publisher, kin: Sequence[Listed]) -> list[Listed]:
    """The listed repos that speak for its language: those of its entry, or else of its brand."""
    own = [one for one in kin if one.name.owner == candidate.name.owner]
    return own or [one for one in publisher.listed if one.name.brands & candidate.name.brands]


def _other_language(candidate: Candidate) -> Text:
    if candidate.languages is None:
        return {"en": "no wanted language is evident", "ja": "対象の言語と分からない"}
    said = ", ".join(sorted(candidate.languages[0]))
    return {"en": f"the card says {said}", "ja": f"カードの言語が {said}"}


def _proposal(
    candidate: Candidate, publisher: Publisher, place: Place, kin: Sequence[Listed], language: Evident
) -> Proposal:
    home, nearest = place.home, place.nearest
    assert nearest is not None  # its owner has listed repos
    reasons: list[Text] = [*home.reasons, language.reason] if home else [language.reason]
    evidence = list(home.evidence) if home else [candidate.known]
    confidence = weakest("medium", language.confidence)
    if home is not None and language.confidence != "low":
        confidence = home.confidence
    if home is None and language.brand is None and candidate.name.brands & nearest.name.brands:
        repo = nearest.variant.repo
        reasons.append({"en": f"of one brand with {repo}", "ja": f"{repo} と同じ名称の系列"})
    followed, said, proof = predecessor_of(candidate, publisher)
    if said is not None:
        reasons.append(said)
    if candidate.created is not None:
        proof = (*proof, candidate.created[1])
    evidence += [one for one in (*language.evidence, *proof) if one not in evidence]
    return Proposal(
        repo=candidate.repo,
        entry=home.entry.id if home else None,
        nearest=home.entry.id if home else nearest.entry.id,
        section=place.section,
        family=None if home else f"{candidate.name.owner}/{family_stem(candidate)}",
        kind=_kind(candidate, kin, followed is not None),
        confidence=confidence,
        reasons=tuple(reasons),
        evidence=tuple(evidence),
        supersedes=followed,
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
        entry, section = entries[proposal.nearest], sections[proposal.section]
        yield Missing(
            repo=proposal.repo,
            entry=entry,
            section=proposal.section,
            belongs=proposal.entry is not None,
            confidence=proposal.confidence,
            evidence=proposal.evidence,
            message={
                language: f"{proposed(proposal, entry, section, language)}{joined(proposal.reasons, language)}"
                for language in LANGUAGES
            },
        )


KIND: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "base": "base model",
        "size": "another size",
        "tuned": "instruct or chat version",
        "version": "newer version",
        "reasoning": "reasoning version",
        "copy": "quantised or converted copy",
        "adapter": "adapter",
        "merge": "merge",
        "checkpoint": "checkpoint or revision",
        "model": "model",
    },
    "ja": {
        "base": "ベースモデル",
        "size": "別の規模",
        "tuned": "指示・対話チューニング版",
        "version": "新しい版",
        "reasoning": "推論モデル版",
        "copy": "量子化・変換版",
        "adapter": "アダプタ",
        "merge": "マージモデル",
        "checkpoint": "チェックポイント・改訂",
        "model": "モデル",
    },
}
"""What kind of repo a proposal is."""

LEFT_OUT: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "not-served": "not served by the Hub",
        "ignored": "ignored by the catalog's settings",
        "representative": "another of their kind is listed for all",
        "no-model": "no model",
        "checkpoint": "checkpoints and trial runs",
        "test": "test uploads",
        "task": "tuned for one task",
        "repackaged": "the same weights in another packing",
        "copy": "quantised or converted copies",
        "too-small": "below the minimum size",
        "language": "no wanted language is evident",
        "older": "older than what is listed",
        "too-old": "published too long ago",
    },
    "ja": {
        "not-served": "Hub で公開されていない",
        "ignored": "カタログの設定で対象外",
        "representative": "代表が載っている",
        "no-model": "モデルではない",
        "checkpoint": "チェックポイント・試行",
        "test": "試験的なアップロード",
        "task": "特定タスク向け",
        "repackaged": "同じ重みの別パッケージ",
        "copy": "量子化・変換版",
        "too-small": "最小規模未満",
        "language": "対象の言語と分からない",
        "older": "載っているものより古い",
        "too-old": "公開が古すぎる",
    },
}
"""Why repos are left out."""


def proposed(proposal: Proposal, entry: Entry, section: Section, language: Language) -> str:
    """One sentence: what the Hub has, and where it belongs: to this entry, or probably in this section."""
    title, kind = in_language(entry.title, language), KIND[language][proposal.kind]
    if proposal.entry is not None:
        return {
            "en": f"The Hub has {proposal.repo} ({kind}), which {title} lacks: ",
            "ja": f"Hub に {proposal.repo}（{kind}）がありますが、{title} にありません。",
        }[language]
    where = in_language(section.title, language)
    return {
        "en": f"{proposal.repo} ({kind}) belongs to no entry; its section is probably {where} ({section.id}): ",
        "ja": f"{proposal.repo}（{kind}）に当たる項目がありません。おそらく「{where}」（{section.id}）です。",
    }[language]


def joined(reasons: Iterable[Text], language: Language) -> str:
    """The reasons as one sentence."""
    texts = [in_language(reason, language) for reason in reasons]
    if not texts:
        return ""
    return f"{'; '.join(texts)}." if language == "en" else f"{'、'.join(texts)}。"
