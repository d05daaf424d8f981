"""Writing results: to the terminal, down a pipe, or whole into a file."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jllm_sync.errors import UserError

if TYPE_CHECKING:
    from rich.text import Text


def emit(text: str, output: Path | None) -> None:
    """Print a result, or write it to a file: the whole of it or nothing."""
    if output is not None:
        write_whole(output, text)
        return
    stream = getattr(sys.stdout, "buffer", None)
    try:
        if stream is None:
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            stream.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None


def write_whole(path: Path, text: str, new: bool = False) -> None:
    """Write a file so that nobody ever sees half of it; a device or a pipe is written to.

    Args:
        path: the file.
        text: its content.
        new: refuse to replace a file that exists, even one that came into being meanwhile.

    Raises:
        UserError: it cannot be written, or exists and must not.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        target = path.resolve()
        if not new and target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as stream:
            stream.write(data)
        part = Path(stream.name)
        try:
            part.chmod(mode)
            if new:
                path.hardlink_to(part)  # unlike a rename, this fails where the name is taken
            else:
                part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        raise UserError(f"{path}: exists already and is not overwritten; name another, or move it away") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def is_colored(color: Literal["auto", "always", "never"], to_terminal: bool = True) -> bool:
    """Whether colours are wanted: always, or where the output is a terminal without NO_COLOR."""
    return color == "always" or (
        color == "auto" and to_terminal and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    )


def console_text(lines: Iterable[Text], color: Literal["auto", "always", "never"], to_terminal: bool) -> str:
    """Lines as one string, with colour codes where they are wanted."""
    if not is_colored(color, to_terminal):
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    from rich.console import Console

    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", highlight=False, markup=False)
    for line in lines:
        console.print(line, soft_wrap=True)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
