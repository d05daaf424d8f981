"""Links to repos on the Hub, as they stand in Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jllm_sync.catalog.model import RepoKind

_HUB = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([^?#]+)")
_NAME = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_REPO = re.compile(rf"({_NAME}/)?{_NAME}")
_WEB = re.compile(r"https?://\S+")
_KINDS: dict[str, RepoKind] = {"datasets": "dataset", "spaces": "space", "models": "model"}
_PAGES = frozenset((
    "api", "blog", "chat", "collections", "docs", "enterprise", "join", "learn", "login", "new", "organizations",
    "papers", "posts", "pricing", "settings", "tasks", "terms-of-service",
))  # fmt: skip
"""First parts of the Hub's addresses that are no owners."""


@dataclass(frozen=True, slots=True)
class HubLink:
    """A repo that a link leads to."""

    repo: str
    kind: RepoKind
    inside: bool
    """Whether it leads to a file or folder of the repo."""


def hub_link(url: str) -> HubLink | None:
    """The repo that a link leads to; None for other sites, owners' pages, articles."""
    match = _HUB.match(url)
    if match is None:
        return None
    parts = [part for part in match[1].split("/") if part]
    kind: RepoKind = "model"
    if parts and parts[0] in _KINDS:
        kind = _KINDS[parts.pop(0)]
        if kind == "dataset" and len(parts) == 1:  # the oldest data sets have no owner
            return HubLink(parts[0], kind, inside=False) if _REPO.fullmatch(parts[0]) else None
    repo = "/".join(parts[:2])
    if len(parts) < 2 or parts[0] in _PAGES or not _REPO.fullmatch(repo):
        return None
    return HubLink(repo, kind, inside=len(parts) > 2)


def is_web_link(url: str) -> bool:
    """Whether a link leads to a page on the web, not to a place on the same page or to a file."""
    return _WEB.fullmatch(url) is not None
