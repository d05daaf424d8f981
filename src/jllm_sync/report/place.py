"""Where a finding stands, as a checkout's tools name it."""

from __future__ import annotations

import os.path
from pathlib import Path, PurePath


def in_checkout(file: str, root: Path) -> str:
    """The path of a file below a checkout's top folder, with slashes; the path as it is where it lies elsewhere."""
    try:
        return PurePath(os.path.abspath(file)).relative_to(os.path.abspath(root)).as_posix()  # noqa: PTH100 (no symlinks)
    except ValueError:
        return PurePath(file).as_posix()
