"""What too many repos seem to do at once is doubted, until a later run sees it again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from jllm_sync.hub.observation import State
from jllm_sync.repo import RepoRef

DEPARTED: Collection[State] = ("gone", "renamed")
OUTAGE = timedelta(hours=12)
"""For so long an outage or a proxy may answer that repos are gone which are not. Two nightly runs are further apart."""


class Look(NamedTuple):
    """How a repo looked, as far as it can be doubted."""

    state: State
    canonical: str
    """The ID under which the Hub serves it."""


def confirmed(
    now: Mapping[RepoRef, Look], doubted: Mapping[tuple[RepoRef, Look], datetime], began: datetime
) -> frozenset[RepoRef]:
    """The repos that a run sees as an earlier run, which was not believed, saw them.

    A new name is confirmed by any later run: the old name leads to it, and it answers. That a repo is gone is told by
    what is lacking, and an outage lacks it twice: the runs must be further apart than an outage lasts.

    Args:
        now: how the repos look in this run.
        doubted: what earlier runs saw and did not believe, and when the first of them began.
        began: when this run began.
    """
    return frozenset(
        ref
        for ref, look in now.items()
        if (since := doubted.get((ref, look))) is not None and (look.state == "renamed" or began - since >= OUTAGE)
    )


def implausible(
    previous: Mapping[RepoRef, State], now: Mapping[RepoRef, Look], confirmed: Collection[RepoRef] = ()
) -> frozenset[RepoRef]:
    """The repos that vanished or moved since the last run, if they are too many to be true; none otherwise.

    When more than max(5, 2 %) of the repos are newly gone or renamed, something is wrong with the run: a broken
    listing, a proxy, an outage that answers 404. Repos that no earlier run saw are not counted: they are no news.

    Args:
        previous: the states that were last believed.
        now: how the repos look in this run.
        confirmed: repos of which this run is not the first to see it; see :func:`confirmed`.
    """
    newly = frozenset(
        ref
        for ref, (state, _) in now.items()
        if state in DEPARTED and previous.get(ref, state) not in DEPARTED and ref not in confirmed
    )
    return newly if len(newly) > max(5.0, 0.02 * len(now)) else frozenset()
