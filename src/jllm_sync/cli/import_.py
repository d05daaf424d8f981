"""jllm-sync import: the list's Markdown pages become a catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jllm_sync.cli import options
from jllm_sync.errors import UserError
from jllm_sync.messages import message


def import_(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="One page a language, as FILE or LANGUAGE=FILE.")
    ],
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
      jllm-sync import README.md en/README.md fr/README.md -o catalog.yaml
      jllm-sync import de=liste.md -o catalog.yaml
    """
    from jllm_sync.catalog.pages.document import PageFile, PagesDocument
    from jllm_sync.catalog.pages.importer import import_list
    from jllm_sync.catalog.pages.notices import format_notices
    from jllm_sync.catalog.yaml.emit import emit as as_yaml
    from jllm_sync.catalog.yaml.reader import read_bytes
    from jllm_sync.cli import run
    from jllm_sync.cli.catalogs import PAGE
    from jllm_sync.cli.output import complain, emit, write_whole

    if output is not None and output.is_file():  # said before the work, and once more by the writing itself
        raise UserError(message("cli-file-exists", file=str(output)))
    named = [PAGE.fullmatch(file) for file in files]
    paths = [(Path(page[2]), page[1]) if page else (Path(file), None) for page, file in zip(named, files, strict=True)]
    pages = [PageFile(str(path), read_bytes(path), language) for path, language in paths]
    imported = import_list(PagesDocument(pages).sources)
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
