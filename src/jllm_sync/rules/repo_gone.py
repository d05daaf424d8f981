"""repo-gone: the Hub does not serve the repo."""

from __future__ import annotations

from jllm_sync.finding import Evidence, Stated
from jllm_sync.messages import message
from jllm_sync.rules.rule import Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires on a repo that was deleted or made private; surer from the second run that sees it."""
    observation = subject.observation
    if observation.state != "gone":
        return None
    repo = subject.variant.repo
    return Found(
        confidence="high" if observation.sightings > 1 else "medium",
        message=message("repo-gone.found", repo=repo),
        evidence=(Evidence.of(observation.state_source, None, "gone"),),
        claimed=Stated(repo, repo),
        reading=Stated("gone", "gone"),
    )


RULE = RepoRule(
    id="repo-gone",
    severity="error",
    check=check,
    of_unofficial=True,
)
