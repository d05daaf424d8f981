"""From the API's raw items and the bodies of files to facts, and from facts to observations.

An item is one repo as a listing or its own model info shows it. One odd field costs that field, one odd item costs
itself; nothing of an item is interpreted here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jllm_sync.hub.failure import Malformed
from jllm_sync.hub.library import HFValidationError, validate_repo_id
from jllm_sync.hub.observation import NOT_SEEN, Absent, Field, Observation, Present, Source, State
from jllm_sync.repo import RepoKind, RepoRef, file_url, repo_url


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

    @property
    def gated(self) -> bool:
        """Whether access to the files must be asked for."""
        return bool(self.values.get("gated"))

    @property
    def siblings(self) -> tuple[str, ...]:
        """The names of the repo's files; none when the Hub did not say."""
        return tuple(self.values.get("siblings", ()))


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
    """
    canonical = item_id(item)
    if canonical is None or not isinstance(item, dict):
        raise Malformed("an item without a sound id")
    sha = item.get("sha")
    if not isinstance(sha, str) or not _SHA.match(sha):
        raise Malformed(f"{canonical}: no commit in its info")
    siblings = item.get("siblings")
    if not isinstance(siblings, list):
        raise Malformed(f"{canonical}: no file list in its info")
    values = {
        name: value for name in asked if name not in ("sha", "siblings") and (value := item.get(name)) is not None
    }
    deep = {name for name, value in values.items() if _too_deep(value)}
    values = {name: value for name, value in values.items() if name not in deep}
    names = [s.get("rfilename") if isinstance(s, dict) else s for s in siblings]
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
        source = Source("api", INFO_PATH, None, repo_url(name, ref.kind))
        return Observation(ref.repo, ref.kind, state, name, source, sightings=sightings)
    api = Source("api", INFO_PATH, facts.revision, repo_url(facts.canonical, facts.kind))
    readme = Source(
        "file",
        "README.md",
        facts.revision,
        file_url(facts.canonical, "README.md", facts.revision, facts.kind),
    )
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
