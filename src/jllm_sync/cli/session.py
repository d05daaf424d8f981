"""A run against the Hub that --hub names, with its state, progress and signals: observing, and the audit of it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import FrameType

from jllm_sync.audit import (
    Baseline,
    Report,
    Selection,
    audit,
    bases_of,
    files_of,
    models_of,
    repos_of,
    rules_of,
    without_known,
)
from jllm_sync.catalog.model import Catalog
from jllm_sync.cli.output import complain, language
from jllm_sync.discovery.proposals import bounds_beyond, owners_in_doubt
from jllm_sync.errors import UserError
from jllm_sync.hub.failure import INTERRUPTED
from jllm_sync.hub.observation import DerivativesSeen, Observation
from jllm_sync.hub.source import (
    Attended,
    Bounds,
    Doubtful,
    HubChoice,
    Newcomers,
    Observed,
    Progress,
    Source,
    open_source,
)
from jllm_sync.messages import in_all, message, said
from jllm_sync.repo import RepoRef
from jllm_sync.report.show import Shown, Wanted, reads_the_same

__all__ = ["HubChoice", "Session", "audited", "default_state", "looked_up", "session", "surveyed"]

KEEP_DAYS = 30
"""Days for which the state keeps every look of a repo; of older ones it keeps those that read differently."""
_INTERRUPTED = in_all(INTERRUPTED)
"""What ``Observed.interrupted`` says after Ctrl-C or SIGTERM."""


class Session:
    """A source of observations, as a command uses it."""

    def __init__(self, source: Source, keeps: bool = True) -> None:
        self._source, self._keeps = source, keeps

    def observe(self, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef] = ()) -> Observed:
        """Observe repos; see :class:`jllm_sync.hub.source.Source`.

        Raises:
            KeyboardInterrupt: Ctrl-C or SIGTERM ended the run; the state holds what it had.
        """
        observed = self._source.observe(repos, files, others)
        if observed.interrupted == _INTERRUPTED:
            seen = sum(isinstance(result, Observation) for result in observed.results.values())
            key = "cli-interrupted-kept" if self._keeps else "cli-interrupted"
            raise KeyboardInterrupt(message(key, seen=seen, repos=len(repos)))
        return observed

    def owned(self, owner: str) -> list[RepoRef]:
        """The models of an owner; see :class:`jllm_sync.hub.source.Source`."""
        return self._source.owned(owner)

    def collected(self, slug: str) -> list[RepoRef]:
        """The repos of a collection; see :class:`jllm_sync.hub.source.Source`."""
        return self._source.collected(slug)

    def derivatives(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask what others made of repos; see :class:`jllm_sync.hub.source.Source`.

        Raises:
            KeyboardInterrupt: Ctrl-C or SIGTERM ended it; the state holds what it had.
            UserError: the source holds no answer to this.
        """
        seen = self._source.derivatives(repos, at_most, now)
        if seen.interrupted == _INTERRUPTED:
            raise KeyboardInterrupt
        return seen

    def newcomers(self, bounds: Bounds, now: datetime, doubtful: Doubtful) -> Newcomers:
        """The newest models of a language; see :class:`jllm_sync.hub.source.Source`.

        Raises:
            KeyboardInterrupt: Ctrl-C or SIGTERM ended it; the state holds what it had.
        """
        found = self._source.newcomers(bounds, now, doubtful)
        if found.failed == _INTERRUPTED:
            raise KeyboardInterrupt
        return found

    def last_proposed(self, catalog: Catalog) -> frozenset[str] | None:
        """What the last look at the whole of a catalog proposed, in small letters; None where nothing is known."""
        return self._source.last_proposed(_name(catalog))

    def remember_proposed(self, catalog: Catalog, repos: Iterable[str]) -> None:
        """Keep what a look at the whole of a catalog proposed; nothing where there is no state."""
        self._source.remember_proposed(_name(catalog), repos)

    def last_findings(self, catalog: Catalog) -> frozenset[tuple[str, str]] | None:
        """The fingerprint and digest of what the last run over the whole of a catalog found; None where none is known.

        Call it before this run's findings are remembered.
        """
        return self._source.last_findings(_name(catalog))

    def remember(self, report: Report) -> None:
        """Keep when the findings of a run were seen; nothing where there is no state."""
        keys = ((f.fingerprint, f.digest, f.rule, f.repo, f.severity) for f in report.findings)
        self._source.remember(keys, _name(report.catalog) if report.selection.is_whole else None)

    def tidy(self, keep_days: int, same: Callable[[Observation, Observation], bool]) -> None:
        """Let the state forget what no reading needs; see :class:`jllm_sync.hub.source.Source`."""
        self._source.tidy(keep_days, same)


def _name(catalog: Catalog) -> str:
    """What the state calls a catalog: one state may serve several."""
    return os.path.realpath(catalog.file)


@contextmanager
def session(choice: HubChoice) -> Iterator[Session]:
    """Open what --hub names. Raises UserError."""

    @contextmanager
    def attended() -> Iterator[Attended]:
        with show_progress(choice.progress) as progress, _stop_on_signals() as stop:
            yield Attended(progress, stop)

    hub = "state" if choice.hub == "live" and _is_offline() and not choice.no_state else choice.hub
    with open_source(replace(choice, hub=hub, state=choice.state or default_state()), attended) as source:
        yield Session(source, keeps=not choice.no_state)


def _is_offline() -> bool:
    """Whether HF_HUB_OFFLINE is set, as huggingface_hub reads it."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


def default_state() -> Path:
    """The state file under the user's state directory."""
    from platformdirs import user_state_path

    return user_state_path("jllm-sync") / "state.db"


@contextmanager
def _stop_on_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set: what is under way ends whole, and says so."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread may set handlers; whoever runs us in another stops us in its own way
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def show_progress(wanted: bool) -> Iterator[Callable[[Progress], None]]:
    """What a run calls to tell how far it is. Off a terminal only its messages are printed."""
    if not (wanted and sys.stderr is not None and sys.stderr.isatty()):
        yield _say
        return
    from rich.console import Console

    with Console(stderr=True).status(said(message("cli-progress"), language())) as status:
        yield lambda progress: status.update(progress_line(progress))


def _say(progress: Progress) -> None:
    if progress.message:
        complain(f"jllm-sync: {said(progress.message, language())}")


def progress_line(progress: Progress) -> str:
    """How far a run is, on one line."""
    if progress.message:
        return said(progress.message, language())
    parts = [
        message("cli-progress.owners", done=progress.owners[0], of=progress.owners[1]),
        message("cli-progress.repos", done=progress.repos[0], of=progress.repos[1]),
        message("cli-progress.requests", count=progress.requests),
    ]
    if progress.quota:
        quota = ", ".join(f"{name} {count}" for name, count in sorted(progress.quota.items()))
        parts.append(message("cli-progress.quota", quota=quota))
    if progress.waiting is not None:
        parts.append(message("cli-progress.waiting", seconds=round(progress.waiting)))
    elif progress.left is not None:
        parts.append(message("cli-progress.left", seconds=round(progress.left)))
    return " · ".join(said(part, language()) for part in parts)


def audited(
    catalog: Catalog,
    selection: Selection,
    choice: HubChoice,
    now: datetime,
    baseline: Path | None = None,
    new: bool = False,
) -> Report:
    """Observe and audit what was chosen.

    Args:
        catalog: what is claimed.
        selection: what was chosen of it.
        choice: which Hub.
        now: the time of the run.
        baseline: a report; what it holds already is left out.
        new: leave out, too, what the last run of the state found.

    Raises:
        UserError: the Hub cannot be asked as it was chosen, or nothing is known of a last run.
        KeyboardInterrupt: Ctrl-C or SIGTERM.
    """
    if new and (choice.no_state or choice.hub not in ("live", "state")):
        raise UserError(message("cli-new-no-state"))
    known: frozenset[tuple[str, str]] = frozenset()
    if baseline is not None:
        from jllm_sync.report.json import read_known

        known = read_known(baseline)
    with session(choice) as hub:
        everything = repos_of(catalog, Selection())
        observed = hub.observe(repos_of(catalog, selection), files_of(selection, catalog), everything)
        if any(rule.id == "family-new" for rule in rules_of(selection, catalog)):
            observed = surveyed(hub, catalog, observed, selection, now)
        report = audit(catalog, observed, selection, now.date())
        last = hub.last_findings(catalog)
        hub.remember(report)
        if selection.is_whole and observed.complete and selection.min_confidence != "high":
            hub.remember_proposed(catalog, (f.repo for f in report.findings if f.proposal is not None))
        hub.tidy(catalog.settings.get("history", {}).get("keep_days", KEEP_DAYS), reads_the_same)
    if new and last is None:
        report = replace(report, notes=(*report.notes, in_all(message("run-no-last", catalog=catalog.file))))
    if baseline is None and not new:
        return replace(report, known=last)
    known |= last if new and last else frozenset()
    file = str(baseline) if baseline is not None else None
    return without_known(report, known, Baseline(file, new))


def surveyed(hub: Session, catalog: Catalog, observed: Observed, selection: Selection, now: datetime) -> Observed:
    """The observations, with what is new of owners that the catalog does not list, where the whole of it is looked at.

    Where the Hub was not reached, it is not asked again: what earlier runs saw of the listing is all there is then.
    """
    if selection.sections or selection.entries or selection.repos:
        return observed
    seen = [result for result in observed.results.values() if isinstance(result, Observation)]
    bounds = bounds_beyond(catalog, seen)
    if bounds is None:
        return observed
    if observed.interrupted is not None:
        bounds = replace(bounds, requests=0)

    def doubtful(new: Collection[Observation], known: Mapping[str, bool]) -> Collection[str]:
        return owners_in_doubt(catalog, new, seen, known, now.date())

    return replace(observed, newcomers=hub.newcomers(bounds, now, doubtful))


def looked_up(catalog: Catalog, wanted: Wanted, choice: HubChoice) -> tuple[list[Shown], bool]:
    """Observe what was asked for, and the listed models that adapters among it are made for.

    Returns:
        What to show, and whether nothing was left open.
    """
    files = files_of(Selection())
    with session(choice) as hub:
        observed = hub.observe([ref for ref, _ in wanted.repos], files, repos_of(catalog, Selection()))
        models, complete = models_of(observed.results.values()), observed.complete
        if bases := bases_of(catalog, models):
            more = hub.observe(bases, files, repos_of(catalog, Selection()))
            models, complete = models_of(more.results.values()) | models, complete and more.complete
    shown = [Shown(ref.repo, ref.kind, variant, observed.results[ref], models) for ref, variant in wanted.repos]
    return shown, complete
