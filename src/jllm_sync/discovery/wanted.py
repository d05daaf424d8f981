"""Which repos somebody asks to add, and which listed ones help to place them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jllm_sync.catalog.model import Catalog
from jllm_sync.errors import UserError
from jllm_sync.hub.source import RepoRef

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*\Z")


def to_add(catalog: Catalog, repos: Sequence[str]) -> list[RepoRef]:
    """The repos asked for, each once.

    Raises:
        UserError: one is no repo ID, or a variant of the catalog already.
    """
    listed = {v.repo.lower(): (entry, v) for entry in catalog.entries for v in entry.variants if v.kind == "model"}
    for repo in repos:
        if not _ID.match(repo):
            raise UserError(f"{repo}: expected the ID of a model on the Hub, owner/name")
        if repo.lower() in listed:
            entry, variant = listed[repo.lower()]
            raise UserError(f"{repo}: in the catalog already, as a variant of {entry.id} ({variant.location})")
    unique = {repo.lower(): repo for repo in reversed(repos)}
    return [RepoRef(repo) for repo in reversed(unique.values())]


def neighbours_of(catalog: Catalog, refs: Sequence[RepoRef]) -> list[RepoRef]:
    """The listed models of the same owners: what is known of them helps to place the new ones."""
    owners = {ref.repo.partition("/")[0].lower() for ref in refs}
    return [
        RepoRef(variant.repo)
        for entry in catalog.entries
        for variant in entry.variants
        if variant.kind == "model" and variant.repo.partition("/")[0].lower() in owners
    ]
