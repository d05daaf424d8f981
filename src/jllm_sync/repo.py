"""What a repo of the Hub is: its kind and ID, its addresses, and the links that lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import quote

from jllm_sync.data import load, spread

CANONICAL_HOST = "https://huggingface.co"
"""The host that evidence URLs name, whatever endpoint was asked."""

RepoKind = Literal["model", "dataset", "space"]

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


@dataclass(frozen=True, slots=True, order=True)
class RepoRef:
    """A repo to observe: its ID as somebody spells it, and its kind."""

    repo: str
    kind: RepoKind = "model"


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
    if kind == "model" and parts and has_no_owner(parts[0]):
        return HubLink(parts[0], kind, inside=len(parts) > 1)
    repo = "/".join(parts[:2])
    if len(parts) < 2 or parts[0] in _PAGES or not _REPO.fullmatch(repo):
        return None
    return HubLink(repo, kind, inside=len(parts) > 2)


def has_no_owner(repo: str) -> bool:
    """Whether it is one of the Hub's oldest models, whose IDs have no owner: gpt2; the Hub redirects them."""
    return "/" not in repo and repo.lower() in _without_owner()


@cache
def _without_owner() -> frozenset[str]:
    return frozenset(name for pattern in load("repo_ids.yaml")["without_owner"] for name in spread(pattern))


def is_web_link(url: str) -> bool:
    """Whether a link leads to a page on the web, not to a place on the same page or to a file."""
    return _WEB.fullmatch(url) is not None


def repo_url(repo: str, kind: RepoKind = "model") -> str:
    """The repo's page on the canonical host."""
    prefix = {"model": "", "dataset": "datasets/", "space": "spaces/"}[kind]
    return f"{CANONICAL_HOST}/{prefix}{quote(repo, safe='/')}"


def file_url(repo: str, path: str, revision: str | None, kind: RepoKind = "model") -> str:
    """A file's page on the canonical host, at a revision (default: main)."""
    return f"{repo_url(repo, kind)}/blob/{quote(revision or 'main', safe='')}/{quote(path, safe='/')}"
