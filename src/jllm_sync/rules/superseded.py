"""superseded: the card points to a newer version."""

from __future__ import annotations

from jllm_sync.finding import Stated
from jllm_sync.messages import message
from jllm_sync.readings import Reading
from jllm_sync.rules.rule import SUCCESSOR, Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires where the card's `new_version` names a repo that the catalog does not list."""
    reading = subject.read(SUCCESSOR)
    if not isinstance(reading, Reading) or _is_listed(subject, reading.value):
        return None
    repo, new = subject.variant.repo, reading.value
    return Found(
        confidence=reading.confidence,
        message=message("superseded.found", repo=repo, new=new),
        evidence=reading.evidence,
        claimed=Stated(repo, repo),
        reading=Stated(new, new),
    )


def _is_listed(subject: Subject, repo: str) -> bool:
    """Whether the catalog lists it, under this ID or under one that the Hub leads to it from."""
    observed = subject.models.get(repo.lower())
    return repo.lower() in subject.listed or (observed is not None and observed.repo.lower() in subject.listed)


RULE = RepoRule(
    id="superseded",
    severity="info",
    check=check,
    reads=(SUCCESSOR,),
)
