"""repo-disabled: the Hub has disabled the repo."""

from __future__ import annotations

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Present
from jllm_sync.messages import message
from jllm_sync.rules.rule import Found, RepoRule, Subject, Verdict


def check(subject: Subject) -> Verdict:
    """Fires where the repo's answer, or its model info, says disabled."""
    observation = subject.observation
    disabled = observation.info.get("disabled")
    if observation.state == "disabled":
        evidence = Evidence.of(observation.state_source, None, "disabled")
    elif isinstance(disabled, Present) and disabled.value is True:
        evidence = Evidence.of(disabled.source, "disabled", True)
    else:
        return None
    repo = subject.variant.repo
    return Found(
        message=message("repo-disabled.found", repo=repo),
        evidence=(evidence,),
        reading=Stated("disabled", "disabled"),
    )


RULE = RepoRule(
    id="repo-disabled",
    severity="error",
    check=check,
    of_unofficial=True,
)
