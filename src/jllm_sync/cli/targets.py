"""Where a command writes: never over a file that it reads, and never twice into one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from jllm_sync.cli.output import file_or_stdout, is_special
from jllm_sync.errors import UserError
from jllm_sync.messages import Message, message


def check_targets(options: Mapping[str, Any]) -> None:
    """Look at what a command was given, before it asks or writes anything.

    Args:
        options: the values of its arguments and options, by the names of the function's parameters.

    Raises:
        UserError: a file to write is one to read, or is to be written twice.
    """
    targets = list(_targets(options))
    for option, target in targets:
        for what, source in _sources(options) if target is not None else ():
            if _same(target, source):
                raise UserError(message("cli-target-is-read", option=option, target=str(target), what=what))
    for (first, one), (second, other) in combinations(targets, 2):
        if _same(one, other):
            there = message("cli-stdout") if other is None else str(other)
            raise UserError(message("cli-target-twice", option=second, target=there, first=first))


def _targets(options: Mapping[str, Any]) -> Iterator[tuple[str, Path | None]]:
    """The option and the file; None is standard output, which is written to unless -o names a file."""
    if "output" in options:
        yield "-o" if options["output"] else "--format", options["output"]
    for also in options.get("also") or ():
        if file := also.partition("=")[2]:
            yield "--also", file_or_stdout(Path(file))
    for name in ("report", "health_file"):  # those of a schedule
        if options.get(name) is not None:
            yield f"--{name.replace('_', '-')}", options[name]


def _sources(options: Mapping[str, Any]) -> Iterator[tuple[Message, Path]]:
    """What a person would miss: the catalog, the state, what stands in for the Hub and for GitHub."""
    if "catalog" in options:
        from jllm_sync.cli.catalogs import paths_of

        yield from ((message("cli-source-catalog"), path) for path in paths_of(options["catalog"]))
    if options.get("settings") is not None:
        yield message("cli-source-settings"), options["settings"]
    if "state" in options:
        from jllm_sync.cli.session import default_state

        yield message("cli-source-state"), options["state"] or default_state()
    if options.get("hub", "live") not in ("live", "recorded"):
        yield message("cli-source-recording"), Path(options["hub"])
    for name in ("from_", "existing", "baseline", "waive"):
        if options.get(name) is not None:
            yield message("cli-source-file", option=f"--{name.rstrip('_')}"), options[name]


def _same(one: Path | None, other: Path | None) -> bool:
    """Whether two paths lead to one file, however they are spelt; a device may be written to twice."""
    if one is None or other is None:
        return one is other
    if is_special(one):
        return False
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(one) == os.path.realpath(other)
