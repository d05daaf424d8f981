"""What CATALOG… names: one YAML file, or the Markdown pages of a list with the settings that go with them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jllm_sync.errors import UserError
from jllm_sync.messages import message

if TYPE_CHECKING:
    from jllm_sync.catalog.edit import CatalogText
    from jllm_sync.catalog.model import Catalog
    from jllm_sync.catalog.pages.document import PageFile
    from jllm_sync.catalog.pages.settings import ListSettings

_DEFAULT = Path("catalog.yaml")
PAGE = re.compile(r"(?:([a-z]{2,3})=)?(.+\.(?:md|markdown))", re.IGNORECASE)
"""A page on the command line: its language, where it is said, and its file."""


def open_catalog(named: Sequence[str] | None, settings: Path | None = None) -> CatalogText:
    """The catalog that the command line names.

    Args:
        named: a YAML file (- is standard input), or pages as FILE or LANGUAGE=FILE, the master first; nothing is
            ./catalog.yaml.
        settings: a catalog.yaml for pages; without one, ./catalog.yaml where its `pages:` name them.

    Raises:
        UserError: there is no such file, or what is named does not go together.
        InvalidCatalog: it is no catalog; all that is wrong, each with its place.
    """
    from jllm_sync.catalog.pages.document import PageFile, PagesDocument
    from jllm_sync.catalog.pages.settings import ListSettings, names_pages, read_settings
    from jllm_sync.catalog.yaml.document import Document
    from jllm_sync.catalog.yaml.reader import read_bytes

    names = list(named or ()) or [str(_DEFAULT)]
    pages = [PAGE.fullmatch(name) for name in names]
    if all(pages):
        files = [PageFile(page[2], read_bytes(Path(page[2])), page[1]) for page in pages if page]
        if settings is not None:
            return PagesDocument(files, read_settings(read_bytes(settings), str(settings)))
        return PagesDocument(files, _settings_here(files) or ListSettings())
    if len(names) > 1:
        raise UserError(message("cli-catalog-several", found=", ".join(names)))
    data = sys.stdin.buffer.read() if names[0] == "-" else read_bytes(Path(names[0]))
    if not names_pages(data):
        if settings is not None:
            raise UserError(message("cli-catalog-settings", file=names[0]))
        return Document(data, names[0])
    own = read_settings(data, names[0])
    paths = [(language, Path(names[0]).parent / page) for language, page in own.pages]
    return PagesDocument([PageFile(str(path), read_bytes(path), language) for language, path in paths], own)


def paths_of(named: Sequence[str] | Path | None) -> list[Path]:
    """The files that the command line names as the catalog."""
    if isinstance(named, Path):
        return [named]
    pages = ((name, PAGE.fullmatch(name)) for name in named or [str(_DEFAULT)])
    return [Path(page[2] if page else name) for name, page in pages]


def read_named(named: Sequence[str] | None, settings: Path | None = None) -> Catalog:
    """What the catalog that the command line names says; see `open_catalog`."""
    return open_catalog(named, settings).catalog


def _settings_here(files: Sequence[PageFile]) -> ListSettings | None:
    """The settings in ./catalog.yaml, where it names these pages."""
    from jllm_sync.catalog.pages.settings import names_pages, read_settings

    if not _DEFAULT.is_file() or not names_pages(data := _DEFAULT.read_bytes()):
        return None
    settings = read_settings(data, str(_DEFAULT))
    named = {Path(page).resolve() for _, page in settings.pages}
    return settings if {Path(file.path).resolve() for file in files} <= named else None
