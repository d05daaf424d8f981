"""A catalog in Markdown pages: their settings, the pages themselves, and what they say as the model has it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any

from jllm_sync.catalog import built_in
from jllm_sync.catalog.edit import CatalogEdit, Change, EditsRefused, PageChange, Refusal, SettingEdit
from jllm_sync.catalog.fields import CLAIMS, parse_claim
from jllm_sync.catalog.model import (
    Catalog,
    CatalogFile,
    Claim,
    ClaimField,
    Entry,
    InvalidCatalog,
    Location,
    Problem,
    Reference,
    Section,
    Variant,
    Waiver,
)
from jllm_sync.catalog.pages.claims import Draft
from jllm_sync.catalog.pages.editor import edited_texts, stands_already
from jllm_sync.catalog.pages.languages import LocalRow, hub_repos
from jllm_sync.catalog.pages.listing import House, ListSection, PageList, read_list
from jllm_sync.catalog.pages.markdown import SourceText, read_page
from jllm_sync.catalog.pages.vocabulary import column_key, column_languages, localized
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.check import inconsistencies, violations
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.catalog.yaml.emit import emit
from jllm_sync.catalog.yaml.reader import read_tree, read_waiver
from jllm_sync.messages import Text, joined, message
from jllm_sync.repo import hub_link


@dataclass(frozen=True, slots=True)
class ListSettings:
    """The settings of a list in pages."""

    file: str | None = None
    """Where they stand; None where they are the defaults."""
    title: Text | None = None
    pages: tuple[tuple[str, str], ...] = ()
    """Language and path of each page, the master first."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    licenses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    foundations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    """Fields by the keys of columns' titles."""
    house: House = field(default_factory=House)
    waivers: tuple[tuple[str, Waiver], ...] = ()
    """By the repo that they are about."""
    data: bytes = b""
    """The file's bytes."""


def read_settings(data: bytes, file: str) -> ListSettings:
    """The settings in these bytes of a catalog.yaml.

    Raises:
        InvalidCatalog: all that is wrong with it, each with line and column.
    """
    root, errors = read_tree(data)
    found = [(error.mark, error.message) for error in errors]
    if not found and not isinstance(root, yaml_tree.Mapping):
        found = [((1, 1), message("yaml-no-mapping"))]
    if not found:
        for name, default in (("title", "-"), ("sections", yaml_tree.Sequence())):
            if name not in root:  # a catalog needs them, settings do not
                root.add_unwritten(name, default)
        for check in (violations, inconsistencies):
            places = {mark for mark, _ in found}
            found += ((mark, text) for mark, text in check(root) if mark not in places)
    if found:
        raise InvalidCatalog(Problem(Location(file, *mark), text) for mark, text in found)
    house = root.get("house") or {}
    columns = root.get("columns") or {}
    return ListSettings(
        file=file,
        title=root["title"] if root["title"] != "-" else None,
        pages=tuple((root.get("pages") or {}).items()),
        settings=root.get("settings") or {},
        licenses=root.get("licenses") or {},
        foundations=root.get("foundations") or {},
        columns={column_key(title): name for name, titles in columns.items() for title in titles},
        house=House(
            order=house.get("order", "auto"),
            bold_years=house.get("bold_years", "newest"),
            unknown={
                name: {"": words} if isinstance(words, str) else words
                for name, words in (house.get("unknown") or {}).items()
            },
            developers={
                owner.lower(): {"": label} if isinstance(label, str) else label
                for owner, label in (house.get("developers") or {}).items()
            },
        ),
        data=data,
        waivers=tuple((node["repo"], read_waiver(node, file)) for node in root.get("waivers") or ()),
    )


_URL = re.compile(r"https?://[^\s()\[\]<>\"']+")
_LANGUAGE_IN_NAME = re.compile(r"[._-]([a-z]{2})$", re.IGNORECASE)
_CODES = frozenset((
    "ar", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
))  # fmt: skip
"""ISO 639-1 codes of languages in which lists are kept; `pt.md` is one, `ai.md` is not."""
_NOT_FACTS = frozenset({"id", "name", "variants", "references", *CLAIMS})


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page's bytes, its path as the user gave it, and its language (a code) where it was said."""

    path: str
    data: bytes
    language: str | None = None


class PagesDocument:
    """A catalog that stands in Markdown pages, one a language; the first is the master."""

    def __init__(self, files: Sequence[PageFile], settings: ListSettings | None = None) -> None:
        self.settings = settings or ListSettings()
        self._files = tuple(files)
        self.sources = tuple(_sources(files))
        """The text of each page, without its byte order mark."""

    @property
    def file(self) -> str:
        """The master's path."""
        return self._files[0].path

    @property
    def files(self) -> Mapping[str, bytes]:
        """The bytes of each page by its path, and of the settings where there are any."""
        own = {self.settings.file: self.settings.data} if self.settings.file is not None else {}
        return {file.path: file.data for file in self._files} | own

    @cached_property
    def read(self) -> PageList:
        """What stands in the pages. Raises InvalidCatalog where a page is no text that a list could be."""
        settings = self.settings
        return read_list(
            self.sources,
            columns=settings.columns,
            licenses=settings.licenses,
            house=settings.house,
            ids_of_repos=True,
        )

    @cached_property
    def catalog(self) -> Catalog:
        """What they say. Raises InvalidCatalog where a page has links to the Hub and none of them is read."""
        return _Builder(self).catalog()

    def edited(self, changes: Sequence[PageChange]) -> PagesDocument:
        """The pages with changes: in every page that says so, or in none. Raises EditsRefused.

        Waivers and settings have no place in Markdown: they go into the settings' file, which is begun where there is
        none.
        """
        beside = [change for change in changes if _is_beside(change)]
        texts = {source.file: source.text for source in self.sources}
        within = [change for change in changes if not _is_beside(change)]
        edited = self.with_texts(edited_texts(self.read, texts, self.catalog.licenses, within)) if within else self
        return PagesDocument(edited._files, self._edited_settings(beside)) if beside else edited

    def _edited_settings(self, changes: Sequence[PageChange]) -> ListSettings:
        settings = self.settings
        text = settings.data
        if settings.file is None:
            text = emit({"pages": {source.language: source.file for source in self.sources}}).encode()
        document = Document(text, settings.file or SETTINGS)
        entries = {entry.id: entry for entry in self.catalog.entries}
        old = document.root.get("waivers")
        waivers = [dict(waiver) for waiver in old or ()]
        own: list[SettingEdit] = []
        refused: list[tuple[Change, Refusal]] = []
        for change in changes:
            if isinstance(change, SettingEdit):
                own.append(change)
                continue
            assert isinstance(change, CatalogEdit)
            entry = entries.get(change.path[0])
            repos = _repos_of(entry, change.path[1:-1]) if entry is not None else []
            if not repos:
                no = Refusal(change.path, message("page-edit-entry"), message("page-nothing"), None)
                refused.append((change, no))
            for repo in repos:
                gone = [{"repo": repo, **one} for one in change.old or () if one not in change.new]
                waivers = [waiver for waiver in waivers if waiver not in gone]
                waivers += [one for new in change.new if (one := {"repo": repo, **new}) not in waivers]
        if refused:
            raise EditsRefused(refused)
        if waivers != list(old or ()):
            place = Location(document.file, 1, 1)
            own.append(SettingEdit(("waivers",), "set" if old is not None else "add", old, waivers, place))
        return read_settings(document.edited(own).data, document.file)

    def stands_already(self, edit: CatalogEdit, renamed: Mapping[tuple[str, ...], str]) -> bool:
        """Whether the pages say already what an edit would make them say."""
        return not _is_beside(edit) and stands_already(self.read, edit)

    def with_texts(self, texts: Mapping[str, str]) -> PagesDocument:
        """The same pages with other texts, by their paths; byte order marks stay."""
        files = []
        for file, source in zip(self._files, self.sources, strict=True):
            bom = b"\xef\xbb\xbf" if file.data.startswith(b"\xef\xbb\xbf") else b""
            data = bom + texts[file.path].encode() if file.path in texts else file.data
            files.append(PageFile(file.path, data, source.language))
        return PagesDocument(files, self.settings)


SETTINGS = "catalog.yaml"
"""The file that is begun where something must be written which has no place in Markdown."""


def _is_beside(change: PageChange) -> bool:
    """Whether a change is of what stands beside the pages, in their settings."""
    return isinstance(change, SettingEdit) or (isinstance(change, CatalogEdit) and change.path[-1] == "waivers")


def _repos_of(entry: Entry, path: Sequence[str]) -> list[str]:
    """The repos that a waiver is for: the one that the path names, else all of the row's own."""
    own = [variant.repo for variant in entry.variants if not variant.unofficial]
    return [repo for repo in own or [v.repo for v in entry.variants] if not path or repo == path[0]] or list(path)


def _sources(files: Sequence[PageFile]) -> list[SourceText]:
    found: list[SourceText] = []
    for file in files:
        try:
            text = file.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            byte = f"0x{error.object[error.start]:02x}"
            problem = Problem(Location(file.path, line, 1), message("page-not-utf8", byte=byte))
            raise InvalidCatalog([problem]) from error
        language = file.language or language_of(file.path, text)
        if other := next((source for source in found if source.language == language), None):
            text_ = message("page-same-language", language=language, file=other.file)
            raise InvalidCatalog([Problem(Location(file.path, 1, 1), text_)])
        found.append(SourceText(file.path, language, text))
    return found


def language_of(path: str, text: str) -> str:
    """The language of a page: by its folder or its name (`en/README.md`, `README.ja.md`), else by its columns' words.

    Args:
        path: the page's path.
        text: what stands in it; the empty string tells nothing.

    Returns:
        A code such as `ja`; `en` where nothing tells.
    """
    where = PurePath(path)
    named = _LANGUAGE_IN_NAME.search(where.stem)
    for name in (where.stem, named[1] if named else "", where.parent.name):
        if name.lower() in _CODES:
            return name.lower()
    counts: dict[str, int] = {}
    for _, table in read_page(SourceText(path, "", text)).tables:
        for title in table.header:
            for language in column_languages().get(column_key(title.plain), ()) if title.plain else ():
                counts[language] = counts.get(language, 0) + 1
    return max(sorted(counts, key=lambda code: (code != "en", code)), key=lambda code: counts[code], default="en")


class _Builder:
    """Turns what was read into the model."""

    def __init__(self, document: PagesDocument) -> None:
        self._settings = document.settings
        self._read = document.read
        self._files = document.files
        self._places: dict[Location, tuple[Location, ...]] = {}
        self._waivers: dict[str, list[Waiver]] = {}
        for repo, waiver in document.settings.waivers:
            self._waivers.setdefault(repo.lower(), []).append(waiver)

    def catalog(self) -> Catalog:
        read = self._read
        _check_links(read)
        files = tuple(
            CatalogFile(page.file, hashlib.sha256(self._files[page.file]).hexdigest(), page.language)
            for page in read.pages
        )
        master = read.pages[0]
        titles = localized({page.language: page.title for page in read.pages})
        licenses = {**read.tables.licenses, **self._settings.licenses}
        foundations = built_in.foundations({**read.tables.foundations, **self._settings.foundations}, licenses)
        return Catalog(
            file=master.file,
            sha256=hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest(),
            title=self._settings.title or titles or master.file,
            settings={"language": "ja" if master.language == "ja" else "en", **self._settings.settings},
            licenses=built_in.licenses(licenses),
            foundations=foundations,
            bases_by_repo=built_in.bases_by_repo(foundations),
            sections=tuple(map(self._section, read.sections)),
            files=files,
            pages=read,
            places=self._places,
        )

    def _section(self, section: ListSection) -> Section:
        node = section.node
        location = Location(self._read.pages[0].file, node.heading.line, 1)
        return Section(node.id, node.title, location, tuple(self._entry(draft, node.id) for draft in section.drafts))

    def _entry(self, draft: Draft, section: str) -> Entry:
        record, fields = draft.record, draft.fields
        id_ = fields["id"]
        claims = self._claims(draft, fields, (id_,))
        shared = self._shared_waivers(draft)
        facts = {name: value for name, value in fields.items() if name not in _NOT_FACTS and value}
        if notes := self._notes(draft):
            facts["notes"] = notes
        return Entry(
            id=id_,
            section=section,
            name=fields.get("name"),
            location=self._at([row.at("name") for row in record.rows]),
            claims=claims,
            variants=tuple(self._variant(draft, index, claims, shared) for index in range(len(draft.offers))),
            waivers=tuple(shared),
            references=tuple(self._reference(draft, found) for found in fields.get("references", ())),
            facts=facts,
        )

    def _shared_waivers(self, draft: Draft) -> list[Waiver]:
        """Waivers of each of a row's own repos: what is accepted for all is accepted for the row."""
        own = [
            offer.repo.lower()
            for offer, fields in zip(draft.offers, draft.variants, strict=True)
            if not fields.get("unofficial", False)
        ]
        if len(own) < 2:
            return []
        others = [[_accepted(waiver) for waiver in self._waivers.get(repo, ())] for repo in own[1:]]
        return [one for one in self._waivers.get(own[0], ()) if all(_accepted(one) in other for other in others)]

    def _variant(
        self, draft: Draft, index: int, inherited: Mapping[ClaimField, Claim], shared: Sequence[Waiver]
    ) -> Variant:
        offer, fields = draft.offers[index], draft.variants[index]
        own = self._claims(draft, fields, (draft.fields["id"], offer.repo), offer.places)
        claims: dict[ClaimField, Claim] = {}
        for name in CLAIMS:
            if name in own:
                claims[name] = own[name]
            elif (claim := inherited.get(name)) is not None:
                claims[name] = claim
        return Variant(
            repo=offer.repo,
            kind=offer.kind,
            label=fields.get("label"),
            location=self._at(offer.places),
            claims=claims,
            unofficial=fields.get("unofficial", False),
            representative=fields.get("representative", False),
            waivers=tuple(
                waiver
                for waiver in self._waivers.get(offer.repo.lower(), ())
                if _accepted(waiver) not in map(_accepted, shared)
            ),
        )

    def _claims(
        self, draft: Draft, fields: Mapping[str, Any], path: tuple[str, ...], places: Sequence[Location] = ()
    ) -> dict[ClaimField, Claim]:
        """The claims of an entry or a variant, each at its cell; a size that a label shows at the label."""
        found: dict[ClaimField, Claim] = {}
        for name in CLAIMS:
            raw = fields.get(name)
            if raw in (None, "", [], {}):
                continue
            column = draft.column_of(name)
            rows = [row for row in draft.record.rows if column in row.cells]
            own = places if name == "parameters" and places else [row.at(column) for row in rows]
            location = self._at(own or [row.at("name") for row in draft.record.rows])
            found[name] = Claim(name, parse_claim(name, raw), raw, location, (*path, name))
        return found

    def _reference(self, draft: Draft, found: Mapping[str, Any]) -> Reference:
        places = [row.place_of(found["repo"]) for row in draft.record.rows if found["repo"] in hub_repos(row)]
        return Reference(found["repo"], found["kind"], found["role"], self._at(places))

    def _notes(self, draft: Draft) -> Any:
        """The footnotes of a row, in each language."""
        footnotes = {page.language: page.footnotes for page in self._read.pages}
        texts: dict[str, str] = {}
        for row in draft.record.rows:
            names = dict.fromkeys(name for cell in row.cells.values() for _, name in cell.footnotes)
            known = footnotes[row.language]
            texts[row.language] = " ".join(known[name].text for name in names if name in known)
        return localized(texts)

    def _at(self, places: Sequence[Location]) -> Location:
        """The first place; the catalog remembers the others."""
        if len(places) > 1:
            self._places[places[0]] = tuple(places)
        return places[0]


def _accepted(waiver: Waiver) -> tuple[str, str, object]:
    """What a waiver accepts, and how long."""
    return waiver.rule, repr(waiver.seen), waiver.until


def _check_links(read: PageList) -> None:
    """Raise InvalidCatalog where a page has links to the Hub and none of them reaches the catalog."""
    rows: list[LocalRow] = [row for draft in read.drafts for row in draft.record.rows]
    problems: list[Problem] = []
    for page in read.pages:
        found = [match for match in _URL.finditer(page.text) if hub_link(match[0].rstrip(".,;:"))]
        count = len({match[0] for match in found})
        if count and not any(hub_repos(row) for row in rows if row.file == page.file):
            line = page.html_tables[0] if page.html_tables else page.text.count("\n", 0, found[0].start()) + 1
            why = [message("page-html-table")] if page.html_tables else []
            unread = joined([message("page-links-unread", count=count), *why], "clause")
            problems.append(Problem(Location(page.file, line, 1), unread))
    if problems:
        raise InvalidCatalog(problems)
