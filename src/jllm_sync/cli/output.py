"""Writing results: to the terminal, down a pipe, or whole into a file, never over one that is read; and words to
whoever ran the program, in his language.
"""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from jllm_sync.errors import UserError
from jllm_sync.messages import LANGUAGES, Language, Message, Sayable, joined, message
from jllm_sync.report import FORMATS

if TYPE_CHECKING:
    from rich.text import Text


_asked: dict[str, Language | None] = {}
"""The languages that this run was asked for: by the option, by the settings of the catalog that it read."""


def speak(*, option: Language | None = None, setting: Language | None = None) -> None:
    """Note a language that was asked for; without any, forget those of the run before."""
    if option is None and setting is None:
        _asked.clear()
    _asked.update({name: asked for name, asked in (("option", option), ("setting", setting)) if asked is not None})


def language() -> Language:
    """The language of the reader: --lang, else that of the settings of the catalog that was read, else the locale's."""
    if asked := _asked.get("option") or _asked.get("setting"):
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return next((known for known in LANGUAGES if value.startswith(known)), LANGUAGES[0])
    return LANGUAGES[0]


def with_near(what: Sayable, wanted: str, known: Iterable[str], otherwise: Sayable | None = None) -> Sayable:
    """What is said of something unknown, and what is spelt nearly so; ``otherwise`` is said where nothing is."""
    near = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    more = message("did-you-mean", near=joined(near)) if near else otherwise
    return joined([what] if more is None else [what, more], "sentence")


def file_or_stdout(path: Path | None) -> Path | None:
    """The file that an option names; None for standard output, as ``-`` and /dev/stdout are."""
    return None if path is not None and str(path) in ("-", "/dev/stdout") else path


def is_special(path: Path) -> bool:
    """Whether a path is there and no file: a device, a pipe, a folder."""
    return path.exists() and not path.is_file()


def emit(text: str, output: Path | None) -> None:
    """Print a result, or write it to a file: the whole of it or nothing.

    Raises:
        UserError: the file or standard output cannot be written.
    """
    if output is not None:
        write_whole(output, text)
        return
    if sys.stdout is None:
        raise UserError(message("cli-stdout-closed"))
    stream = getattr(sys.stdout, "buffer", None)
    with printing():
        if stream is None:
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            stream.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()


@contextmanager
def printing() -> Iterator[None]:
    """What goes wrong inside is standard output's fault: UserError, or an end without words where it is a pipe."""
    try:
        yield
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        _forget_stdout()
        raise SystemExit(141) from None
    except OSError as error:
        _forget_stdout()
        raise _unwritable(None, error) from None


def complain(text: str) -> None:
    """Say something on standard error; where that is closed or full, there is nobody left to tell."""
    with suppress(OSError):
        typer.echo(text.removesuffix("\n"), err=True)


def _forget_stdout() -> None:
    """Let what could not be written go, or the interpreter would try once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritable(file: Path | None, error: OSError) -> UserError:
    reason = error.strerror or str(error)
    if file is None:
        return UserError(message("cli-stdout-unwritable", reason=reason))
    if isinstance(error, FileNotFoundError) and not os.path.lexists(file.parent):
        return UserError(message("cli-file-no-folder", file=str(file), folder=str(file.parent)))
    return UserError(message("cli-file-unwritable", file=str(file), reason=reason))


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
        if is_special(path):
            path.write_bytes(data)  # not what it resolves to: the target of /dev/fd/1 has no name
            return
        target = path.resolve()
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as stream:
            part = Path(stream.name)
        try:
            part.write_bytes(data)
            part.chmod(mode)
            if new:
                path.hardlink_to(part)  # unlike a rename, this fails where the name is taken
            else:
                part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        raise UserError(message("cli-file-exists", file=str(path))) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def is_colored(color: Literal["auto", "always", "never"], to_terminal: bool = True) -> bool:
    """Whether colours are wanted: always, or where the output is a terminal without NO_COLOR."""
    if color != "auto":
        return color == "always"
    return to_terminal and sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def console_text(lines: Iterable[Text], color: Literal["auto", "always", "never"], to_terminal: bool) -> str:
    """Lines as one string, with colour codes where they are wanted."""
    from jllm_sync.report.text import console_text as laid_out

    return laid_out(lines, is_colored(color, to_terminal))


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


def also_to(options: Iterable[str]) -> list[tuple[str, Path | None]]:
    """What each ``--also FORMAT=FILE`` asks for; None is standard  Raises UserError."""
    wanted = []
    for option in options:
        name, _, file = option.partition("=")
        if name not in FORMATS or not file:
            raise UserError(message("cli-also", option=option, formats=joined(FORMATS)))
        wanted.append((name, file_or_stdout(Path(file))))
    return wanted


def checkout() -> Path:
    """The top folder of the checkout: what GitHub Actions says, or the working directory."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
