"""Drafts as rows of a list in pages: one row in every page, at its place, in the manner of its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from jllm_sync.catalog.edit import PAGE, NewLine
from jllm_sync.catalog.fields import parse_size
from jllm_sync.catalog.pages.cells import context_of, label_tokens, size_in_brackets, year_of
from jllm_sync.catalog.pages.claims import Draft as Row
from jllm_sync.catalog.pages.claims import rest_of
from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.pages.languages import LocalRow, hub_repos
from jllm_sync.catalog.pages.manners import sizes_of
from jllm_sync.catalog.pages.markdown import Link, Rich, cell_content
from jllm_sync.catalog.pages.vocabulary import key, name_key, slug, words
from jllm_sync.discovery.names import NAME_PART, Name, label_beside, parse_name, size_words, sizes_like
from jllm_sync.drafting.writing import LABEL_STYLES, LINK, Draft, place_descending, put_link, with_candidates
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit
from jllm_sync.messages import in_language, joined, message
from jllm_sync.readings import Reading
from jllm_sync.readings.license import read_license
from jllm_sync.repo import HubLink, hub_link, repo_url

_SIZE = re.compile(r"(?<![\w.*])(\d+(?:\.\d+)?[bm](?:-a\d+(?:\.\d+)?b)?)(?![\w*])", re.IGNORECASE)
_NEWEST = 9999
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
    for one in sorted(drafts, key=lambda one: one.size or 0, reverse=True):  # of two at one line the larger is first
        changes += _new_row(document, one) if one.new else _new_variants(document, one)
    after = document.edited(changes)
    read = {variant.repo for entry in after.catalog.entries for variant in entry.variants}
    for one in drafts:
        if unread := [made.candidate.repo for made in one.variants if made.candidate.repo not in read]:
            raise UserError(message("draft-unread", repos=joined(unread), section=one.section))
    return after


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
        beside = after[-1] if after else before[0]
        template = max((local for _, local in here if local.table is beside.table), key=lambda row: len(row.places))
        manner = _Manner(document, one, [local for _, local in here if local.table is template.table])
        names = {id(cell): name for name, cell in template.places.items()}
        cells = [manner.cell(names.get(id(cell), "")) for cell in template.row.cells[: len(template.table.header)]]
        lead = _LEAD.match(page.text, beside.row.start, beside.row.end)
        yield NewLine(
            page.file, line, (lead[0] if lead else "") + "".join(f"| {cell} " if cell else "| " for cell in cells) + "|"
        )


def _place(document: PagesDocument, one: Draft, rows: Sequence[Row]) -> int:
    """Before which of a section's rows a new one stands: by size, within a size beside its kin, within the kin by year.

    Kin are rows of one domain, or else on one base or of one architecture; among them, or where there are none, those
    of its owner. In a table that is not ordered by size they alone say where; a row without any stands by its year
    where the rows do, else at the end.
    """
    masters = [row.record.master for row in rows]
    first = masters[0]
    manner = _Manner(document, one, masters)
    columns = [column for column in ("domain", "foundation", "architecture") if column in first.cells]
    kind = _kind(cell_content(manner.cell(columns[0]))) if columns else ""
    kinds = [_kind(row.record.master.cells.get(columns[0], Rich(""))) if columns else "" for row in rows]
    year = year_of(cell_content(manner.cell("year")))
    years = [year_of(row.record.master.cells.get("year", Rich(""))) for row in rows]
    sizes = [max(sizes_of(row) or _sizes_by_name(row), default=None) for row in rows]
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
    owner = one.variants[0].candidate.name.owner
    kin = [i for i in kin or range(begin, end) if any(_owner(repo) == owner for repo in hub_repos(masters[i]))] or kin
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
        return max((index + 1 for index in kin if (years[index] or year) <= year), default=begin)
    # what is new stands before what came out in the same year
    return begin + place_descending([None if y is None else 2 * y for y in years[begin:end]], 2 * year + 1)


def _kind(cell: Rich) -> str:
    """What a row has in common with its kin: its base or architecture, without sizes, variants and footnotes."""
    return name_key(re.split(r"[(（\n]", cell.text.strip(), maxsplit=1)[0])


def _sizes_by_name(row: Row) -> list[int]:
    return [size for offer in row.offers if (size := parse_name(offer.repo).size) is not None]


def _owner(repo: str) -> str:
    return repo.partition("/")[0].lower()


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
        self._linking = _usual_column(table)
        """The column in which the table's rows link their variants; empty where the names alone are linked."""
        name = self._said("name")
        if "loadable" in table[0].cells and sum(map(_has_hub_link, self._cells("loadable"))) * 2 >= len(table):
            self._linking = "loadable"
        elif self._linking and self._is_bare():
            self._linking = ""
        elif name and not {made.candidate.repo for made in one.variants} <= _repos_of(cell_content(name).links):
            usual = self._linking or _usual_column(self._page)
            self._linking = usual if usual in table[0].cells else "name"

    def _is_bare(self) -> bool:
        """Whether the row is no more than the links of its name, as others are of which only the Hub tells."""
        name, several = self._said("name"), len(self._one.variants) > 1
        told = None if name is None else cell_content(name)
        if told is not None and (several or not _has_hub_link(told)):
            return False
        repo = self._one.variants[0].candidate.repo
        whole = told is None or told.plain.lower() in (repo.lower(), repo.partition("/")[2].lower())
        linked = [row for row in self._table if _has_hub_link(row.cells.get("name", Rich("")))]
        if several:
            listed = sum(len(hub_repos(row)) > 1 and _shows_id(row.cells["name"]) for row in linked)
            return listed > sum(len(hub_repos(row)) > 1 and bool(_labelled(row)) for row in self._table)
        if whole:
            alike = [row for row in linked if _shows_id(row.cells["name"])]
        else:
            alike = [row for row in linked if len(hub_repos(row)) == 1 and not _shows_id(row.cells["name"])]
        if told is not None and told.plain.lower() == repo.lower() and not alike:  # nothing is left to be said
            return True
        return bool(alike) and sum(not _labelled(row) for row in alike) * 2 >= len(alike)

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
                return self._by_variant(column, lambda value: self._context(value) if isinstance(value, int) else "")
            case "license":
                known = self._by_variant(column, self._license) or self._stated_license()
                return known or self._unknown(column, words().unknown_license, "?")
            case "developer":
                return self._developer()
            case "architecture":
                return self._architecture()
            case "parameters":
                return str(_value(one, "parameters") or "")
            case "foundation":
                return self._foundation()
            case "training":
                usual = words().unknown_cells.get(column, {}).get(language, "")
                return self._unknown(column, words().nothing, usual)
            case "loadable":
                stated = _value(one, "loadable")
                marks = [mark for mark, value in words().loadable.items() if stated in (value, None)]
                used = "".join(cell.plain for cell in self._cells(column) if _has_hub_link(cell) or stated)
                return max(marks, key=used.count, default="") if used or stated else ""
            case "domain":  # that of the same release in another size
                own = self._one.variants[0].candidate.name
                rows = [row for row in self._page if any(_same_release(own, repo) for repo in hub_repos(row))]
                return next((row.places[column].markdown for row in rows if column in row.places), "")
            case _:
                return ""

    def _by_variant(self, column: str, worded: Callable[[Any], str]) -> str:
        """What most variants state, and below it what others do, each behind the words of its labels."""
        fields = [self._one.fields.get(column, one.fields.get(column)) for one in self._one.variants]
        texts = ["" if field is None or field.value is None else worded(field.value) for field in fields]
        known = [text for text in texts if text]
        if not known:
            return ""
        usual = max(known, key=known.count)
        repos = [one.candidate.repo for one in self._one.variants]
        labels = self._labels(repos, cell_content(self._said("name") or self._name()).plain)
        lines = [usual]
        for other in dict.fromkeys(text for text in known if text != usual):
            those = [index for index, text in enumerate(texts) if text == other]
            own = [label_tokens(label) for label in labels]
            rest = frozenset[str]().union(*(own[index] for index in range(len(own)) if index not in those))
            shared = frozenset.intersection(*(own[index] for index in those)) - rest
            who = next((part for part in NAME_PART.findall(labels[those[0]]) if part.lower() in shared), None)
            lines.append(f"{who or ', '.join(labels[index] for index in those)}: {other}")
        return "<br>".join(lines)

    def _architecture(self) -> str:
        """The architecture, with the sizes in words behind it where the table's rows have them there."""
        word = _text(_value(self._one, "architecture"), self._language)
        sizes = [one.candidate.name.size_word for one in self._one.variants]
        cells = [_SIZE_WORDS.search(cell.plain) for cell in self._cells("architecture")]
        usual = sum(found is not None and set(_BETWEEN.split(found[1])) <= set(size_words()) for found in cells)
        words_ = ", ".join(dict.fromkeys(size for size in sizes if size))
        return f"{word} ({words_})" if word and words_ and usual * 2 > len(cells) else word

    def _cells(self, column: str) -> list[Rich]:
        return [row.cells[column] for row in self._table if column in row.cells]

    def _name(self) -> str:
        repos = [variant.candidate.repo for variant in self._one.variants]
        called = _text(_value(self._one, "name"), self._language)
        if self._linking:
            return f"[{called or repos[0]}]({repo_url(repos[0])})"
        single = [cell for cell in self._cells("name") if len(cell.links) == 1]
        short = len(repos) == 1 and single and sum(map(_shows_id, single)) * 2 < len(single)
        return "<br>".join(f"[{repo.partition('/')[2] if short else repo}]({repo_url(repo)})" for repo in repos)

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
        """How most rows, of the table or else of the page, word a value that is all that their cell says."""
        wordings: list[tuple[LocalRow, str]] = []
        for draft in self._document.read.drafts:
            if draft.fields.get(column) == value and not any(column in variant for variant in draft.variants):
                for row in draft.record.rows:
                    if row.language == self._language and column in row.places:
                        wordings.append((row, _MARKS.sub("", row.places[column].markdown).strip()))
        counts = Counter(wording for _, wording in wordings if "(" not in wording)
        here = Counter(wording for row, wording in wordings if row.table is self._table[0].table)
        return max(counts, key=lambda wording: (here[wording], counts[wording]), default="")

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
        repos = [variant.candidate.repo for variant in self._one.variants]
        if column == "loadable" and len(repos) == 1 and text:
            return f"[{text}]({repo_url(repos[0])})"
        labels = zip(repos, self._labels(repos, cell_content(self._said("name") or self._name()).plain), strict=True)
        links = ", ".join(self._link(repo, label) for repo, label in labels)
        return f"{text}{self._between(column) if text else ''}({links})"

    def _between(self, column: str) -> str:
        """What stands between a cell's text and the brackets with the links, in the table or else in the page."""
        for rows in (self._table, self._page):
            cells = [row.places[column].markdown for row in rows if column in row.places and _labelled(row)]
            if cells:
                return "<br>" if sum("<br>" in cell for cell in cells) * 2 > len(cells) else " "
        return " "

    def _labels(self, repos: Sequence[str], title: str) -> list[str]:
        """The labels of a row's variants, in the style that most labels of the table's rows have."""
        styles = sorted(LABEL_STYLES, key=self._style_rates(len(repos) > 1).__getitem__, reverse=True)
        for style in styles:
            made = [LABEL_STYLES[style](repo, repos, title) for repo in repos]
            labels = [label for label in made if label]
            if len({label.lower() for label in labels}) == len(repos):
                return [self._sized_like(style, label) for label in labels]
        return [repo.partition("/")[2] for repo in repos]

    def _style_rates(self, several: bool) -> dict[str, float]:
        """The share of the table's labels that each style would have made; rows of as many repos count twice.

        A style that says nothing of a repo is not to blame for its label.
        """
        same: Counter[str] = Counter()
        made: Counter[str] = Counter()
        for row in self._table:
            labels = _labelled(row)
            repos = [repo for repo, _ in labels]
            weight = 2 if (len(repos) > 1) == several else 1
            for style, make in LABEL_STYLES.items():
                for repo, label in labels:
                    own = make(repo, repos, _title(row))
                    made[style] += weight * (own is not None)
                    same[style] += weight * (own is not None and own.lower() == label.plain.lower())
        return {style: same[style] / max(1, made[style]) for style in LABEL_STYLES}

    def _sized_like(self, style: str, label: str) -> str:
        """A label with small letters in its sizes where the table's rows put them so, whatever the repos have."""
        kept = lowered = 0
        for row in self._table:
            labels = _labelled(row)
            for repo, shown in labels:
                own = LABEL_STYLES[style](repo, [repo for repo, _ in labels], _title(row)) or ""
                if own.lower() == shown.plain.lower() and sizes_like(own, ["1b"]) != own:
                    kept, lowered = kept + (shown.plain == own), lowered + (shown.plain != own)
        return sizes_like(label, ["1b"]) if lowered > kept else label

    def _link(self, repo: str, label: str, row: LocalRow | None = None, beside: Sequence[Rich] = ()) -> str:
        """A label, linked; its size in bold where those beside it, or else in rows of its year, are so."""
        unit = _unit(label)
        sized = [shown for shown in beside if unit and _unit(shown.text) == unit] or self._sized_labels(row, unit)
        if sized and sum(bool(cut.bold) for cut in sized) * 2 >= len(sized):
            label = _SIZE.sub(r"**\1**", label, count=1)
        return f"[{label}]({repo_url(repo)})"

    def _sized_labels(self, row: LocalRow | None, unit: str) -> list[Rich]:
        """The labels with sizes in this unit in the rows nearest in year, of the table or else of the page."""
        own = year_of(cell_content(self.cell("year")) if row is None else row.cells.get("year", Rich(""))) or _NEWEST
        for rows in (self._table, self._page):
            by_year: dict[int, list[Rich]] = {}
            for other in rows:
                labels = [label for _, label in _labelled(other) if _unit(label.text) == unit]
                if labels:
                    by_year.setdefault(year_of(other.cells.get("year", Rich(""))) or 0, []).extend(labels)
            if by_year:
                return by_year[min(by_year, key=lambda year: abs(year - own))]
        return []

    def with_variants(self, local: LocalRow, order: Sequence[str]) -> tuple[str, str]:
        """The column in which a row links what it offers, and its Markdown with the new variants in it.

        Args:
            local: the row.
            order: the repos of the entry, the new ones at their places.

        Raises:
            UserError: no cell of the row spells out the links to its models.
        """
        new = {variant.candidate.repo for variant in self._one.variants}
        old = {repo for repo in order if repo not in new}
        for column in (*_VARIANTS[:-1], "loadable", "name"):
            cell = local.cells.get(column, Rich(""))
            if column not in local.places or not (offered := _repos_of(cell.links) & old):
                continue
            grouped = bool(_repos_of(_in_groups(cell)) & old)
            if not grouped and column == "name" and not _shows_id(cell):
                return self._with_brackets(local, column, order)
            spelt = (hub_link(found[2]) or _NOWHERE for found in LINK.finditer(local.places[column].markdown))
            if not offered & {target.repo for target in spelt} and (grouped or column != "name"):
                continue
            if not grouped and column != "name":
                return self._with_brackets(local, column, order)
            markdown, labelled = local.places[column].markdown, _labelled(local)
            for at, repo in enumerate(order):
                if repo in new and grouped:
                    label = label_beside(repo, [(sibling, shown.plain) for sibling, shown in labelled])
                    link = self._link(repo, label, local, [shown for _, shown in labelled])
                    markdown = put_link(markdown, order, at, link, ", ")
                    labelled.append((repo, cell_content(link).strip()))
                elif repo in new:
                    markdown = put_link(markdown, order, at, f"[{repo}]({repo_url(repo)})", "<br>")
            return column, markdown
        raise UserError(message("draft-no-links", file=local.file, line=str(local.line)))

    def _with_brackets(self, local: LocalRow, column: str, order: Sequence[str]) -> tuple[str, str]:
        """The models of a row that linked a single one without a label, and new ones, in brackets."""
        if column == "name" and self._linking in local.places:
            column = self._linking
        text = local.places[column].markdown
        if column != "name":
            text = LINK.sub(r"\1", text)
        labels = zip(order, self._labels(order, _title(local)), strict=True)
        links = ", ".join(self._link(repo, label, local) for repo, label in labels)
        end = found.start() if (found := _LAST_MARKS.search(text)) else len(text)
        return column, f"{text[:end]}{self._between(column) if text else ''}({links}){text[end:]}"


_LEAD = re.compile(r"[\s>]*")
"""What stands before each row of a table in an item of a list or in a quotation."""
_SIZE_WORDS = re.compile(r"[(（]([^()（）]+)[)）]$")
_BETWEEN = re.compile(r"[,、]\s*")
_NOWHERE = HubLink("", "model", inside=False)
_MARKS = re.compile(r"(?: ?(?:\[\^[^\]\s]+\]|\([?？]\)|（[?？]）))+")
_LAST_MARKS = re.compile(r"\s*(?:\[\^[^\]\s]+\])+\s*\Z")
_UNBROKEN = "&#x2011;"


def _repos_of(links: Iterable[Link]) -> set[str]:
    return {target.repo for link in links if (target := hub_link(link.url)) is not None}


def _in_groups(cell: Rich) -> list[Link]:
    """The links of a cell that stand in brackets of their own."""
    return [link for _, group in cell.link_groups() for link in group]


def _unit(label: str) -> str:
    """The unit of the size in a label: b or m; small models may be written otherwise."""
    found = _SIZE.search(label)
    return "" if found is None else "m" if found[1].lower().endswith("m") else "b"


def _same_release(name: Name, repo: str) -> bool:
    other = parse_name(repo)
    return bool(name.brands) and (name.owner, name.stem) == (other.owner, other.stem)


def _has_hub_link(cell: Rich) -> bool:
    return bool(_repos_of(cell.links))


def _shows_id(cell: Rich) -> bool:
    """Whether the links of a cell show nothing but the repos that they lead to."""
    return all(cell.of(link).plain == (hub_link(link.url) or _NOWHERE).repo for link in cell.links)


def _usual_column(rows: Sequence[LocalRow]) -> str:
    """The column in which most rows link their variants in brackets; empty where none does."""
    found = [
        next((column for column in _VARIANTS if column in row.cells and any(row.cells[column].link_groups())), "")
        for row in rows
    ]
    return max(filter(None, found), key=found.count, default="")


def _labelled(row: LocalRow) -> list[tuple[str, Rich]]:
    """The repos that a row links in brackets of their own, each with its label."""
    for column in (*_VARIANTS, "loadable"):
        cell = row.cells.get(column)
        links = _in_groups(cell) if cell is not None else []
        if cell is not None and _repos_of(links):
            return [(target.repo, cell.of(link)) for link in links if (target := hub_link(link.url)) is not None]
    return []


def _title(row: LocalRow) -> str:
    """What a row is called, without its variants."""
    return rest_of(row.cells["name"]).plain if "name" in row.cells else ""


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
    order = with_candidates(entry, [variant.candidate for variant in one.variants])
    for local in row.record.rows:
        table = [
            one_row for draft in document.read.drafts for one_row in draft.record.rows if one_row.table is local.table
        ]
        column, markdown = _Manner(document, one, table).with_variants(local, order)
        path = (one.entry, f"{PAGE}{local.language}", column)
        yield Edit(path, "set", local.places[column].markdown, markdown, local.at(column))
