"""From the API's raw items and the bodies of files to facts, and from facts to observations.

An item is one repo as a listing or its own model info shows it. One odd field costs that field, one odd item costs
itself; nothing of an item is interpreted here.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import islice
from typing import Any, Literal

from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # public

from jllm_sync.hub.failure import Malformed
from jllm_sync.hub.observation import NOT_SEEN, Absent, Field, Observation, Present, Source, State, Unknown
from jllm_sync.messages import Message, message
from jllm_sync.repo import RepoKind, RepoRef


def parse_json(data: bytes) -> Any:
    """The value of a JSON text.

    Half of a surrogate pair, which JSON can escape and UTF-8 cannot hold, becomes a replacement character, so that
    one odd name or card does not break the state or the report.

    Raises:
        ValueError: not JSON in UTF-8, which alone is JSON to others (https://www.rfc-editor.org/rfc/rfc8259#section-8.1).
        RecursionError: nested deeper than Python goes.
    """
    value = json.loads(data.decode("utf-8-sig"))
    if b"\\ud" not in data and b"\\uD" not in data:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


HEAD = 16_384
"""Bytes kept of a text of which only the first lines matter."""
LINES, LINE = 40, 500
"""How many of them, and how many characters of each: what tells one licence's text from another's."""

Status = Literal["present", "absent", "gated", "too-large", "unreadable", "no-revision"]
_UNREAD: Mapping[str, Message] = {
    "gated": message("hub-file.gated"),
    "too-large": message("hub-file.too-large"),
    "unreadable": message("hub-file.unreadable"),
    "no-revision": message("hub-file.no-revision"),
}
"""Why nothing is known of a file that the repo has, by its status."""
INFO: Mapping[RepoKind, tuple[str, ...]] = {
    "model": (
        *("cardData", "config", "createdAt", "disabled", "gated", "gguf", "lastModified", "library_name"),
        *("pipeline_tag", "private", "safetensors", "sha", "siblings", "tags"),
    ),
    "dataset": (*("cardData", "createdAt", "disabled", "gated", "lastModified", "private", "sha", "siblings", "tags"),),
    "space": ("cardData", "createdAt", "disabled", "lastModified", "private", "sha", "siblings", "tags"),
}
"""The ``expand`` fields that observations keep, however a repo was asked about. ``baseModels`` and
``childrenModelCount`` are not among them: listings refuse them
(https://github.com/huggingface/huggingface_hub/pull/3182), and the latter changes daily."""
LISTED: Mapping[RepoKind, tuple[str, ...]] = {
    "model": (*INFO["model"], "downloads", "likes"),
    "dataset": (*INFO["dataset"], "downloads", "likes"),
    "space": (*INFO["space"], "likes"),
}
"""What listings are asked for: the popularity is for discovery; it changes daily and is no part of an observation."""

MAX_DEPTH = 32
"""Levels of nesting that a field may have; deeper ones are not cards or configs but attacks on recursion."""
INFO_PATH = "model info"
_SHA = re.compile(r"[0-9a-f]{40}\Z")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an item says of a repo at one revision."""

    kind: RepoKind
    canonical: str
    revision: str
    asked: tuple[str, ...]
    """The fields that were asked for: those that ``values`` lacks are absent."""
    values: Mapping[str, Any]
    """By API name; ``siblings`` are file names."""

    def dump(self) -> bytes:
        """The facts as JSON, in the Hub's order."""
        return self._json(sort=False)

    @property
    def digest(self) -> str:
        """A content hash; the same facts have the same, in whatever order the Hub gives them."""
        return digest(self._json(sort=True))

    def _json(self, *, sort: bool) -> bytes:
        plain = {
            "kind": self.kind,
            "id": self.canonical,
            "sha": self.revision,
            "asked": self.asked,
            "values": self.values,
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=sort).encode()

    @classmethod
    def load(cls, data: bytes) -> Facts:
        """The facts that :meth:`dump` wrote."""
        plain = json.loads(data)
        return cls(plain["kind"], plain["id"], plain["sha"], tuple(plain["asked"]), plain["values"])

    def without_popularity(self) -> Facts:
        """The facts that observations of listed repos keep."""
        kept = INFO[self.kind]
        asked = tuple(name for name in self.asked if name in kept)
        return replace(self, asked=asked, values={name: v for name, v in self.values.items() if name in kept})

    @property
    def gated(self) -> bool:
        """Whether access to the files must be asked for."""
        return bool(self.values.get("gated"))

    @property
    def siblings(self) -> tuple[str, ...] | None:
        """The names of the repo's files; None when the Hub did not say."""
        return tuple(self.values["siblings"]) if "siblings" in self.values else None


@dataclass(frozen=True, slots=True)
class Listing:
    """The repos of one owner and kind, as the Hub's listing gave them."""

    owner: str
    kind: RepoKind
    complete: bool
    """Whether every page was read and every item of them has a sound ID: what it lacks, the owner does not have."""
    pages: int
    """How many pages were read."""
    facts: Mapping[str, Facts]
    """What it says of each repo, by ID in lower case, popularity included."""
    unread: frozenset[str] = frozenset()
    """The IDs, in lower case, of repos that it shows and says nothing sound of."""

    def shows(self, repo: str) -> bool:
        """Whether a repo is in it, in whatever capitals."""
        return repo.lower() in self.facts or repo.lower() in self.unread

    def dump(self) -> bytes:
        """What it says, for the state, as compressed JSON lines: first the unread IDs, then the facts."""
        lines = [json.dumps(sorted(self.unread)).encode(), *(facts.dump() for facts in self.facts.values())]
        return zlib.compress(b"\n".join(lines), 1)

    @classmethod
    def load(cls, owner: str, kind: RepoKind, complete: bool, pages: int, data: bytes) -> Listing:
        """The listing of which :meth:`dump` kept what it says."""
        unread, *lines = zlib.decompress(data).split(b"\n")
        facts = {one.canonical.lower(): one for one in map(Facts.load, lines)}
        return cls(owner, kind, complete, pages, facts, frozenset(json.loads(unread)))


def valid_id(repo: object) -> bool:
    """Whether this is an ID that the Hub can have, and that can stand in a URL as it is."""
    try:
        validate_repo_id(repo)  # type: ignore[arg-type]  # it checks the type
    except HFValidationError:
        return False
    return isinstance(repo, str)


def item_id(item: object) -> str | None:
    """The ID of an item, where it has a sound one."""
    repo = item.get("id") if isinstance(item, dict) else None
    return repo if isinstance(repo, str) and valid_id(repo) else None


def read_item(item: object, kind: RepoKind, asked: tuple[str, ...]) -> Facts:
    """The facts of an item.

    Args:
        item: one element of a listing, or the answer about one repo.
        kind: what it is.
        asked: the fields that were asked for.

    Raises:
        Malformed: it is no object, or lacks a sound ``id``, ``sha`` or ``siblings``: these three every repo has, so
            without them the endpoint did not heed what was asked, and the lack of another field would mean nothing.
            Only the file list may be missing where the Hub leaves it out: of data sets in listings, and of a repo that
            it has disabled.
    """
    canonical = item_id(item)
    if canonical is None or not isinstance(item, dict):
        raise Malformed(message("hub-item.no-id"))
    sha = item.get("sha")
    if not isinstance(sha, str) or not _SHA.match(sha):
        raise Malformed(message("hub-item.no-commit", repo=canonical))
    siblings = item.get("siblings")
    spared = siblings is None and (kind == "dataset" or item.get("disabled") is True)
    if not spared and not isinstance(siblings, list):
        raise Malformed(message("hub-item.no-files", repo=canonical))
    values = {
        name: value for name in asked if name not in ("sha", "siblings") and (value := item.get(name)) is not None
    }
    deep = {name for name, value in values.items() if _too_deep(value)}
    values = {name: value for name, value in values.items() if name not in deep}
    if spared:
        deep.add("siblings")
    else:
        names = [s.get("rfilename") if isinstance(s, dict) else s for s in siblings or ()]
        values["siblings"] = [name for name in names if isinstance(name, str)]
    # A field that is not kept counts as not asked for: unknown, not absent.
    return Facts(kind, canonical, sha, tuple(name for name in asked if name not in deep), values)


def observe(
    ref: RepoRef,
    state: State,
    facts: Facts | None,
    files: Mapping[str, Field[Any]],
    sightings: int = 1,
    canonical: str | None = None,
) -> Observation:
    """The observation of a repo.

    Args:
        ref: what was asked about.
        state: what the Hub said of it.
        facts: what it says; None for a repo that is gone or disabled.
        files: the contents of its files.
        sightings: in how many runs this state was seen.
        canonical: the ID the Hub uses, where there are no facts.
    """
    if facts is None:
        name = canonical or ref.repo
        source = Source("api", INFO_PATH, None, RepoRef(name, ref.kind))
        return Observation(ref.repo, ref.kind, state, name, source, sightings=sightings)
    served = RepoRef(facts.canonical, facts.kind)
    api = Source("api", INFO_PATH, facts.revision, served)
    readme = Source("file", "README.md", facts.revision, served)
    info: dict[str, Field[Any]] = {}
    card: Field[Mapping[str, Any]] = NOT_SEEN
    for name in facts.asked:
        value = facts.values.get(name)
        if name == "sha":
            continue
        if name != "cardData":
            info[name] = Absent(api) if value is None else Present(value, api)
        elif value is None:
            card = Absent(readme)
        elif isinstance(value, dict):
            card = Present(value, readme)
    return Observation(
        repo=ref.repo,
        kind=ref.kind,
        state=state,
        canonical=facts.canonical,
        state_source=api,
        revision=facts.revision,
        card=card,
        info=info,
        files=files,
        sightings=sightings,
    )


def state_of(ref: RepoRef, facts: Facts) -> State:
    """The state of a repo that answers: other capitals are the same repo, any other difference is a new name."""
    if facts.canonical.lower() != ref.repo.lower():
        return "renamed"
    return "disabled" if facts.values.get("disabled") is True else "ok"


def digest(data: bytes) -> str:
    """The content hash by which the state keeps things once."""
    return hashlib.sha256(data).hexdigest()


# Files


@dataclass(frozen=True, slots=True)
class Held:
    """A file at one revision: its content, or why there is none."""

    status: Status
    content: bytes = b""


@dataclass(slots=True)
class Unread:
    """Files of one repo at one revision that are needed and not held; several names may lead to the repo."""

    facts: Facts
    held: dict[str, Held]
    missing: list[str]
    repos: list[tuple[RepoRef, State]]


def wanted(names: Collection[str], facts: Facts) -> tuple[str, ...]:
    """The files that the repo has, of those that are asked for; ``LICENSE*`` stands for any file of the top level.

    Where the Hub did not list its files, it is asked for the README.md that nearly every repo has.
    """
    if facts.siblings is None:
        return tuple(name for name in names if name == "README.md")
    return tuple(
        sorted(
            sibling
            for sibling in set(facts.siblings)
            if any(
                sibling == name or ("*" in name and "/" not in sibling and fnmatchcase(sibling, name)) for name in names
            )
        )
    )


def fields_of(facts: Facts, names: Collection[str], held: Mapping[str, Held]) -> dict[str, Field[Any]]:
    """What an observation holds of the files that were asked for, existing or not."""
    fields: dict[str, Field[Any]] = {}
    existing = set(wanted(names, facts))
    served = RepoRef(facts.canonical, facts.kind)
    for name in sorted(existing | {name for name in names if "*" not in name}):
        source = Source("file", name, facts.revision, served)
        if name not in existing:
            if facts.siblings is not None:
                fields[name] = Absent(source)
        elif name in held:
            fields[name] = _field(name, held[name], source)
    return fields


def kept_of(name: str, body: bytes) -> bytes:
    """What of a file's body is kept: all, or the beginning of a text of which only the first line matters."""
    return body if _whole(name) else body[:HEAD]


def _whole(name: str) -> bool:
    """Whether all of a file is kept, not just its first lines."""
    return name.endswith(".json") or name == "README.md"


def _field(name: str, held: Held, source: Source) -> Field[Any]:
    if held.status == "absent":
        return Absent(source)
    if held.status != "present":
        return Unknown(_UNREAD[held.status])
    if name.endswith(".json"):
        try:
            return Present(parse_json(held.content), source)
        except (ValueError, RecursionError):
            return Unknown(message("hub-file.no-json"))
    text = held.content.decode("utf-8-sig", "replace")
    if _whole(name):
        return Present(text, source)
    lines = (line.strip()[:LINE] for line in text.splitlines() if line.strip())
    return Present("\n".join(islice(lines, LINES)), source)


def _too_deep(value: object) -> bool:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    return False
