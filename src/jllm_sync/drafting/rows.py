"""Drafts as rows of a list in pages: one row in every page, at its place, in the manner of its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from jllm_sync.catalog.edit import PAGE, NewLine
from jllm_sync.catalog.fields import parse_size
from jllm_sync.catalog.pages.cells import context_of, size_in_brackets, year_of
from jllm_sync.catalog.pages.claims import Draft as Row
from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.pages.languages import LocalRow, hub_repos
from jllm_sync.catalog.pages.markdown import Rich, cell_content
from jllm_sync.catalog.pages.vocabulary import key, name_key, slug, words
from jllm_sync.drafting.writing import Draft, VariantDraft, place_descending, place_of_variant, sizes_of_section
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit
from jllm_sync.messages import Language, in_language, joined, message, said
from jllm_sync.readings import Reading
from jllm_sync.readings.license import read_license
from jllm_sync.repo import HubLink, hub_link, repo_url

_SIZE = re.compile(r"(?<![\w.*])(\d+(?:\.\d+)?[bm](?:-a\d+(?:\.\d+)?b)?)(?![\w*])", re.IGNORECASE)
_VARIANTS = ("architecture", "foundation", "variants", "name")
"""The columns in which variants may be linked, the likelier first."""


def id_in_pages(repo: str) -> str:
    """The id of the entry whose first repo this is, before others of the same id are told apart."""
    return re.sub(r"[^a-z0-9]", "-", repo.lower())


def written_in_pages(document: PagesDocument, drafts: Sequence[Draft]) -> PagesDocument:
    """The pages with the drafts in them, each at its place in every page.

    Raises:
        UserError: a table of the section has no row whose manner a new one could take, or a row made in it is not read
            as one that offers its repos.
    """
    changes: list[NewLine | Edit] = []
    for one in drafts:
        changes += _new_row(document, one) if one.new else _new_variants(document, one)
    after = document.edited(changes)
    read = {variant.repo for entry in after.catalog.entries for variant in entry.variants}
    for one in drafts:
        if unread := [made.candidate.repo for made in one.variants if made.candidate.repo not in read]:
            raise UserError(message("draft-unread", repos=joined(unread), section=one.section))
    return after


def guesses(drafts: Sequence[Draft], language: Language) -> list[str]:
    """What a person should look at, a line each: nothing of it stands in the pages."""
    found: list[str] = []
    for one in drafts:
        named = [("", one.fields), *((variant.candidate.repo, variant.fields) for variant in one.variants)]
        for repo, fields in named:
            for name, value in fields.items():
                if value.comment is not None and name not in ("id", "label"):
                    note = said(value.comment, language)
                    found.append(": ".join([repo or one.entry, *([] if name in note else [name]), note]))
        for variant in one.variants:
            found += [f"{variant.candidate.repo}: {said(note, language)}" for note in variant.notes]
    return found


def _new_row(document: PagesDocument, one: Draft) -> Iterator[NewLine]:
    section = next(section for section in document.read.sections if section.node.id == one.section)
    rows = list(section.drafts)
    place = _place(document, one, rows)
    for page in document.read.pages:
        here = [(row, local) for row in rows for local in row.record.rows if local.language == page.language]
        if not here:
            raise UserError(message("draft-no-row", section=one.section, file=page.file))
        after = [local for row, local in here if row in rows[:place]]
        before = [local for row, local in here if row in rows[place:]]
        line = before[0].line if before else after[-1].line + 1
        template = after[-1] if after else before[0]
        manner = _Manner(document, one, [local for _, local in here if local.table is template.table])
        names = {id(cell): name for name, cell in template.places.items()}
        cells = [manner.cell(names.get(id(cell), "")) for cell in template.row.cells]
        yield NewLine(page.file, line, f"| {' | '.join(cells)} |".replace("|  |", "| |"))


def _place(document: PagesDocument, one: Draft, rows: Sequence[Row]) -> int:
    """Before which of a section's rows a new one stands: by size, within a size beside its kin, within the kin by year.

    Kin are rows of one domain, or else on one base or of one architecture. In a table that is not ordered by size they
    alone say where; a row without any stands by its year where the rows do, else at the end.
    """
    first = rows[0].record.master
    manner = _Manner(document, one, [row.record.master for row in rows])
    columns = [column for column in ("domain", "foundation", "architecture") if column in first.cells]
    kind = _kind(cell_content(manner.cell(columns[0]))) if columns else ""
    kinds = [_kind(row.record.master.cells.get(columns[0], Rich(""))) if columns else "" for row in rows]
    year = year_of(cell_content(manner.cell("year")))
    years = [year_of(row.record.master.cells.get("year", Rich(""))) for row in rows]
    sizes = sizes_of_section(document.catalog, one.section)
    begin, end = 0, len(rows)
    size = one.size
    if (
        size is None
        and "foundation" in first.cells
        and (named := size_in_brackets(cell_content(manner.cell("foundation")))[0])
    ):
        size = parse_size(named)
    sized = size is not None and document.read.house.order != "none" and _descend(sizes)
    if sized:
        begin = end = place_descending(sizes, size)
        while begin > 0 and sizes[begin - 1] == size:
            begin -= 1
    kin = [index for index in range(begin, end) if _alike(kinds[index], kind)]
    if kin:
        begin, end = kin[0], kin[-1] + 1
    pairs = [
        (years[i], years[i + 1])
        for i in range(len(rows) - 1)
        if _alike(kinds[i], kinds[i + 1]) and (not sized or sizes[i] == sizes[i + 1])
    ]
    known = [(earlier, later) for earlier, later in pairs if earlier is not None and later is not None]
    rises, falls = sum(a < b for a, b in known), sum(a > b for a, b in known)
    newest_first = years[0] is not None and years[0] == max(y for y in years if y is not None)
    if year is None or (not kin and not sized and not newest_first):
        return end
    if rises > falls and kin:
        return begin + place_descending([None if y is None else -y for y in years[begin:end]], -year)
    # what is new stands before what came out in the same year
    return begin + place_descending([None if y is None else 2 * y for y in years[begin:end]], 2 * year + 1)


def _kind(cell: Rich) -> str:
    """What a row has in common with its kin: its base or architecture, without sizes, variants and footnotes."""
    return name_key(re.split(r"[(（\n]", cell.text.strip(), maxsplit=1)[0])


def _alike(mine: str, other: str) -> bool:
    return bool(mine and other) and (mine.startswith(other) or other.startswith(mine))


def _descend(sizes: Sequence[int | None]) -> bool:
    """Whether rows go by size: most neighbours of known sizes do."""
    known = [size for size in sizes if size is not None]
    steps = [earlier >= later for earlier, later in pairwise(known)]
    return len(known) * 2 > len(sizes) and sum(steps) * 5 >= len(steps) * 4


class _Manner:
    """How a table's rows say things in one language, and a new row said so."""

    def __init__(self, document: PagesDocument, one: Draft, table: Sequence[LocalRow]) -> None:
        self._document = document
        self._one = one
        self._table = table
        self._language = table[0].language
        self._page = [row for draft in document.read.drafts for row in draft.record.rows if row.file == table[0].file]
        counts = Counter(
            next((column for column in _VARIANTS if column in row.cells and any(row.cells[column].link_groups())), "")
            for row in table
        )
        self._linking = next((column for column, _ in counts.most_common() if column), "")
        """The column in which the table's rows link their variants; empty where the names alone are linked."""
        if "loadable" in table[0].cells and sum(map(_has_hub_link, self._cells("loadable"))) * 2 >= len(table):
            self._linking = "loadable"
        elif len(one.variants) == 1 and self._linking and self._called_by_id():
            # a row of one repo may be no more than its linked name
            single = [row for row in table if len(hub_repos(row)) == 1]
            bare = sum(_has_hub_link(row.cells["name"]) and not _grouped(row) for row in single if "name" in row.cells)
            if single and bare * 2 > len(single):
                self._linking = ""

    def cell(self, column: str) -> str:
        """What the new row says in a column."""
        said_ = self._said(column)
        marks = said_ is not None and _MARKS.fullmatch(said_) is not None
        text = self._own(column) if said_ is None or marks else self._year(said_) if column == "year" else said_
        if marks:
            text += said_ or ""
        if column and column == self._linking and not (said_ and any(cell_content(said_).link_groups())):
            text = self._with_links(column, text)
        return text

    def _called_by_id(self) -> bool:
        """Whether nobody says that the row is called otherwise than its repo, its size included."""
        name = self._said("name")
        if name is None:
            return True
        called, repo = cell_content(name).plain.lower(), self._one.variants[0].candidate.repo.lower()
        owned = called == repo or called == repo.partition("/")[2]
        return owned or (repo.partition("/")[2].startswith(called) and _FROM_SIZE.search(called) is not None)

    def _said(self, column: str) -> str | None:
        """What a person said of a cell."""
        by_language = self._one.cells.get(column, {})
        return by_language.get(self._language, by_language.get(""))

    def _own(self, column: str) -> str:
        one, language = self._one, self._language
        match column:
            case "name":
                return self._name()
            case "year":
                year = _value(one, "year")
                return "" if year is None else self._year(str(year))
            case "context":
                context = _value(one, "context")
                return self._context(context) if isinstance(context, int) else ""
            case "license":
                known = self._license(_value(one, "license")) or self._stated_license()
                return known or self._unknown(column, words().unknown_license, "?")
            case "developer":
                return self._developer()
            case "architecture":
                return _text(_value(one, "architecture"), language)
            case "parameters":
                return str(_value(one, "parameters") or "")
            case "foundation":
                return self._foundation()
            case "training":
                usual = words().unknown_cells.get(column, {}).get(language, "")
                return self._unknown(column, words().nothing, usual)
            case "loadable":
                marks = [mark for mark, value in words().loadable.items() if value == _value(one, "loadable")]
                used = "".join(cell.plain for cell in self._cells(column))
                return max(marks, key=used.count, default="")
            case _:
                return ""

    def _cells(self, column: str) -> list[Rich]:
        return [row.cells[column] for row in self._table if column in row.cells]

    def _name(self) -> str:
        first = self._one.variants[0].candidate.repo
        if self._linking:
            return f"[{_text(_value(self._one, 'name'), self._language) or first}]({repo_url(first)})"
        links = [link for cell in self._cells("name") for link in cell.links]
        plain = [cell for cell in self._cells("name") if len(cell.links) == 1]
        whole = sum(cell.plain == (hub_link(cell.links[0].url) or _NOWHERE).repo for cell in plain)
        short = _text(_value(self._one, "name"), self._language) if len(self._one.variants) > 1 else ""
        name = first if not links or whole * 2 >= len(plain) else short or first.partition("/")[2]
        return f"[{name}]({repo_url(first)})"

    def _year(self, text: str) -> str:
        years = [year for row in self._page if "year" in row.cells and (year := year_of(row.cells["year"]))]
        bold = self._document.settings.house.bold_years == "newest" and any(cell.bold for cell in self._cells("year"))
        return f"**{text}**" if bold and text.isdigit() and int(text) >= max(years, default=0) else text

    def _context(self, context: int) -> str:
        """A context length; bold where the table's nearest one is."""
        known = [
            (value, bool(cell.bold))
            for cell in self._cells("context")
            if isinstance(value := context_of(cell.plain), int)
        ]
        nearest = min((abs(value - context) for value, _ in known), default=0)
        bolds = [bold for value, bold in known if abs(value - context) == nearest]
        return f"**{context:,}**" if sum(bolds) * 2 > len(bolds) else f"{context:,}"

    def _license(self, ids: Any) -> str:
        """The licences as the page's other rows word them, else by their names, with the page's hyphens."""
        wanted = [ids] if isinstance(ids, str) else ids or []
        licenses = self._document.catalog.licenses
        return " & ".join(
            self._worded("license", id_) or self._hyphened(in_language(licenses[id_].name, self._language))
            for id_ in wanted
            if id_ in licenses
        )

    def _stated_license(self) -> str:
        """A licence that the catalog has no id for: as the page words it elsewhere, else by the title of its file."""
        reading = read_license(self._one.variants[0].candidate.observation)
        if not isinstance(reading, Reading) or len(reading.value) != 1:
            return ""
        stated = reading.value[0]
        names = {slug(name) for name in (stated.title, stated.name) if name}
        for row in self._page:
            cell = row.places.get("license")
            if cell is not None and slug(cell.content.plain) in names:
                return _MARKS.sub("", cell.markdown).strip()
        return self._hyphened(stated.title or "")

    def _hyphened(self, name: str) -> str:
        """A licence's name with hyphens that do not break, where the page has such."""
        cells = [row.places["license"].markdown for row in self._page if "license" in row.places]
        unbroken = sum(_UNBROKEN in cell for cell in cells)
        return name.replace("-", _UNBROKEN) if unbroken > sum("-" in cell for cell in cells) else name

    def _worded(self, column: str, value: str) -> str:
        """How most rows of the page word a value that is all that their cell says."""
        counts: Counter[str] = Counter()
        for draft in self._document.read.drafts:
            if draft.fields.get(column) == value and not any(column in variant for variant in draft.variants):
                for row in draft.record.rows:
                    if row.language == self._language and column in row.places:
                        counts[_MARKS.sub("", row.places[column].markdown).strip()] += 1
        found = [wording for wording, _ in counts.most_common() if "](" not in wording and "(" not in wording]
        return found[0] if found else ""

    def _unknown(self, column: str, unknown: Collection[str], usual: str) -> str:
        """What an unknown cell says: as the settings have it, else as the table's own cells do, else the usual word."""
        house = self._document.settings.house.unknown.get(column)
        if house is not None:
            return house.get(self._language, house.get("", usual))
        cells = [row.places[column].markdown for row in self._table if column in row.places]
        counts = Counter(cell for cell in cells if key(cell) in unknown or (not cell and column != "license"))
        return counts.most_common(1)[0][0] if counts else usual

    def _developer(self) -> str:
        """The developer's label as in most of the owner's other rows of the page."""
        owner = self._one.variants[0].candidate.repo.partition("/")[0].lower()
        house = self._document.settings.house.developers.get(owner, {})
        if label := house.get(self._language, house.get("")):
            return label
        rows = [row for row in self._page if any(repo.lower().startswith(f"{owner}/") for repo in hub_repos(row))]
        labels = Counter(row.places["developer"].markdown for row in rows if "developer" in row.places)
        labels.pop("", None)
        if labels:
            return labels.most_common(1)[0][0]
        return (
            _text(_value(self._one, "developer"), self._language)
            or self._one.variants[0].candidate.repo.partition("/")[0]
        )

    def _foundation(self) -> str:
        value = _value(self._one, "foundation")
        if value is None:
            return ""
        id_, size = (value["id"], value.get("size")) if isinstance(value, dict) else (value, None)
        base = self._document.catalog.foundations.get(id_)
        name = in_language(base.name, self._language) if base is not None else id_
        sizes = [cell for cell in self._cells("foundation") if size_in_brackets(cell)[0]]
        bold = sum(bool(cell.bold) for cell in sizes) * 2 >= len(sizes)
        return f"{name} ({f'**{size}**' if bold else size})" if size else name

    def _with_links(self, column: str, text: str) -> str:
        if column == "loadable" and len(self._one.variants) == 1 and text:
            return f"[{text}]({repo_url(self._one.variants[0].candidate.repo)})"
        links = ", ".join(self.link(variant) for variant in self._one.variants)
        neighbours = [row.places[column].markdown for row in self._table if column in row.places and _grouped(row)]
        between = "<br>" if sum("<br>" in cell for cell in neighbours) * 2 > len(neighbours) else " "
        return f"{text}{between if text else ''}({links})"

    def link(self, variant: VariantDraft) -> str:
        """A variant's label, linked, its size in bold where the table's labels have theirs so."""
        repo = variant.candidate.repo
        label = self._label(repo, variant)
        sized = [cut for cut in self._labels() if _SIZE.search(cut.text)]
        if sum(bool(cut.bold) for cut in sized) * 2 >= len(sized):
            label = _SIZE.sub(r"**\1**", label, count=1)
        return f"[{label}]({repo_url(repo)})"

    def _labels(self) -> list[Rich]:
        return [
            cell.of(link)
            for cell in self._cells(self._linking or "name")
            for _, group in cell.link_groups()
            for link in group
        ]

    def _label(self, repo: str, variant: VariantDraft) -> str:
        """A variant's label: its repo's name from the size on where the table's are so, else what tells it apart."""
        own = _text(variant.fields["label"].value, self._language) if "label" in variant.fields else ""
        sized = 0
        linked = 0
        for cell in self._cells(self._linking or "name"):
            for _, group in cell.link_groups():
                for link in group:
                    target = hub_link(link.url)
                    if target is not None and (tail := _from_size(target.repo)):
                        linked += 1
                        sized += cell.of(link).plain.lower() == tail.lower()
        tail = _from_size(repo)
        if tail and sized * 2 >= linked:
            return tail
        return own or repo.partition("/")[2]


_NOWHERE = HubLink("", "model", inside=False)
_MARKS = re.compile(r"(?: ?(?:\[\^[^\]\s]+\]|\([?？]\)|（[?？]）))+")
_UNBROKEN = "&#x2011;"
_FROM_SIZE = re.compile(r"(?<![A-Za-z0-9.])(?:\d+x)?\d+(?:\.\d+)?[bm](?![a-z])", re.IGNORECASE)


def _from_size(repo: str) -> str | None:
    """A repo's name from its size on."""
    name = repo.rpartition("/")[2]
    found = _FROM_SIZE.search(name)
    return name[found.start() :] if found else None


def _has_hub_link(cell: Rich) -> bool:
    return any(hub_link(link.url) is not None for link in cell.links)


def _grouped(row: LocalRow) -> bool:
    return any(any(row.cells[column].link_groups()) for column in _VARIANTS if column in row.cells)


def _value(one: Draft, name: str) -> Any:
    """A field of the new entry, or of its first variant that has it."""
    if name in one.fields:
        return one.fields[name].value
    return next((variant.fields[name].value for variant in one.variants if name in variant.fields), None)


def _text(value: Any, language: str) -> str:
    return in_language(value, language) if value else ""


def _new_variants(document: PagesDocument, one: Draft) -> Iterator[Edit]:
    """The new variants' links in the cell that links their siblings, in every page."""
    row = next(row for row in document.read.drafts if row.fields["id"] == one.entry)
    entry = next(entry for entry in document.catalog.entries if entry.id == one.entry)
    column = next((c for c in _VARIANTS if c in row.record.master.cells and row.record.master.cells[c].links), "name")
    for local in row.record.rows:
        if column not in local.places:
            continue
        markdown = local.places[column].markdown
        table = [
            one_row for draft in document.read.drafts for one_row in draft.record.rows if one_row.table is local.table
        ]
        manner = _Manner(document, one, table)
        for variant in one.variants:
            at = place_of_variant(entry, variant.candidate)
            link = manner.link(variant)
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
        if before.files[path] == data:
            continue
        old = set(before.files[path].decode("utf-8-sig").splitlines())
        new = [line for line in data.decode("utf-8-sig").splitlines() if line not in old]
        lines += [path, *new, ""]
    return "\n".join(lines)
