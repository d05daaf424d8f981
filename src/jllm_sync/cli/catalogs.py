"""What CATALOG… names: one YAML file, or the Markdown pages of a list with the settings that go with them; and what the
other options choose of it, or leave to its settings.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jllm_sync.audit import Selection, repos_of
from jllm_sync.catalog.model import Catalog
from jllm_sync.cli.output import language as spoken
from jllm_sync.cli.output import speak, with_near
from jllm_sync.errors import UserError
from jllm_sync.finding import Confidence, FailOn
from jllm_sync.messages import Language, joined, message
from jllm_sync.rules import RULES

if TYPE_CHECKING:
    from jllm_sync.catalog.edit import CatalogText
    from jllm_sync.catalog.pages.document import ListSettings, PageFile

_DEFAULT = Path("catalog.yaml")
_OURS = re.compile(rb"(?:^|[\s{,\"'])(?:sections|pages|settings)[\"']?\s*:")
"""What a catalog, or the settings of pages, has among its keys, in any style of YAML."""
PAGE = re.compile(r"(?:([a-z]{2,3})=)?(.+\.(?:md|markdown))", re.IGNORECASE)
"""A page on the command line: its language, where it is said, and its file."""


def open_catalog(
    named: Sequence[str] | None, settings: Path | None = None, read: Callable[[Path], bytes] | None = None
) -> CatalogText:
    """The catalog that the command line names.

    Args:
        named: a YAML file (- is standard input), or pages as FILE or LANGUAGE=FILE, the master first; nothing is
            ./catalog.yaml.
        settings: a catalog.yaml for pages; without one, ./catalog.yaml where its `pages:` name them.
        read: gives a file's bytes as they are elsewhere, such as at a revision, and raises UserError where there is
            none; without it the files here are read.

    Raises:
        UserError: there is no such file, or what is named does not go together.
        InvalidCatalog: it is no catalog; all that is wrong, each with its place.
    """
    for path in (*paths_of(named), *([settings] if settings else [])):
        if path.is_symlink() and not _is_ours(path):
            raise UserError(message("cli-catalog-link", file=str(path)))
    return _opened(named, settings, read)


def _is_ours(path: Path) -> bool:
    """Whether a file is meant as a catalog, so that errors may quote it.

    A pull request can make the catalog a link to anything that the machine of its checks may read.
    """
    try:
        return not path.is_file() or PAGE.fullmatch(path.name) is not None or bool(_OURS.search(path.read_bytes()))
    except OSError:
        return True  # nothing of it can be quoted


def _opened(
    named: Sequence[str] | None, settings: Path | None, elsewhere: Callable[[Path], bytes] | None
) -> CatalogText:
    from jllm_sync.catalog.yaml.reader import read_bytes as here

    read_bytes = elsewhere or here
    names = list(named or ())
    if not names and not os.path.lexists(_DEFAULT):
        raise UserError(message("cli-no-catalog", file=str(_DEFAULT), folder=str(Path.cwd())))
    names = names or [str(_DEFAULT)]
    pages = [PAGE.fullmatch(name) for name in names]
    if all(pages):
        from jllm_sync.catalog.pages.document import ListSettings, PageFile, PagesDocument, read_settings

        files = [PageFile(page[2], read_bytes(Path(page[2])), page[1]) for page in pages if page]
        if settings is not None:
            return PagesDocument(files, read_settings(read_bytes(settings), str(settings)))
        return PagesDocument(files, _settings_of(files, elsewhere) or ListSettings())
    if len(names) > 1:
        raise UserError(message("cli-catalog-several", found=joined(names)))
    data = sys.stdin.buffer.read() if names[0] == "-" else read_bytes(Path(names[0]))
    if not _names_pages(data):
        from jllm_sync.catalog.yaml.document import Document

        if settings is not None:
            raise UserError(message("cli-catalog-settings", file=names[0]))
        return Document(data, names[0])
    from jllm_sync.catalog.pages.document import PageFile, PagesDocument, read_settings

    own = read_settings(data, names[0])
    paths = [(language, Path(names[0]).parent / page) for language, page in own.pages]
    return PagesDocument([PageFile(str(path), read_bytes(path), language) for language, path in paths], own)


def _names_pages(data: bytes) -> bool:
    """Whether a YAML file is the settings of a list in pages rather than a catalog with sections of its own."""
    keys = set(re.findall(rb"^\s?[\"']?(pages|sections)[\"']?\s*:", data, re.MULTILINE))
    return keys == {b"pages"}


def paths_of(named: Sequence[str] | Path | None) -> list[Path]:
    """The files that the command line names as the catalog."""
    if isinstance(named, Path):
        return [named]
    pages = ((name, PAGE.fullmatch(name)) for name in named or [str(_DEFAULT)])
    return [Path(page[2] if page else name) for name, page in pages]


def read_named(named: Sequence[str] | None, settings: Path | None = None) -> Catalog:
    """What the catalog that the command line names says; see `open_catalog`."""
    return open_catalog(named, settings).catalog


def read_carried(named: Sequence[str] | None, settings: Path | None, hub: str) -> Catalog | None:
    """The list that the package carries beside its recording, so that both can be tried where there is no catalog.

    None where a catalog is named or stands here, and where another Hub is asked: it is nobody's own list.
    """
    from jllm_sync.catalog.yaml.reader import parse_catalog
    from jllm_sync.data import carried_file

    if hub != "recorded" or named or settings is not None or os.path.lexists(_DEFAULT):
        return None
    return parse_catalog(carried_file("catalog.yaml").read_bytes(), str(_DEFAULT))


def _settings_of(files: Sequence[PageFile], elsewhere: Callable[[Path], bytes] | None) -> ListSettings | None:
    """The settings in ./catalog.yaml, where it names these pages."""
    from jllm_sync.catalog.pages.document import read_settings

    if elsewhere is None and not _DEFAULT.is_file():
        return None
    try:
        data = (elsewhere or Path.read_bytes)(_DEFAULT)
    except UserError:  # it has none there
        return None
    if not _names_pages(data):
        return None
    settings = read_settings(data, str(_DEFAULT))
    named = {Path(page).resolve() for _, page in settings.pages}
    return settings if {Path(file.path).resolve() for file in files} <= named else None


def language(option: Language | None, catalog: Catalog | None = None) -> Language:
    """The language of messages: the option, the settings of the catalog if there is one, the locale, English."""
    if option is not None:
        return option
    if catalog is not None and (setting := catalog.settings.get("language")):
        speak(setting=setting)
    return spoken()


def fail_on(option: FailOn | None, catalog: Catalog) -> FailOn:
    """Which severity makes exit code 1: the option, the catalog's settings, error."""
    setting: FailOn = catalog.settings.get("fail_on", "error")
    return option if option is not None else setting


def chosen(
    catalog: Catalog,
    section: Iterable[str] | None = None,
    entry: Iterable[str] | None = None,
    repo: Iterable[str] | None = None,
    rule: Iterable[str] | None = None,
    min_confidence: Confidence = "medium",
    skip_rule: Iterable[str] | None = None,
) -> Selection:
    """The part of the catalog that the narrowing options name.

    Raises:
        UserError: the catalog lacks what one of them names, or all together leave nothing of it.
    """
    selection = Selection(
        sections=tuple(section or ()),
        entries=tuple(entry or ()),
        repos=tuple(repo or ()),
        rules=tuple(rule or ()),
        skipped_rules=tuple(skip_rule or ()),
        min_confidence=min_confidence,
    )
    check_selection(catalog, selection)
    entries = any(selection.takes_entry(entry) for entry in catalog.entries)
    if (selection.sections or selection.entries) and not entries:
        raise UserError(message("cli-leaves-no-entry", options=_typed(selection), catalog=catalog.file))
    if selection.repos and not repos_of(catalog, selection):
        raise UserError(message("cli-leaves-no-repo", options=_typed(selection), catalog=catalog.file))
    return selection


def check_owners(catalog: Catalog, selection: Selection, globs: Iterable[str]) -> None:
    """Look at globs of repos that the catalog lacks: they can only be found with the owners that are looked at.

    Args:
        catalog: the catalog.
        selection: the part of it whose owners are looked at.
        globs: what --repo says.

    Raises:
        UserError: no listed repo is of the owner that one of them names, or the part names no repo at all.
    """
    owners = {ref.repo.partition("/")[0].lower(): None for ref in repos_of(catalog, selection) if "/" in ref.repo}
    if not owners:
        raise UserError(message("cli-no-owner", where=_typed(selection) or catalog.file))
    for glob in globs:
        owner, slash, _ = glob.lower().partition("/")
        if slash and not re.search(r"[*?[]", owner) and owner not in owners:
            named = {"glob": glob, "catalog": catalog.file, "owner": glob.partition("/")[0]}
            key = "cli-owner-unlisted-there" if _typed(selection) else "cli-owner-unlisted"
            raise UserError(with_near(message(key, options=_typed(selection), **named), owner, owners))


def check_selection(catalog: Catalog, selection: Selection) -> None:
    """Raise UserError where the command line names what the catalog does not have."""
    language(None, catalog)
    sections = [section.id for section in catalog.sections]
    for wanted in selection.sections:
        if not any(id_ == wanted or id_.startswith(f"{wanted}/") for id_ in sections):
            unknown = message("cli-no-such-section", wanted=wanted, catalog=catalog.file)
            raise UserError(with_near(unknown, wanted, sections))
    entries = [entry.id for entry in catalog.entries]
    for wanted in selection.entries:
        if wanted not in entries:
            unknown = message("cli-no-such-entry", wanted=wanted, catalog=catalog.file)
            raise UserError(with_near(unknown, wanted, entries))
    for option, rules in (("--rule", selection.rules), ("--skip-rule", selection.skipped_rules)):
        for wanted in rules:
            check_rule(option, wanted)
    repos = [listed.repo for e in catalog.entries for listed in e.variants]
    repos += [mentioned.repo for e in catalog.entries for mentioned in e.references]
    for glob in selection.repos:
        if not any(Selection(repos=(glob,)).takes_repo(repo) for repo in repos):
            raise UserError(with_near(message("cli-no-repo-matches", glob=glob, catalog=catalog.file), glob, repos))


def check_rule(option: str, wanted: str) -> None:
    """Raise UserError where there is no rule of this id."""
    rules = [rule.id for rule in RULES]
    if wanted not in rules:
        unknown = message("cli-no-such-rule", option=option, wanted=wanted)
        raise UserError(with_near(unknown, wanted, rules, otherwise=message("cli-rules", rules=joined(rules))))


def _typed(selection: Selection) -> str:
    """The narrowing as it was typed."""
    options = (("--section", selection.sections), ("--entry", selection.entries), ("--repo", selection.repos))
    return " ".join(f"{option} {value}" for option, values in options for value in values)
