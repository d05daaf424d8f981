"""Which repos somebody asks to add, and which listed ones help to place them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jllm_sync.catalog.model import Catalog
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import message
from jllm_sync.repo import RepoRef, hub_link

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*\Z")


def to_add(catalog: Catalog, repos: Sequence[str]) -> list[RepoRef]:
    """The repos asked for, by ID or by an address on the Hub, each once.

    Raises:
        UserError: one is no repo ID, or a variant of the catalog already.
    """
    listed = catalog.models()
    asked = [_id_of(text) for text in repos]
    for repo in asked:
        if not _ID.match(repo):
            raise UserError(message("add-no-id", repo=repo))
        if repo.lower() in listed:
            entry, variant = listed[repo.lower()]
            raise UserError(message("add-listed", repo=repo, entry=entry.id, place=str(variant.location)))
    unique = {repo.lower(): repo for repo in reversed(asked)}
    return [RepoRef(repo) for repo in reversed(unique.values())]


def _id_of(text: str) -> str:
    """The ID that a text names: itself, or that of the model whose page or file it is the address of."""
    link = hub_link(text) or hub_link(f"https://{text}")
    return link.repo if link is not None and link.kind == "model" else text


def related_listed(catalog: Catalog, refs: Sequence[RepoRef]) -> list[RepoRef]:
    """The listed models of the same owners, which help to place the new ones, and those of the same names.

    One of the same name may be the very repo, listed under its owner's former name.
    """
    owners = {ref.repo.lower().partition("/")[0] for ref in refs}
    names = {ref.repo.lower().partition("/")[2] for ref in refs}
    found = []
    for repo, (_, variant) in catalog.models().items():
        owner, _, name = repo.partition("/")
        if owner in owners or name in names:
            found.append(RepoRef(variant.repo))
    return found


def refuse_listed(catalog: Catalog, new: Iterable[Observation], listed: Iterable[Observation]) -> None:
    """Raise UserError where a repo is a variant of the catalog after all, under the ID that it had before."""
    now = {one.canonical.lower(): one.repo for one in listed}
    places = catalog.models()
    for one in new:
        old = now.get(one.canonical.lower(), one.canonical).lower()
        if old in places:
            entry, variant = places[old]
            raise UserError(
                message(
                    "add-listed.renamed", repo=one.repo, old=variant.repo, entry=entry.id, place=str(variant.location)
                )
            )
