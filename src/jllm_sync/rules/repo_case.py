"""repo-case: the ID's capitals differ from the Hub's."""

from __future__ import annotations

from jllm_sync.finding import Evidence, Stated
from jllm_sync.messages import message
from jllm_sync.rules.rule import Found, RepoRule, Subject, Verdict, set_repo


def check(subject: Subject) -> Verdict:
    """Fires where the Hub spells the same ID with other capitals."""
    observation, repo = subject.observation, subject.variant.repo
    spelled = observation.canonical
    if observation.state == "gone" or spelled == repo or spelled.lower() != repo.lower():
        return None
    return Found(
        message=message("repo-case.found", repo=repo, spelled=spelled),
        evidence=(Evidence.of(observation.state_source, None, spelled),),
        claimed=Stated(repo, repo),
        reading=Stated(spelled, spelled),
        fix=set_repo(subject, spelled, "safe"),
    )


RULE = RepoRule(
    id="repo-case",
    severity="info",
    check=check,
    of_unofficial=True,
)
