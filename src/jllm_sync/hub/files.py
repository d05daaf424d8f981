"""Files of repos: which ones to fetch, fetching them, and what of them an observation holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from jllm_sync.hub.client import Answer, HubClient
from jllm_sync.hub.facts import Facts, parse_json
from jllm_sync.hub.failure import Elsewhere, HubFailure, Malformed, RunEnds, TooLarge, Transient
from jllm_sync.hub.library import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RevisionNotFoundError,
    hf_hub_url,
)
from jllm_sync.hub.observation import Absent, Field, Present, Source, Unknown
from jllm_sync.repo import file_url

CAPS: Mapping[str, int] = {"README.md": 2_000_000}
JSON_CAP = 5_000_000
TEXT_CAP = 1_000_000
HEAD = 16_384
"""Bytes kept of a text of which only the first line matters."""
LINE = 500
"""Characters of that line."""

Status = Literal["present", "absent", "gated", "too-large", "unreadable", "no-revision"]
SAME_BODIES = 3
"""How often a body that does not match its ETag is to come before the ETag is taken to be no hash of it: some
mirrors have their own."""
_REASONS = {
    "gated": "gated",
    "too-large": "larger than is read",
    "unreadable": "not served in a way that is followed",
    "no-revision": "changed while it was read",
}
_BLOB = re.compile(r'(?:W/)?"([0-9a-f]{40})"\Z')


@dataclass(frozen=True, slots=True)
class Held:
    """A file at one revision: its content, or why there is none."""

    status: Status
    content: bytes = b""


def wanted(names: Collection[str], facts: Facts) -> tuple[str, ...]:
    """The files that the repo has, of those that are asked for; ``LICENSE*`` stands for any file of the top level."""
    return tuple(
        sorted(
            sibling
            for sibling in set(facts.siblings)
            if any(
                sibling == name or ("*" in name and "/" not in sibling and fnmatchcase(sibling, name)) for name in names
            )
        )
    )


def read_files(
    client: HubClient, facts: Facts, names: Collection[str]
) -> tuple[dict[str, Held], HubFailure | HfHubHTTPError | RunEnds | None]:
    """Fetch files of a repo at its revision, each with one GET.

    Once the Hub has said that the repo is gated, only the README is still asked for: it is public.

    Returns:
        The files that were read, and the error (see :meth:`HubClient.ask`) that ended the reading, where one did.
    """
    held: dict[str, Held] = {}
    gated = facts.gated and client.home.token is None
    for name in sorted(names, key=lambda name: (name != "README.md", name)):
        if gated and name != "README.md":
            held[name] = Held("gated")
            continue
        try:
            held[name] = _fetch(client, facts, name)
        except (HubFailure, HfHubHTTPError, RunEnds) as error:
            return held, error
        gated = gated or held[name].status == "gated"
    return held, None


def fields_of(facts: Facts, names: Collection[str], held: Mapping[str, Held]) -> dict[str, Field[Any]]:
    """What an observation holds of the files that were asked for, existing or not."""
    fields: dict[str, Field[Any]] = {}
    existing = set(wanted(names, facts))
    for name in sorted(existing | {name for name in names if "*" not in name}):
        source = Source("file", name, facts.revision, file_url(facts.canonical, name, facts.revision, facts.kind))
        if name not in existing:
            fields[name] = Absent(source)
        elif name in held:
            fields[name] = _field(name, held[name], source)
    return fields


def _fetch(client: HubClient, facts: Facts, name: str) -> Held:
    url = hf_hub_url(
        facts.canonical, name, repo_type=facts.kind, revision=facts.revision, endpoint=client.home.endpoint
    )
    mismatches: list[bytes] = []

    def read(answer: Answer) -> bytes:
        """The body, if it is whole: on the Hub, a plain file's ETag is its Git blob hash."""
        told = _BLOB.match(answer.headers.get("etag", ""))
        if not told:
            return answer.body
        if told[1] == _blob_hash(answer.body):
            client.etags_are_hashes = True
            return answer.body
        mismatches.append(answer.body)
        if client.etags_are_hashes or mismatches.count(answer.body) < SAME_BODIES:
            raise Transient("a file that does not match its ETag")
        return answer.body

    cap = CAPS.get(name, JSON_CAP if name.endswith(".json") else TEXT_CAP)
    try:
        body = client.ask(url, read, bucket="resolvers", cap=cap, redirects_elsewhere=True)
    except GatedRepoError:
        return Held("gated")
    except RemoteEntryNotFoundError:
        return Held("absent")
    except RevisionNotFoundError:
        return Held("no-revision")
    except TooLarge:
        return Held("too-large")
    except (Malformed, Elsewhere):
        return Held("unreadable")
    return Held("present", body if _whole(name) else body[:HEAD])


def _field(name: str, held: Held, source: Source) -> Field[Any]:
    if held.status == "absent":
        return Absent(source)
    if held.status != "present":
        return Unknown(_REASONS[held.status])
    if name.endswith(".json"):
        try:
            return Present(parse_json(held.content), source)
        except (ValueError, RecursionError):
            return Unknown("not JSON")
    text = held.content.decode("utf-8-sig", "replace")
    if _whole(name):
        return Present(text, source)
    return Present(next((line.strip() for line in text.splitlines() if line.strip()), "")[:LINE], source)


def _whole(name: str) -> bool:
    """Whether all of a file is kept, not just its first line."""
    return name.endswith(".json") or name == "README.md"


def _blob_hash(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
