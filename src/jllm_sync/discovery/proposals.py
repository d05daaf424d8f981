"""What discovery proposes, and what it leaves out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.belonging import Belonging, belonging
from jllm_sync.discovery.bounds import Bounds
from jllm_sync.discovery.language import Publisher, Spoken, spoken
from jllm_sync.discovery.names import Name, Version, parse_name
from jllm_sync.discovery.sections import Sections
from jllm_sync.discovery.sight import Listed, Sight
from jllm_sync.discovery.words import task_tags
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Observation
from jllm_sync.language import Text
from jllm_sync.readings.reading import Reading
from jllm_sync.readings.weights import read_weights

Kind = Literal["base", "size", "tuned", "version", "reasoning", "copy", "adapter", "merge", "checkpoint", "model"]
Reason = Literal[
    "not-served",
    "ignored",
    "representative",
    "no-model",
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
) -> Discovery:
    """Compare what the owners of listed repos publish with what the catalog lists; pure.

    Args:
        catalog: what is listed, and the bounds.
        neighbours: repos of listed owners. Others' repos, and what is listed already, are passed over.
        observations: what is known of listed repos.
        today: the day of the run, from which ages count.
    """
    search = _Search(catalog, observations, today)
    return search.run(neighbours)


class _Search:
    def __init__(self, catalog: Catalog, observations: Iterable[Observation], today: date) -> None:
        self._bounds = Bounds.of(catalog)
        self._today = today
        seen = {id_.lower(): Sight(o) for o in observations if o.kind == "model" for id_ in (o.repo, o.canonical)}
        self._listed = [
            Listed(entry, variant, parse_name(variant.repo), seen.get(variant.repo.lower()))
            for entry in catalog.entries
            for variant in entry.variants
            if variant.kind == "model" and "/" in variant.repo
        ]
        self._known = {reference.repo.lower() for entry in catalog.entries for reference in entry.references}
        for one in self._listed:
            self._known.add(one.variant.repo.lower())
            if one.sight is not None:
                self._known |= {one.sight.repo.lower(), one.sight.observation.repo.lower()}
        self._owned: dict[str, list[Listed]] = {}
        for one in self._listed:
            if not one.variant.unofficial:
                self._owned.setdefault(one.name.owner, []).append(one)
        self._by_entry: dict[str, list[Listed]] = {}
        for one in self._listed:
            if not one.variant.unofficial:
                self._by_entry.setdefault(one.entry.id, []).append(one)
        self._sections = Sections(catalog, self._listed)

    def run(self, neighbours: Iterable[Observation]) -> Discovery:
        proposals: list[Proposal] = []
        left_out: list[LeftOut] = []
        by_owner: dict[str, dict[str, Sight]] = {owner: {} for owner in self._owned}
        for observation in neighbours:
            id_ = observation.canonical.lower()
            owner = id_.rpartition("/")[0]
            if observation.kind == "model" and owner in by_owner and id_ not in self._known:
                by_owner[owner][id_] = Sight(observation)
        for owner, sights in by_owner.items():
            publisher = Publisher(self._owned[owner], list(sights.values()))
            for repo in sorted(sights):
                judged = self._judge(sights[repo], publisher)
                if isinstance(judged, Proposal):
                    proposals.append(judged)
                else:
                    left_out.append(judged)
        return Discovery(tuple(proposals), tuple(left_out), self._derivatives())

    def _derivatives(self) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for one in self._listed:
            if one.sight is not None:
                counts[one.entry.id] += one.sight.derivatives
        return {id_: count for id_, count in counts.items() if count}

    def _judge(self, candidate: Sight, publisher: Publisher) -> Proposal | LeftOut:
        entries = {one.entry.id: self._by_entry[one.entry.id] for one in publisher.listed}
        home = belonging(candidate, entries)
        kin = self._kin(candidate, publisher, home)
        reason = (
            self._no_candidate(candidate, publisher)
            or self._not_wanted(candidate, home)
            or self._behind(candidate, home, publisher)
        )
        language = spoken(candidate, publisher, kin, self._bounds.languages)
        if reason is None and language is None:
            stated = candidate.languages
            said = ", ".join(sorted(stated[0])) if stated else None
            reason = (
                "language",
                (
                    {"en": f"the card says {said}", "ja": f"カードの言語が {said}"}
                    if said
                    else {"en": "no wanted language is evident", "ja": "対象の言語と分からない"}
                ),
            )
        if reason is not None:
            return LeftOut(candidate.repo, reason[0], reason[1], home.entry.id if home else None)
        assert language is not None
        return self._proposal(candidate, publisher, home, language)

    def _no_candidate(self, candidate: Sight, publisher: Publisher) -> tuple[Reason, Text] | None:
        """What is no model that a list could offer, whatever the list."""
        observation, marks = candidate.observation, candidate.name.marks
        if observation.state != "ok":
            return "not-served", {"en": f"its state is {observation.state}", "ja": f"状態は {observation.state}"}
        if ignore := self._bounds.ignored(candidate.repo):
            return "ignored", ignore.reason
        brands = candidate.name.stem[:1]
        for one in publisher.listed:
            if (
                one.variant.representative
                and one.name.stem[:1] == brands
                and one.name.size_word == candidate.name.size_word
            ):
                repo = one.variant.repo
                return "representative", {"en": f"{repo} stands for its kind", "ja": f"{repo} が代表として載っている"}
        weights = read_weights(observation)
        empty = isinstance(weights, Reading) and not (weights.value.pickles or weights.value.others)
        if empty or "dataset" in marks or "tokenizer" in marks:
            return "no-model", {"en": "it holds no model: no weights", "ja": "モデルの重みがない"}
        return None

    def _not_wanted(self, candidate: Sight, home: Belonging | None) -> tuple[Reason, Text] | None:
        """What the bounds keep out."""
        bounds, name, marks = self._bounds, candidate.name, candidate.name.marks
        if not bounds.checkpoints and "checkpoint" in marks:
            return "checkpoint", {"en": "a checkpoint or one of many runs", "ja": "途中のチェックポイントや試行の一つ"}
        if not bounds.tests and "test" in marks:
            return "test", {"en": "a test upload", "ja": "試験的なアップロード"}
        if not bounds.task_specific and (task := self._task(candidate, home)):
            return "task", {"en": f"tuned for one task ({task})", "ja": f"特定タスク向け（{task}）"}
        if (name.copies or candidate.quantised) and not self._copies_wanted(candidate, home):
            word = ", ".join(sorted(name.copy_words)) or "quantization_config"
            return "copy", {
                "en": f"a copy ({word}), and the entry lists none of that kind",
                "ja": f"変換・量子化版（{word}）で、同じ項目にその種類がない",
            }
        if bounds.too_small(candidate.size, name):
            size = name.size_text or name.size_word or str(candidate.size)
            return "too-small", {"en": f"below the minimum size ({size})", "ja": f"最小規模未満（{size}）"}
        if bounds.max_age_days is not None and candidate.created is not None:
            age = (self._today - candidate.created[0]).days
            if age > bounds.max_age_days:
                return "too-old", {"en": f"published {age} days ago", "ja": f"公開から {age} 日"}
        return None

    def _task(self, candidate: Sight, home: Belonging | None) -> str | None:
        if "task" in candidate.name.marks:
            return "name"
        tag = candidate.pipeline_tag
        if tag is not None and tag[0] in task_tags() and home is None and not candidate.name.functions:
            return tag[0]
        return None

    def _copies_wanted(self, candidate: Sight, home: Belonging | None) -> bool:
        if self._bounds.copies != "listed":
            return self._bounds.copies == "always"
        wanted = candidate.name.copies or frozenset({"quantised"})
        listed = self._by_entry[home.entry.id] if home else []
        return any(one.name.copies & wanted for one in listed)

    def _behind(self, candidate: Sight, home: Belonging | None, publisher: Publisher) -> tuple[Reason, Text] | None:
        """What a listed repo has left behind, or holds already in another packing."""
        name = candidate.name
        twins = [
            one
            for one in publisher.listed
            if one.name.stem == name.stem
            and (one.name.size_text, one.name.size_word) == (name.size_text, name.size_word)
            and one.name.kinds == name.kinds
            and one.name.copies == name.copies
            and one.name.context == name.context
        ]
        for one in twins:
            if one.name.version == name.version and "packaging" in one.name.marks | name.marks:
                repo = one.variant.repo
                return "repackaged", {"en": f"the weights of the listed {repo}", "ja": f"一覧の {repo} と同じ重み"}
        versions = {one.name.version for one in twins if home is not None and one.entry is home.entry}
        only = versions.pop() if len(versions) == 1 else None  # a list that keeps old versions wants them all
        if name.version is not None and only is not None and name.version < only:
            repo = twins[0].variant.repo
            return "older", {"en": f"older than the listed {repo}", "ja": f"一覧の {repo} より古い"}
        return None

    def _kin(self, candidate: Sight, publisher: Publisher, home: Belonging | None) -> list[Listed]:
        brand = [one for one in publisher.listed if one.name.brands & candidate.name.brands]
        if home is None:
            return brand
        return [one for one in self._by_entry[home.entry.id] if one.name.owner == candidate.name.owner] or brand

    def _proposal(self, candidate: Sight, publisher: Publisher, home: Belonging | None, language: Spoken) -> Proposal:
        successor_of, succession = self._succession(candidate, publisher)
        if home is not None:
            nearest, section = home.entry, home.entry.section
            confidence, reasons, evidence = home.confidence, [*home.reasons, language.reason], list(home.evidence)
        else:
            closest = self._closest(candidate, publisher.listed)
            section = self._sections.probable(candidate, closest)
            there = [one for one in publisher.listed if one.entry.section == section]
            if there and not candidate.name.brands & closest.name.brands:
                closest = self._closest(candidate, there)
            nearest = closest.entry
            confidence, reasons, evidence = "medium", [language.reason], [candidate.known]
            if candidate.name.brands & closest.name.brands:
                repo = closest.variant.repo
                reasons.append({"en": f"kin of {repo}", "ja": f"{repo} と同系列"})
        if language.confidence != "high":
            confidence = weakest(confidence, language.confidence) if home is None else confidence
        if succession:
            reasons.append(succession[0])
            evidence += succession[1]
        evidence += [one for one in language.evidence if one not in evidence]
        if candidate.created is not None:
            evidence.append(candidate.created[1])
        return Proposal(
            repo=candidate.repo,
            entry=home.entry.id if home else None,
            nearest=nearest.id,
            section=section,
            family=None if home else f"{candidate.name.owner}/{family_stem(candidate)}",
            kind=self._kind(candidate, home, successor_of is not None),
            confidence=confidence,
            reasons=tuple(reasons),
            evidence=tuple(evidence),
            supersedes=successor_of,
        )

    def _closest(self, candidate: Sight, listed: Iterable[Listed]) -> Listed:
        """The listed repo that shares most with it; of equals the first."""
        words = set(candidate.name.stem)

        def likeness(one: Listed) -> tuple[int, int, int]:
            brands = one.name.brands & candidate.name.brands
            other = len(one.name.functions ^ candidate.functions) + (one.name.mixture != candidate.name.mixture)
            return len(brands), -other, len(words & set(one.name.stem))

        return max(listed, key=likeness)

    def _succession(
        self, candidate: Sight, publisher: Publisher
    ) -> tuple[str | None, tuple[Text, tuple[Evidence, ...]] | None]:
        """The listed repo that this one follows: its card points here, or it is the same model of an older version."""
        for one in publisher.listed:
            pointed = one.sight.new_version if one.sight else None
            if pointed is not None and pointed[0] == candidate.repo.lower():
                repo = one.variant.repo
                said: Text = {
                    "en": f"the card of {repo} points to it as its new version",
                    "ja": f"{repo} のカードが新しい版として案内",
                }
                return repo, (said, (pointed[1],))
        name = candidate.name
        alike = [
            one
            for one in publisher.listed
            if (one.name.stem, one.name.kinds, one.name.copies, one.name.stage)
            == (name.stem, name.kinds, name.copies, name.stage)
            and (one.name.size or one.name.size_word) == (name.size or name.size_word)
        ]
        newest = max(alike, key=lambda one: _rank(one.name), default=None)
        if newest is None or _rank(newest.name) == _rank(name):
            return None, None
        repo = newest.variant.repo
        if _rank(newest.name) > _rank(name):
            return None, ({"en": f"earlier than the listed {repo}", "ja": f"一覧の {repo} より前の版"}, ())
        return repo, ({"en": f"successor of the listed {repo}", "ja": f"一覧にある {repo} の後継"}, ())

    def _kind(self, candidate: Sight, home: Belonging | None, successor: bool) -> Kind:
        name = candidate.name
        if name.copies or candidate.quantised:
            return "copy"
        if "adapter" in name.marks:
            return "adapter"
        if "merge" in name.marks:
            return "merge"
        if "checkpoint" in name.marks:
            return "checkpoint"
        if "reasoning" in name.kinds:
            return "reasoning"
        if successor:
            return "version"
        if name.kinds & {"instruct", "chat", "preference"}:
            return "tuned"
        if home is not None:
            listed = self._by_entry[home.entry.id]
            if all(one.size != candidate.size or one.name.size_word != name.size_word for one in listed):
                return "size"
            return "model"
        return "base" if "base" in name.kinds or name.size is not None else "model"


def family_stem(candidate: Sight) -> str:
    """What the repos of one new family have in common in their names."""
    name = candidate.name
    stem = "-".join(name.stem) or name.repo.rpartition("/")[2].lower()
    if name.mixture:
        stem += f"-{name.size_text}"
    return f"{stem}-v{name.version[0]}" if name.version and name.version[0] > 1 else stem


def _rank(name: Name) -> tuple[Version, int, int]:
    """What orders the versions of one model."""
    return name.version or (), name.date or 0, name.round or 0
