"""Drafts as rows of a list in pages: one row in every page, at its place, in the manner of its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from jllm_sync.catalog.edit import PAGE, NewLine
from jllm_sync.catalog.pages.cells import year_of
from jllm_sync.catalog.pages.claims import Draft as Row
from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.pages.languages import LocalRow
from jllm_sync.catalog.pages.vocabulary import words
from jllm_sync.drafting.writing import Draft, VariantDraft, place_descending, place_of_variant, sizes_of_section
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit
from jllm_sync.messages import Language, in_language, message, said
from jllm_sync.repo import repo_url

_SIZE = re.compile(r"(?<![\w.*])(\d+(?:\.\d+)?[bm])(?![\w*])", re.IGNORECASE)
_VARIANTS = ("architecture", "foundation", "variants", "name")
"""The columns in which variants may be linked, the likelier first."""


def id_in_pages(repo: str) -> str:
    """The id of the entry whose first repo this is, before others of the same id are told apart."""
    return re.sub(r"[^a-z0-9]", "-", repo.lower())


def written_in_pages(document: PagesDocument, drafts: Sequence[Draft]) -> PagesDocument:
    """The pages with the drafts in them, each at its place in every page.

    Raises:
        UserError: a table of the section has no row whose manner a new one could take.
    """
    changes: list[NewLine | Edit] = []
    for one in drafts:
        changes += _new_row(document, one) if one.new else _new_variants(document, one)
    return document.edited(changes)


def guesses(drafts: Sequence[Draft], language: Language) -> list[str]:
    """What a person should look at, a line each: nothing of it stands in the pages."""
    found: list[str] = []
    for one in drafts:
        named = [("", one.fields), *((variant.candidate.repo, variant.fields) for variant in one.variants)]
        for repo, fields in named:
            found += [
                f"{repo or one.entry}: {name}: {said(value.comment, language)}"
                for name, value in fields.items()
                if value.comment is not None and name not in ("id", "label")
            ]
        for variant in one.variants:
            found += [f"{variant.candidate.repo}: {said(note, language)}" for note in variant.notes]
    return found


def _new_row(document: PagesDocument, one: Draft) -> Iterator[NewLine]:
    section = next(section for section in document.read.sections if section.node.id == one.section)
    rows = list(section.drafts)
    place = place_descending(sizes_of_section(document.catalog, one.section), one.size)
    for page in document.read.pages:
        here = [(row, local) for row in rows for local in row.record.rows if local.language == page.language]
        if not here:
            raise UserError(message("draft-no-row", section=one.section, file=page.file))
        after = [local for row, local in here if row in rows[:place]]
        before = [local for row, local in here if row in rows[place:]]
        line = before[0].line if before else after[-1].line + 1
        template = (before or after[-1:])[0] if not after else after[-1]
        yield NewLine(page.file, line, _row_text(document, one, rows, template))


def _row_text(document: PagesDocument, one: Draft, rows: Sequence[Row], template: LocalRow) -> str:
    names = {id(cell): name for name, cell in template.places.items()}
    cells = [_cell(document, one, rows, template, names.get(id(cell), "")) for cell in template.row.cells]
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _cell(document: PagesDocument, one: Draft, rows: Sequence[Row], template: LocalRow, column: str) -> str:
    """What the new row says in a column, in the manner of its neighbours."""
    language = template.language
    linked = _variants_column(rows)
    text = ""
    match column:
        case "name":
            name = _value(one, "name") or one.variants[0].candidate.repo.partition("/")[2]
            text = f"[{_text(name, language)}]({repo_url(one.variants[0].candidate.repo)})"
        case "year":
            year = _value(one, "year")
            cells = [row.record.master.cells.get("year") for row in document.read.drafts]
            newest = max((found for cell in cells if cell is not None and (found := year_of(cell))), default=0)
            bold = any(row.record.master.cells["year"].bold for row in rows if "year" in row.record.master.cells)
            text = "" if year is None else f"**{year}**" if bold and year >= newest else str(year)
        case "context":
            context = _value(one, "context")
            text = f"{context:,}" if isinstance(context, int) else ""
        case "license":
            ids = _value(one, "license")
            licenses = document.catalog.licenses
            wanted = [ids] if isinstance(ids, str) else ids or []
            text = " & ".join(in_language(licenses[id_].name, language) for id_ in wanted if id_ in licenses)
            text = text or _unknown(document, column, language, "?")
        case "developer":
            text = _developer(one, rows, language)
        case "architecture":
            text = _text(_value(one, "architecture"), language)
        case "foundation":
            text = _foundation(document, one, language)
        case "training":
            text = _unknown(document, column, language, "")
    if column == linked:
        links = ", ".join(_link(variant, language) for variant in one.variants)
        neighbours = [row.record.master.places[column].markdown for row in rows if column in row.record.master.places]
        between = "<br>" if sum("<br>(" in cell for cell in neighbours) * 2 >= len(neighbours) else " "
        text = f"{text}{between if text else ''}({links})"
    return text


def _variants_column(rows: Sequence[Row]) -> str:
    """The column in which the section's rows link their variants."""
    counts = Counter(
        column
        for row in rows
        for column in _VARIANTS
        if column in row.record.master.cells and any(row.record.master.cells[column].link_groups())
    )
    return counts.most_common(1)[0][0] if counts else "name"


def _link(variant: VariantDraft, language: str) -> str:
    """A variant's label with its size in bold, linked."""
    repo = variant.candidate.repo
    label = variant.fields["label"].value if "label" in variant.fields else repo.partition("/")[2]
    bold = _SIZE.sub(r"**\1**", _text(label, language), count=1)
    return f"[{bold}]({repo_url(repo)})"


def _value(one: Draft, name: str) -> Any:
    """A field of the new entry, or of its first variant that has it."""
    if name in one.fields:
        return one.fields[name].value
    return next((variant.fields[name].value for variant in one.variants if name in variant.fields), None)


def _text(value: Any, language: str) -> str:
    return in_language(value, language) if value else ""


def _developer(one: Draft, rows: Sequence[Row], language: str) -> str:
    """The developer's label as in the owner's other rows of the language."""
    value = _value(one, "developer")
    return _text(value, language) or one.variants[0].candidate.repo.partition("/")[0]


def _foundation(document: PagesDocument, one: Draft, language: str) -> str:
    value = _value(one, "foundation")
    if value is None:
        return ""
    id_, size = (value["id"], value.get("size")) if isinstance(value, dict) else (value, None)
    base = document.catalog.foundations.get(id_)
    name = in_language(base.name, language) if base is not None else id_
    return f"{name} (**{size}**)" if size else name


def _unknown(document: PagesDocument, column: str, language: str, otherwise: str) -> str:
    """What an unknown cell of a column says: as the settings have it, else in the language's usual word."""
    usual = document.settings.house.unknown.get(column, words().unknown_cells.get(column, {}))
    return usual.get(language, usual.get("", otherwise))


def _new_variants(document: PagesDocument, one: Draft) -> Iterator[Edit]:
    """The new variants' links in the cell that links their siblings, in every page."""
    row = next(row for row in document.read.drafts if row.fields["id"] == one.entry)
    entry = next(entry for entry in document.catalog.entries if entry.id == one.entry)
    column = next((c for c in _VARIANTS if c in row.record.master.cells and row.record.master.cells[c].links), "name")
    for local in row.record.rows:
        if column not in local.places:
            continue
        markdown = local.places[column].markdown
        for variant in one.variants:
            at = place_of_variant(entry, variant.candidate)
            link = _link(variant, local.language)
            before = entry.variants[at - 1].repo if at else None
            end = _end_of_link(markdown, before) if before else None
            if end is not None:
                markdown = f"{markdown[:end]}, {link}{markdown[end:]}"
            elif (start := _start_of_links(markdown, [v.repo for v in entry.variants])) is not None:
                markdown = f"{markdown[:start]}{link}, {markdown[start:]}"
            else:
                raise UserError(message("draft-no-links", file=local.file, line=str(local.line)))
        path = (one.entry, f"{PAGE}{local.language}", column)
        yield Edit(path, "set", local.places[column].markdown, markdown, local.at(column))


def _end_of_link(markdown: str, repo: str) -> int | None:
    found = [*re.finditer(rf"\]\(https?://[^)]*/{re.escape(repo)}/?\)", markdown)]
    return found[-1].end() if found else None


def _start_of_links(markdown: str, repos: Sequence[str]) -> int | None:
    for repo in repos:
        if found := re.search(rf"\[[^\[\]]*\]\(https?://[^)]*/{re.escape(repo)}/?\)", markdown):
            return found.start()
    return None


def rows_text(before: PagesDocument, after: PagesDocument) -> str:
    """The lines that the drafts add or change, by page, to be looked at."""
    lines: list[str] = []
    for path, data in after.files.items():
        old = set(before.files[path].decode("utf-8-sig").splitlines())
        new = [line for line in data.decode("utf-8-sig").splitlines() if line not in old]
        lines += [path, *new, ""]
    return "\n".join(lines)
