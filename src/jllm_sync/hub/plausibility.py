"""What too many repos seem to do at once is doubted, until a later run sees it again. Pure.

See docs/decisions/0006-what-is-doubted-is-believed-when-seen-again.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from jllm_sync.hub.observation import State
from jllm_sync.repo import RepoRef

DEPARTED: Collection[State] = ("gone", "renamed")
OUTAGE = timedelta(hours=12)
"""For so long an outage or a proxy may answer that repos are gone which are not. Two nightly runs are further apart."""
FEW = 5
"""So many repos may vanish or move at once in a list of any size."""
SHARE = 0.02
"""The share of the repos that may, in a large list."""
FIRST_SHARE = 1 / 3
"""The share of the repos that may have, as a first run finds it; a list may not have been looked after for long."""


class Look(NamedTuple):
    """How a repo looked, as far as it can be doubted."""

    state: State
    canonical: str
    """The ID under which the Hub serves it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What of a run is not believed, and why."""

    why: Literal["many", "many-at-first", "nothing-there", "contradicted", "doubted-before"]
    """``many``: newly gone or renamed since the last run. ``many-at-first``: the same of repos that no run has seen.
    ``nothing-there``: not one repo answered as present. ``contradicted``: the Hub denied a repo that it shows, or could
    not show that it is right. ``doubted-before``: an earlier run was not believed in this, and it is too early."""
    refs: frozenset[RepoRef]
    of: int
    """How many repos the run saw."""


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


def doubt(
    previous: Mapping[RepoRef, State],
    now: Mapping[RepoRef, Look],
    *,
    confirmed: Collection[RepoRef] = (),
    disbelieved: Collection[tuple[RepoRef, Look]] = (),
    anything_there: bool = True,
    contradicted: bool = False,
) -> Doubt | None:
    """What of the repos that vanished or moved is too odd to be true; None where all of it is believed.

    When too many do at once, or nothing is there at all, something is wrong with the run: a broken listing, a proxy, an
    outage that answers 404. One denial that is doubted discredits all others of the run.

    Args:
        previous: the states that were last believed.
        now: how the repos look in this run.
        confirmed: repos of which this run is not the first to see it; see :func:`confirmed`.
        disbelieved: what earlier runs saw and, judged as a whole, were not believed in.
        anything_there: whether anything that was asked about answered as present, be it one repo.
        contradicted: whether the Hub denied a repo that it shows elsewhere, or of which it could not confirm it.
    """
    newly = frozenset(
        ref
        for ref, (state, _) in now.items()
        if state in DEPARTED
        and previous.get(ref) not in (("gone",) if state == "gone" else DEPARTED)  # what was renamed may vanish, too
        and ref not in confirmed
    )
    gone = frozenset(ref for ref in newly if now[ref].state == "gone")
    known = frozenset(ref for ref in newly if ref in previous)
    first = newly - known
    never_seen = sum(ref not in previous for ref in now)
    if len(known) > max(FEW, SHARE * len(now)):
        return Doubt("many", newly, len(now))
    if len(first) >= FEW and len(first) > FIRST_SHARE * never_seen:
        return Doubt("many-at-first", newly, len(now))
    if gone and not anything_there:
        return Doubt("nothing-there", newly, len(now))
    if gone and contradicted:
        return Doubt("contradicted", gone, len(now))
    if before := frozenset(ref for ref in newly if (ref, now[ref]) in disbelieved):
        return Doubt("doubted-before", gone | before, len(now))
    return None
