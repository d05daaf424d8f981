"""Where a finding stands, as a checkout's tools name it."""

from __future__ import annotations

from pathlib import Path, PurePath


def in_checkout(file: str, root: Path) -> str:
    """The path of a file below a checkout's top folder, with slashes; the path as it is where it lies elsewhere."""
    try:
        return Path(file).absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return PurePath(file).as_posix()
