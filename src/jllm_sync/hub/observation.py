"""What the Hub returned about one repo at one revision, unchanged, and of what others made of it.

Every field is present, absent (the Hub was asked and has none) or unknown (not asked, not allowed, not in this
recording). Rules read the last two differently, so nothing here falls back from one to the other.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar, get_args

from jllm_sync.messages import Sayable, Text, message
from jllm_sync.repo import RepoKind, RepoRef, file_url, repo_url

State = Literal["ok", "gone", "renamed", "disabled"]
SourceKind = Literal["api", "file", "label", "report"]
Reason = Literal["not-in-recording", "unreachable", "out-of-budget", "interrupted", "gated", "malformed"]
"""Why a source can say nothing of a repo."""

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from."""

    kind: SourceKind
    """``api``: model info; ``file``: a file of the repo; ``label``: a page's licence label; ``report``: a person."""
    path: str
    """The file inside the repo, or what was asked: README.md, config.json, model info."""
    revision: str | None
    """The commit; None where only a branch, or nothing, is known. A branch name is no revision."""
    page: str | RepoRef
    """Where a person can read it on the canonical host: an address, or the repo to which the path belongs. A large
    recording has hundreds of thousands of sources, of which hardly an address is ever shown."""
    branch: str | None = None
    """The branch or pull request that was read, where the commit is not known."""
    note: Text | None = None
    """What else is known of how the fact was obtained."""

    @property
    def url(self) -> str:
        """The page on the canonical host where a person can read it."""
        if isinstance(self.page, str):
            return self.page
        if self.kind != "file":
            return repo_url(self.page.repo, self.page.kind)
        return file_url(self.page.repo, self.path, self.revision or self.branch, self.page.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        """However the page is given, two sources that lead to the same one are the same."""
        return self.kind, self.path, self.revision, self.url, self.branch, self.note

    @property
    def proposed(self) -> bool:
        """Whether this was read from a pull request: what somebody proposed, not what the repo serves."""
        return (self.branch or "").startswith("refs/pr/")


@dataclass(frozen=True, slots=True)
class Present(Generic[T_co]):
    """The Hub was asked and said this."""

    value: T_co
    source: Source
    complete: bool = True
    """Whether all of it was seen. In a part, what is missing is unknown, not absent."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The Hub was asked and has none: no such file, no such key."""

    source: Source


_NOT_SEEN = message("hub-file.not-seen")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not asked, not allowed, or not in this recording."""

    reason: Sayable = _NOT_SEEN


Field = Present[T_co] | Absent | Unknown
NOT_SEEN = Unknown()


@dataclass(frozen=True, slots=True)
class Observation:
    """One repo as the Hub showed it."""

    repo: str
    """The ID that was asked for."""
    kind: RepoKind
    state: State
    canonical: str
    """The ID under which the Hub serves it: differs from ``repo`` by capitals, or after a renaming."""
    state_source: Source
    revision: str | None = None
    """The newest commit, where the Hub said it."""
    card: Field[Mapping[str, Any]] = NOT_SEEN
    """The front matter of README.md, as parsed YAML."""
    label: Field[Mapping[str, Any]] = NOT_SEEN
    """What the header of the repo's page showed of the card (license, license_name, language), in recordings of
    pages. It is as old as the page's copy, whatever revision the page was about."""
    info: Mapping[str, Field[Any]] = field(default_factory=dict)
    """Fields of the Hub's model info, by their names in the API: siblings (file names), gated, tags, safetensors…;
    ``sizes`` are the files' bytes by their names, where an answer had them."""
    files: Mapping[str, Field[Any]] = field(default_factory=dict)
    """Contents of files by name: parsed JSON, or the first lines of a LICENSE file (in older recordings the
    first alone)."""
    sightings: int = 1
    """In how many runs this state was seen, this one included."""

    def file(self, name: str) -> Field[Any]:
        """The content of a file; absent too when a complete file list lacks it."""
        if name in self.files:
            return self.files[name]
        siblings = self.info.get("siblings", NOT_SEEN)
        if isinstance(siblings, Present) and siblings.complete and isinstance(siblings.value, list | tuple):
            return NOT_SEEN if name in siblings.value else Absent(siblings.source)
        return NOT_SEEN


@dataclass(frozen=True, slots=True)
class Unobserved:
    """A repo about which the source can say nothing, and why."""

    repo: str
    kind: RepoKind
    reason: Reason
    detail: Text = ""

    @property
    def left_open(self) -> bool:
        """Whether the run failed to observe it: not where a recording has a blank spot, or the owner lets nobody in."""
        return self.reason not in ("not-in-recording", "gated")


def key_of(mapping: Field[Mapping[str, Any]], key: str) -> Field[Any]:
    """One key of a mapping that was seen: absent only where all of the mapping was seen."""
    if not isinstance(mapping, Present):
        return mapping
    if not isinstance(mapping.value, Mapping):
        return Unknown(message("hub-file.no-mapping"))
    if key in mapping.value:
        return Present(mapping.value[key], mapping.source, mapping.complete)
    return Absent(mapping.source) if mapping.complete else NOT_SEEN


# The models that were made of a repo, as the Hub names them

Relation = Literal["finetune", "adapter", "merge", "quantized"]
"""How a model was made of its base, in the Hub's words."""

TIE = "base_model:"
"""How the tags begin that the Hub gives a model for its base: ``base_model:PARENT``, ``base_model:RELATION:PARENT``
(https://huggingface.co/docs/hub/model-cards#specifying-a-base-model)."""


def relation_and_parent(tag: str) -> tuple[Relation | None, str] | None:
    """What a tag says of a base: the relation, None where it names none that is known, and the parent's ID.

    Returns:
        None for a tag that speaks of no base.
    """
    if not tag.startswith(TIE):
        return None
    stated, _, parent = tag.removeprefix(TIE).rpartition(":")
    return next((relation for relation in get_args(Relation) if relation == stated), None), parent


@dataclass(frozen=True, slots=True)
class Derivative:
    """A model that names the repo as its base."""

    repo: str
    relation: Relation | None
    """None where the Hub does not say how it was made."""
    downloads: int | None
    """In the last 30 days, as the Hub counts."""
    tags: tuple[str, ...]
    """The other tags; the Hub puts the languages among them."""


@dataclass(frozen=True, slots=True)
class Derivatives:
    """What the Hub said of one repo's derivatives: its first page, those with most downloads first."""

    asked_at: datetime
    complete: bool
    """Whether that page was all."""
    models: tuple[Derivative, ...]

    def pack(self) -> bytes:
        """As compressed JSON, for the state."""
        plain = {**asdict(self), "asked_at": self.asked_at.isoformat()}
        return zlib.compress(json.dumps(plain).encode())

    @classmethod
    def unpack(cls, data: bytes) -> Derivatives:
        """What :meth:`pack` packed."""
        plain = json.loads(zlib.decompress(data))
        models = tuple(Derivative(**{**model, "tags": tuple(model["tags"])}) for model in plain["models"])
        return cls(datetime.fromisoformat(plain["asked_at"]), plain["complete"], models)


@dataclass(frozen=True, slots=True)
class DerivativesSeen:
    """What is known of the derivatives of several repos: asked for in this run, or held from an earlier one."""

    by_repo: Mapping[str, Derivatives]
    """By the ID that was asked about; those that are missing were not asked yet, or failed."""
    asked: Collection[str] = ()
    """The repos that were asked about in this run."""
    requests: int = 0
    failed: Mapping[str, Text] = field(default_factory=dict)
    """Repos whose derivatives could not be read, and why."""
    interrupted: Text | None = None
    """Why asking ended early, other than by its own budget."""
