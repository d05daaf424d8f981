"""Changes of pages: one cell or link in every page that says so or in none, every other byte as it was.

What a change makes of a cell is read again before it is taken: it must state the new value for the models that it is
about and the old one for all others. A cell that cannot be changed so, because it speaks for several models at once or
in words of its own, is refused and shown to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jllm_sync.catalog.edit import (
    PAGE,
    POSITION,
    CatalogEdit,
    CellChange,
    Change,
    EditsRefused,
    NewLine,
    PageChange,
    Refusal,
)
from jllm_sync.catalog.model import License
from jllm_sync.catalog.pages.cells import context_of, known_license, segments
from jllm_sync.catalog.pages.claims import Draft, Tables
from jllm_sync.catalog.pages.languages import LocalRow, Record
from jllm_sync.catalog.pages.listing import PageList, read_entry
from jllm_sync.catalog.pages.markdown import Rich, cell_content, parse
from jllm_sync.catalog.pages.vocabulary import key, slug, words
from jllm_sync.messages import Sayable, in_language, message
from jllm_sync.repo import hub_link

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_BOLD = re.compile(r"(\**)(.*?)(\**)", re.DOTALL)
_BOTH = re.compile(r"\s+(?:&|＆)\s+")
_HYPHEN = r"(?:-|‑|&#x2011;|&#8209;)"
_NUMBER = r"(?<![\d,.])({})(?![\d,]|\.\d)"


@dataclass(frozen=True, slots=True, order=True)
class _Splice:
    file: str
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Edited:
    """A row while it is being changed: its cells' Markdown by language and field, as far as it differs."""

    draft: Draft
    cells: dict[tuple[str, str], str] = field(default_factory=dict)

    def markdown(self, row: LocalRow, name: str) -> str:
        return self.cells.get((row.language, name), row.places[name].markdown)

    def row(self, row: LocalRow) -> LocalRow:
        """A row in one language with the changes made so far."""
        changed = {
            name: cell_content(text, row.places[name].references)
            for (language, name), text in self.cells.items()
            if language == row.language
        }
        return replace(row, cells={**row.cells, **changed}) if changed else row


def edited_texts(
    read: PageList, texts: Mapping[str, str], licenses: Mapping[str, License], changes: Sequence[PageChange]
) -> dict[str, str]:
    """The texts of the pages with changes: all of them, or none.

    Args:
        read: what stands in the pages.
        texts: their texts by their paths.
        licenses: the licences by their ids, for the names that are to be written.
        changes: what to change; edits may come from an untrusted report.

    Raises:
        EditsRefused: what a change is about is not there, is not what it was made for, or cannot be changed by itself.
    """
    editor, refused = _made(read, licenses, changes)
    if refused:
        raise EditsRefused(refused)
    return editor.texts(texts)


def cells_changed(
    read: PageList, licenses: Mapping[str, License], edits: Sequence[CatalogEdit]
) -> tuple[CellChange, ...] | Refusal:
    """The cells of all pages that edits of claims and IDs would change, or why they cannot be made.

    Args:
        read: what stands in the pages.
        licenses: as in `edited_texts`.
        edits: the edits; those of whole cells and of rows' places say themselves what becomes of them.
    """
    editor, refused = _made(read, licenses, edits)
    return refused[0][1] if refused else tuple(editor.changes())


def _made(
    read: PageList, licenses: Mapping[str, License], changes: Sequence[PageChange]
) -> tuple[_Editor, list[tuple[Change, Refusal]]]:
    """The rows with all changes that could be made, and the others."""
    editor = _Editor({draft.fields["id"]: _Edited(draft) for draft in read.drafts}, licenses)
    refused: list[tuple[Change, Refusal]] = []
    groups: dict[tuple[str, ...], list[CatalogEdit]] = {}
    for change in changes:
        if isinstance(change, NewLine):
            editor.put_line(change)
        elif isinstance(change, CatalogEdit):
            path = change.path
            claim = len(path) in (2, 3) and not path[1].startswith(PAGE) and path[-1] != "repo"
            groups.setdefault((path[0], path[-1]) if claim else path, []).append(change)
        else:
            no = message("page-edit-insertion")
            refused.append((change, Refusal((change.into,), message("page-edit-possible"), no, None)))
    for group in sorted(groups.values(), key=lambda group: group[0].path[-1] == "repo"):  # IDs last: others need them
        refusal = editor.make(group)
        if refusal is not None:
            refused += [(change, refusal) for change in group]
    return editor, refused


def stands_already(read: PageList, edit: CatalogEdit) -> bool:
    """Whether the pages say already what an edit would make them say."""
    drafts = [draft for draft in read.drafts if draft.fields["id"] == edit.path[0]]
    if edit.path[-1] == "repo":
        return any(offer.repo == edit.new for draft in read.drafts for offer in draft.offers)
    if not drafts:
        return False
    if edit.path[1].startswith(PAGE):
        return any(
            _stands(row, edit.path[-1]) == edit.new for row in drafts[0].record.rows if row.file == edit.location.file
        )
    chosen = _chosen(drafts[0], edit.path)
    values = _values(drafts[0], edit.path[-1])
    return bool(chosen) and all(values[index] == edit.new for index in chosen)


class _Editor:
    def __init__(self, rows: dict[str, _Edited], licenses: Mapping[str, License]) -> None:
        self._rows = rows
        self._licenses = licenses
        self._new_lines: list[NewLine] = []
        self._moves: dict[tuple[str, int], int] = {}

    def make(self, group: Sequence[CatalogEdit]) -> Refusal | None:
        """Make edits that are about one field of one row: all, or none."""
        path = group[0].path
        row = self._rows.get(path[0])
        if row is None:
            return Refusal(path, message("page-edit-entry"), message("page-nothing"), None)
        if len(path) == 3 and path[1].startswith(PAGE):
            return self._set_markdown(row, group[0])
        if path[-1] == "repo":
            return self._rename(row, group[0])
        return self._set_claim(row, group)

    def texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The pages' texts with what was made."""
        splices = [
            _Splice(row.file, row.places[name].start, row.places[name].end, text)
            for edited in self._rows.values()
            for row in edited.draft.record.rows
            for (language, name), text in edited.cells.items()
            if language == row.language
        ]
        changed = dict(texts)
        for splice in sorted(set(splices), reverse=True):
            text = changed[splice.file]
            changed[splice.file] = text[: splice.start] + splice.text + text[splice.end :]
        for file in {line.file for line in self._new_lines} | {file for file, _ in self._moves}:
            changed[file] = self._with_lines(file, changed[file])
        return {file: text for file, text in changed.items() if text != texts[file]}

    def changes(self) -> Iterator[CellChange]:
        """The cells that were changed, row by row in the order of the pages."""
        for id_, edited in self._rows.items():
            for row in edited.draft.record.rows:
                for (language, name), text in edited.cells.items():
                    if language == row.language and text != row.places[name].markdown:
                        yield CellChange(id_, language, name, row.places[name].markdown, text, row.at(name))

    def _with_lines(self, file: str, text: str) -> str:
        """A text whose lines are moved and added to; cells have no line breaks, so that every line has its number."""
        newline = "\r\n" if "\r\n" in text else "\n"
        lines = [match[0] for match in _LINES.finditer(text)]
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += newline
        before: dict[int, list[str]] = {}
        for line in self._new_lines:
            if line.file == file:
                before.setdefault(line.before, []).append(f"{line.text}{newline}")
        for (moved, number), target in self._moves.items():
            if moved == file:
                before.setdefault(target, []).append(lines[number - 1])
        found: list[str] = []
        for number in range(1, len(lines) + 2):
            found += before.get(number, [])
            if number <= len(lines) and (file, number) not in self._moves:
                found.append(lines[number - 1])
        return "".join(found)

    def put_line(self, line: NewLine) -> None:
        """Put a line in before another, with the line break that the page has."""
        self._new_lines.append(line)

    def _set_markdown(self, edited: _Edited, edit: CatalogEdit) -> Refusal | None:
        row = next((row for row in edited.draft.record.rows if row.language == edit.path[1].removeprefix(PAGE)), None)
        found = None if row is None else _stands(row, edit.path[2])
        position = edit.path[2] == POSITION
        fits = isinstance(edit.new, int) if position else isinstance(edit.new, str) and not _breaks(edit.new)
        if row is not None and position and fits:
            lines = [other.line for other in row.table.rows]
            fits = min(lines) <= edit.new <= max(lines) + 1
        if row is None or found is None or found != edit.old or not fits:
            place = None if row is None else row.at(edit.path[2])
            return Refusal(edit.path, _shown(edit.old), _shown(found), place)
        if position:
            self._moves[row.file, row.line] = edit.new
        else:
            edited.cells[row.language, edit.path[2]] = edit.new
        return None

    def _rename(self, edited: _Edited, edit: CatalogEdit) -> Refusal | None:
        """Lead every link of the row to a repo's new ID, in each page that has such a link; other pages stay.

        A link that the cell does not spell out, as one to a definition elsewhere on the page, is left to a person:
        then no page changes.
        """
        old, new = edit.path[1], edit.new
        known = {offer.repo for offer in edited.draft.offers}
        known |= {reference["repo"] for reference in edited.draft.fields.get("references", ())}
        if old not in known or edit.old != old or not isinstance(new, str) or not _REPO_ID.fullmatch(new):
            place = edited.draft.record.master.at("name")
            return Refusal(edit.path, _shown(edit.old), _shown(old if old in known else None), place)
        made: dict[tuple[str, str], str] = {}
        for row in edited.draft.record.rows:
            for name in row.places:
                text = edited.markdown(row, name)
                changed = _renamed(text, old, new)
                if changed != text:
                    made[row.language, name] = changed
                linking = {
                    target.repo
                    for link in cell_content(changed, row.places[name].references).links
                    if (target := hub_link(link.url))
                }
                if old in linking - {new}:
                    return Refusal(edit.path, message("page-edit-cell"), _shown(text), row.at(name))
        edited.cells.update(made)
        return None

    def _set_claim(self, edited: _Edited, group: Sequence[CatalogEdit]) -> Refusal | None:
        name = group[0].path[-1]
        draft = edited.draft
        now = _values(draft, name)
        wanted = list(now)
        for edit in group:
            chosen = _chosen(draft, edit.path)
            if not chosen:
                return Refusal(edit.path, message("page-edit-model"), message("page-nothing"), None)
            stated = draft.fields if len(edit.path) == 2 else draft.variants[chosen[0]]
            if edit.op != "add" and stated.get(name) != edit.old:
                place = draft.record.master.at(draft.column_of(name))
                return Refusal(edit.path, _shown(edit.old), _shown(stated.get(name)), place)
            for index in chosen:
                wanted[index] = edit.new
        column = draft.column_of(name)
        made: dict[tuple[str, str], str] = {}
        for row in draft.record.rows:
            if column not in row.places:
                continue
            markdown = edited.markdown(row, column)
            if _read(edited.row(row), name) == wanted:
                continue
            old = {_plain(now[i]): now[i] for i in range(len(now)) if now[i] != wanted[i]}
            new = next(wanted[i] for i in range(len(now)) if now[i] != wanted[i])
            for candidate in self._candidates(name, markdown, list(old.values()), new, row.language, draft):
                changed = replace(
                    edited.row(row),
                    cells={**edited.row(row).cells, column: cell_content(candidate, row.places[column].references)},
                )
                if _read(changed, name) == wanted:
                    made[row.language, column] = candidate
                    break
            else:
                return Refusal(group[0].path, message("page-edit-cell"), _shown(markdown), row.at(column))
        edited.cells.update(made)
        return None

    def _candidates(
        self, name: str, markdown: str, old: Sequence[Any], new: Any, language: str, draft: Draft
    ) -> Iterator[str]:
        """What a cell could become."""
        text = self._text(name, new, language)
        if text is None or ("](" in markdown and name == "license"):
            return
        if not markdown:
            yield text
            return
        match = _BOLD.fullmatch(markdown)
        plain = parse(markdown).plain
        whole = (name == "context" and context_of(plain) in old) or (
            name == "license" and ("unknown" in old and key(plain) in words().unknown_license)
        )
        if match and whole and not parse(markdown).footnotes:
            yield f"{match[1]}{text}{match[3]}"
        for wording in dict.fromkeys(wording for value in old for wording in self._wordings(name, value, markdown)):
            exact = re.escape(wording).replace(r"\-", _HYPHEN)
            pattern = re.compile(_NUMBER.format(exact) if wording[:1].isdigit() else f"({exact})")
            spans = [found.span(1) for found in pattern.finditer(markdown)]
            plainly = name == "context" and "," not in wording and isinstance(new, int)
            like = str(new) if plainly else text
            for chosen in [[span] for span in spans] + ([spans] if len(spans) > 1 else []):
                changed = markdown
                for start, end in reversed(chosen):
                    hyphen = re.search(_HYPHEN, markdown[start:end])
                    changed = changed[:start] + like.replace("-", hyphen[0] if hyphen else "-") + changed[end:]
                yield changed

    def _text(self, name: str, value: Any, language: str) -> str | None:
        """How a value is written in a cell; None where that is left to a person."""
        match name:
            case "context":
                return _context_text(value)
            case "license" if isinstance(value, str):
                if value == "unknown":
                    return None
                license_ = self._licenses.get(value)
                return None if license_ is None else in_language(license_.name, language)
            case "loadable":
                return next((mark for mark, meaning in words().loadable.items() if meaning == value), None)
            case "parameters" if isinstance(value, str):
                return value
            case "year":
                return str(value)
            case _:
                return None

    def _wordings(self, name: str, value: Any, markdown: str) -> Iterator[str]:
        """How a value may stand in a cell."""
        match name:
            case "context" if isinstance(value, int):
                yield from (f"{value:,}", str(value))
            case "license":
                yield from license_wordings(cell_content(markdown), value)
            case "loadable":
                yield from (mark for mark, meaning in words().loadable.items() if meaning == value)
            case "parameters" if isinstance(value, str):
                yield from (value, value.upper())
            case "year":
                yield str(value)
            case _:
                return


_ADDRESS = re.compile(r"https?://[^\s()<>\[\]|\"']*\Z")
"""The beginning of a link, up to where it is searched."""
_REPO_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*")


def _renamed(markdown: str, old: str, new: str) -> str:
    """A cell's Markdown with a repo's new ID in its links to the Hub and in its text, but in no other site's address.

    An ID of one part is changed in links only: in a text it may be any word.
    """

    def put(match: re.Match[str]) -> str:
        address = _ADDRESS.search(markdown, 0, match.start())
        if address is None:
            return new if "/" in old else match[0]
        target = hub_link(address[0] + match[0])
        return new if target is not None and target.repo.lower() == old.lower() else match[0]

    return re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-]|\.\w)", put, markdown, flags=re.IGNORECASE)


def license_wordings(cell: Rich, ids: Any) -> Iterator[str]:
    """The wordings by which a cell names some licences."""
    wanted = (ids,) if isinstance(ids, str) else tuple(ids or ())
    for segment in segments(cell):
        for wording in map(str.strip, _BOTH.split(segment.value.plain)):
            for mark in words().doubt:
                wording = wording.replace(mark, "").strip()
            known = known_license(wording)
            if (known.id if known is not None else slug(wording)) in wanted:
                yield wording


def _context_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return f"{value:,}"
    match value:
        case {"min": int(low), "max": int(high)}:
            return f"{low:,} ~ {high:,}"
        case {"at_most": int(most)}:
            return f"≤ {most:,}"
        case _:
            return None


def _chosen(draft: Draft, path: tuple[str, ...]) -> list[int]:
    """The variants that an edit is about: those that inherit from the row, or the one of a repo."""
    if len(path) == 3:
        return [index for index, offer in enumerate(draft.offers) if offer.repo == path[1]]
    return [index for index, variant in enumerate(draft.variants) if not variant.get(path[1])]


def _values(draft: Draft, name: str) -> list[Any]:
    """What a row says of each of its variants; of one without variants, what it says of itself."""
    inherited = draft.fields.get(name)
    return [variant.get(name) or inherited for variant in draft.variants] or [inherited]


def _read(row: LocalRow, name: str) -> list[Any]:
    """What one language's row says of each of its variants."""
    return _values(read_entry(Record((row,), []), Tables({}, ids_of_repos=True), ""), name)


def _stands(row: LocalRow, name: str) -> str | int | None:
    """The Markdown of a cell, or the number of the row's line."""
    if name == POSITION:
        return row.line
    return row.places[name].markdown if name in row.places else None


def _breaks(markdown: str) -> bool:
    """Whether a cell's new text would be more than a cell."""
    return re.search(r"[\r\n\0]|(?<!\\)\|", markdown) is not None


def _plain(value: Any) -> str:
    return repr(value)


def _shown(value: Any) -> Sayable:
    if value is None:
        return message("page-nothing")
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
