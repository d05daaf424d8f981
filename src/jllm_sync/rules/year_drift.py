"""year-drift: the repos are older than the claimed year of the release."""

from __future__ import annotations

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading
from jllm_sync.rules.rule import Agrees, Found, Reader, RepoRule, Subject, Verdict

_KEPT_SINCE = "2022-03-03"
"""Before this day the Hub kept no date of creation: older repos bear the day before
(https://huggingface.co/docs/huggingface_hub/package_reference/hf_api, `ModelInfo.created_at`)."""
_SLACK = 1
"""So many years a repo may be there before its release: it was made ready in private."""


def check(subject: Subject) -> Verdict:
    """Fires where every repo that the claim speaks of was created years before; a later one is a re-upload, perhaps."""
    claim, reading = subject.claim("year"), subject.read(CREATED)
    if claim is None or not isinstance(claim.value, int) or not isinstance(reading, Reading):
        return None
    kin = [v for v in subject.entry.variants if not v.unofficial and v.claims.get("year") == claim]
    years = [_year(subject.models.get(variant.repo.lower())) for variant in kin]
    known = [year for year in years if year is not None]
    if len(known) < len(years):
        return None
    newest = max(known, default=reading.value)
    if claim.value - newest <= _SLACK:
        return Agrees(claim)
    return Found(
        confidence="medium",
        message=message("year-drift.found", claimed=str(claim.value), created=str(newest)),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, str(claim.value)),
        reading=Stated(newest, str(newest)),
    )


def _year(observation: Observation | None) -> int | None:
    reading = _read_created(observation) if observation is not None else None
    return reading.value if isinstance(reading, Reading) else None


def _read_created(observation: Observation) -> Reading[int] | NoReading:
    """The year in which a repo was created, where the Hub kept it."""
    created = observation.info.get("createdAt")
    if not isinstance(created, Present) or not isinstance(created.value, str) or not created.value[:4].isdigit():
        return NoReading(message("no-reading-created-unseen"))
    if created.value[:10] < _KEPT_SINCE:
        return NoReading(message("no-reading-created-not-kept"), seen=True)
    return Reading(int(created.value[:4]), "high", (Evidence.of(created.source, "createdAt", created.value),))


CREATED = Reader(lambda subject: _read_created(subject.observation))
RULE = RepoRule(id="year-drift", severity="info", check=check, reads=(CREATED,), compares=("year",))
