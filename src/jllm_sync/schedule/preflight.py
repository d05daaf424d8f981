"""What is wrong from the start is said at once, not every night."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from jllm_sync.errors import UserError


def require_writable(option: str, path: Path) -> None:
    """Make sure that the runs will be able to write a file: a whole new one in its place, or into a device.

    Raises:
        UserError: they will not; the message names the option that asks for it.
    """
    target = path.resolve()
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.is_file() or not target.exists():
            tempfile.TemporaryFile(dir=target.parent).close()
        elif not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise UserError(
            f"{option} {path}: cannot be written: {error.strerror or error}; name a file in a folder that exists and "
            "may be written"
        ) from None
