"""Progress on stderr: a line that keeps changing, and only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from jllm_sync.cli.output import complain, language
from jllm_sync.hub.source import Progress
from jllm_sync.messages import said


@contextmanager
def show_progress(wanted: bool) -> Iterator[Callable[[Progress], None]]:
    """What a run calls to tell how far it is. Off a terminal only its messages are printed."""
    if not (wanted and sys.stderr is not None and sys.stderr.isatty()):
        yield _say
        return
    from rich.console import Console

    with Console(stderr=True).status("asking the Hub …") as status:
        yield lambda progress: status.update(progress_line(progress))


def _say(progress: Progress) -> None:
    if progress.message:
        complain(f"jllm-sync: {said(progress.message, language())}")


def progress_line(progress: Progress) -> str:
    """How far a run is, on one line."""
    if progress.message:
        return said(progress.message, language())
    parts = [
        f"owners {progress.owners[0]}/{progress.owners[1]}",
        f"repos {progress.repos[0]}/{progress.repos[1]}",
        f"{progress.requests} requests",
    ]
    if progress.quota:
        parts.append("quota left " + ", ".join(f"{name} {count}" for name, count in sorted(progress.quota.items())))
    if progress.waiting is not None:
        parts.append(f"waiting {progress.waiting:.0f} s for the next window")
    elif progress.left is not None:
        parts.append(f"about {progress.left:.0f} s to go")
    return " · ".join(parts)
