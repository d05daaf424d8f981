"""jllm-sync import: the list's Markdown pages become a catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jllm_sync.cli import options
from jllm_sync.errors import UserError

if TYPE_CHECKING:
    from jllm_sync.catalog.pages.markdown import SourceText

_LANGUAGES = ("ja", "en", "fr")


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="One page a language: ja.md, en.md, fr.md.")],
    output: Annotated[Path | None, options.output("The catalog to write; - is standard output.")],
    quiet: Annotated[bool, options.quiet("List nothing: neither what differs nor what reached no field.")] = False,
) -> None:
    """Read a list's Markdown tables into a new catalog.

    The first page is the master: claims come from it, names, labels and developers from all. An existing file is never
    overwritten. What differs between the languages, and every piece of a cell that reached no field, is listed on
    stderr with file and line; the rest is imported all the same. Exit codes: 0 imported, whatever is listed; 2 a page
    cannot be read, or the catalog cannot be written.

    \b
    Examples:
      jllm-sync import ja.md en.md fr.md -o catalog.yaml
      jllm-sync import en.md -o catalog.yaml
    """
    from jllm_sync.catalog.pages.importer import import_list
    from jllm_sync.catalog.pages.notices import format_notices
    from jllm_sync.catalog.yaml.emit import emit as as_yaml
    from jllm_sync.cli import run
    from jllm_sync.cli.output import complain, emit, write_whole

    if output is not None and output.is_file():  # said before the work, and once more by the writing itself
        raise UserError(f"{output}: exists already and is not overwritten; name another, or move it away")
    imported = import_list(_sources(files))
    sections = imported.catalog["sections"]
    counted = f"{len(sections)} sections, {sum(len(section.get('entries', ())) for section in sections)} entries"
    if output is None:
        emit(as_yaml(imported.catalog), None)
    else:
        write_whole(output, as_yaml(imported.catalog), new=True)
    if quiet:
        return
    complain(format_notices(imported.notices, run.language(None)))
    if output is None:
        complain(counted)
    else:
        emit(f"{output}: {counted}\n", None)


def _sources(files: list[Path]) -> list[SourceText]:
    from jllm_sync.catalog.pages.markdown import SourceText

    found: list[SourceText] = []
    for path in files:
        text = _read(path)
        language = path.stem
        if language not in _LANGUAGES:
            expected = ", ".join(f"{name}.md" for name in _LANGUAGES)
            raise UserError(f"{path}: the file's name must be its language ({expected}); found «{language}»: rename it")
        if language in (source.language for source in found):
            raise UserError(f"{path}: a second page in the language «{language}»; give one page a language")
        found.append(SourceText(str(path), language, text))
    return found


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start]
        raise UserError(f"{path}:{line}: not UTF-8 (byte 0x{byte:02x}); save the file as UTF-8") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}; check the path") from error
