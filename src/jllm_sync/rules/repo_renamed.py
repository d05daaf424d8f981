"""repo-renamed: the repo answers under another owner or name."""

from __future__ import annotations

from jllm_sync.finding import Evidence, Stated
from jllm_sync.messages import message
from jllm_sync.rules.rule import Found, RepoRule, Subject, Verdict, set_repo


def check(subject: Subject) -> Verdict:
    """Fires where the Hub redirects to another ID; other capitals are the rule repo-case's."""
    observation, repo = subject.observation, subject.variant.repo
    new = observation.canonical
    if observation.state != "renamed" or new.lower() == repo.lower():
        return None
    listed = any(
        variant.repo.lower() == new.lower() and variant.kind == observation.kind
        for entry in subject.catalog.entries
        for variant in entry.variants
    )
    return Found(
        message=message("repo-renamed.found-listed" if listed else "repo-renamed.found", repo=repo, new=new),
        evidence=(Evidence.of(observation.state_source, None, new),),
        claimed=Stated(repo, repo),
        reading=Stated(new, new),
        fix=None if listed else set_repo(subject, new, "safe"),
    )


RULE = RepoRule(
    id="repo-renamed",
    severity="error",
    check=check,
    of_unofficial=True,
)
