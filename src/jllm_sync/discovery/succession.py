"""Which listed repo a new one follows."""

from __future__ import annotations

from jllm_sync.discovery.language import Publisher
from jllm_sync.discovery.names import Name, Version
from jllm_sync.discovery.sight import Sight
from jllm_sync.finding import Evidence
from jllm_sync.messages import Text


def succession(candidate: Sight, publisher: Publisher) -> tuple[str | None, Text | None, tuple[Evidence, ...]]:
    """The listed repo that this one follows, what is to be said of it, and the evidence.

    Either that repo's card points here, or it is the same model in an older version.
    """
    for one in publisher.listed:
        pointed = one.sight.new_version if one.sight else None
        if pointed is not None and pointed[0] == candidate.repo.lower():
            repo = one.variant.repo
            said: Text = {
                "en": f"the card of {repo} points to it as its new version",
                "ja": f"{repo} のカードが新しい版として案内",
            }
            return repo, said, (pointed[1],)
    name = candidate.name
    alike = [
        one
        for one in publisher.listed
        if (one.name.stem, one.name.kinds, one.copies, one.name.stage)
        == (name.stem, name.kinds, frozenset(candidate.copied), name.stage)
        and (one.name.size or one.name.size_word) == (name.size or name.size_word)
    ]
    newest = max(alike, key=lambda one: _rank(one.name), default=None)
    if newest is None or _rank(newest.name) == _rank(name):
        return None, None, ()
    repo = newest.variant.repo
    if _rank(newest.name) > _rank(name):
        return None, {"en": f"earlier than the listed {repo}", "ja": f"一覧の {repo} より前の版"}, ()
    return repo, {"en": f"successor of the listed {repo}", "ja": f"一覧にある {repo} の後継"}, ()


def _rank(name: Name) -> tuple[Version, int, int]:
    """What orders the versions of one model."""
    return name.version or (), name.date or 0, name.round or 0
