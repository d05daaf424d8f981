"""What somebody asks to see: the repos of an entry, or one repo by its ID or its address on the Hub."""

from __future__ import annotations

from dataclasses import dataclass

from jllm_sync.catalog.model import Catalog, Variant
from jllm_sync.errors import UserError
from jllm_sync.repo import CANONICAL_HOST, RepoKind, RepoRef, hub_link


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown."""

    repos: tuple[tuple[RepoRef, Variant | None], ...]
    """Each with the variant that lists it; None where the catalog lacks the repo, or only mentions it."""
    is_entry: bool = False
    """Whether a whole entry was asked for, even if it has one repo only."""


def to_show(catalog: Catalog, what: str) -> Wanted:
    """What the id of an entry, the ID of a repo or its address means.

    Raises:
        UserError: it is none of them, or an entry without repos.
    """
    if entry := next((entry for entry in catalog.entries if entry.id == what), None):
        if not entry.variants:
            raise UserError(f"{what}: this entry names no repo; nothing on the Hub speaks of it")
        return Wanted(tuple((RepoRef(variant.repo, variant.kind), variant) for variant in entry.variants), True)
    asked = repo_of(what)
    known: list[tuple[RepoRef, Variant | None]] = [
        (RepoRef(variant.repo, variant.kind), variant) for e in catalog.entries for variant in e.variants
    ]
    known += [(RepoRef(mentioned.repo, mentioned.kind), None) for e in catalog.entries for mentioned in e.references]
    for ref, variant in known:
        # A bare ID may be one part only, and of any kind: the catalog says which.
        if ref.repo.lower() == what.lower():
            return Wanted(((RepoRef(what, ref.kind), variant),))
        if asked and (ref.repo.lower(), ref.kind) == (asked.repo.lower(), asked.kind):
            return Wanted(((asked, variant),))
    if asked is None:
        raise UserError(
            f"{what}: expected the ID of a repo (owner/name), its address on the Hub, or the id of an entry of "
            f"{catalog.file}"
        )
    return Wanted(((asked, None),))


def repo_of(text: str, kind: RepoKind = "model") -> RepoRef | None:
    """The repo that an ID, or a page of its on the Hub, names; None where the text is neither.

    Args:
        text: owner/name, or an address as it is pasted from a browser, with or without https://.
        kind: what the repo is where the text does not say, as datasets/owner/name does.
    """
    for before in ("", "https://", f"{CANONICAL_HOST}/"):
        if link := hub_link(before + text):
            return RepoRef(link.repo, kind if link.kind == "model" else link.kind)
    return None
