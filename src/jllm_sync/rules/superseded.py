"""superseded: the card points to a newer version."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Present, Unknown, key_of
from jllm_sync.rules.rule import Found, Rule, Subject

_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*\Z", re.ASCII)


def check(subject: Subject) -> Iterable[Found]:
    """Fires where the card's `new_version` names a repo that the catalog does not list."""
    stated = key_of(subject.observation.card, "new_version")
    if not isinstance(stated, Present) or not isinstance(stated.value, str) or not _ID.match(stated.value.strip()):
        return
    new, repo = stated.value.strip(), subject.variant.repo
    if new.lower() in (repo.lower(), subject.observation.canonical.lower()) or _is_listed(subject, new):
        return
    yield Found(
        confidence="low" if stated.source.proposed else "high",
        message={
            "en": f"The card of {repo} points to a newer version, {new}, which the catalog lacks.",
            "ja": f"{repo} のカードは新しい版 {new} を案内していますが、カタログにありません。",
        },
        evidence=(Evidence.of(stated.source, "new_version", stated.value),),
        claimed=Stated(repo, repo),
        reading=Stated(new, new),
    )


def _is_listed(subject: Subject, repo: str) -> bool:
    """Whether the catalog lists it, under this ID or under one that the Hub leads to it from."""
    observed = subject.models.get(repo.lower())
    return repo.lower() in subject.listed or (observed is not None and observed.repo.lower() in subject.listed)


RULE = Rule(
    id="superseded",
    severity="info",
    check=check,
    remedy={"en": "add the newer version", "ja": "新しい版を追加してください"},
    sees=lambda observation: not isinstance(key_of(observation.card, "new_version"), Unknown),
)
