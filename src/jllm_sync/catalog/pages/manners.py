"""The manners of a list in pages: what its own rows, read beside each other, say against themselves.

Every function looks at the pages alone, without the Hub, and yields what the maintainers would mend. What is one thing
to them is one finding, however many languages say it.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jllm_sync.catalog.edit import POSITION, CellChange
from jllm_sync.catalog.fields import parse_size
from jllm_sync.catalog.model import Location, format_parameters
from jllm_sync.catalog.pages.cells import year_of
from jllm_sync.catalog.pages.claims import Draft, name_links
from jllm_sync.catalog.pages.languages import LocalRow, Records, licenses_in, numbers_in
from jllm_sync.catalog.pages.listing import House, ListSection, PageList
from jllm_sync.catalog.pages.markdown import Rich
from jllm_sync.catalog.pages.vocabulary import key, known_licenses, name_key, words
from jllm_sync.messages import Sayable, joined, message
from jllm_sync.repo import HubLink, hub_link

_FEWEST_SIZED_ROWS = 8
"""Rows with a size that a table needs before its order is one."""
_SHARE_IN_ORDER = 0.8
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GLUED = re.compile(r"[A-Za-z]+[\u3040-\u30ff]+|[\u3040-\u30ff]+[A-Za-z]{3,}")
_CJK_LANGUAGES = frozenset({"ja", "zh", "ko"})
_LABEL = re.compile(r"(?:^|\n)([^\n:：()（）,、]{2,20})[:：]")


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that the list's own manners speak against."""

    entry: str
    """The id of the row's entry."""
    field: str | None
    """The column."""
    places: tuple[Location, ...]
    """The wrong cells, in the order of the pages."""
    message: Sayable
    reading: str
    """What the page says; a waiver names it."""
    expected: str | None = None
    changes: tuple[CellChange, ...] = ()
    repos: tuple[str, ...] = ()
    """All repos that it is about, where these are those of several rows."""


def wrong_name_links(read: PageList) -> Iterator[Breach]:
    """Names that lead to a repo which another row offers and their own row does not."""
    owners = {offer.repo.lower(): draft for draft in reversed(list(read.drafts)) for offer in draft.offers}
    for draft in read.drafts:
        wrong = [found for found in name_links(draft.record, draft.offers) if found.link.repo.lower() in owners]
        if not wrong:
            continue
        led = wrong[0].link.repo
        other = owners[led.lower()].record.master
        right = _right_link(draft, {found.row.language for found in wrong})
        changes = [
            change
            for found in wrong
            if right is not None and (change := _link_change(draft, found.row, found.link.repo, right))
        ]
        yield Breach(
            draft.fields["id"],
            "name",
            tuple(found.row.place_of(found.link.repo, "name") for found in wrong),
            message("link-mismatch.found", repo=led, place=f"{other.file}:{other.line}"),
            led,
            right,
            tuple(changes),
        )


def _right_link(draft: Draft, wrong: set[str]) -> str | None:
    """Where the name should lead: where it does in a language that is right, else to the row's first repo."""
    for row in draft.record.rows:
        cell = row.cells.get("name")
        if row.language not in wrong and cell is not None and cell.links:
            target = hub_link(cell.links[0].url)
            if target is not None:
                return target.repo
    return draft.offers[0].repo if draft.offers else None


def _link_change(draft: Draft, row: LocalRow, old: str, new: str) -> CellChange | None:
    markdown = row.places["name"].markdown
    link = re.compile(rf"(?<=/){re.escape(old)}(?![\w-]|\.\w)")
    return _change(draft, row, "name", link.sub(new, markdown, count=1)) if link.search(markdown) else None


def _change(draft: Draft, row: LocalRow, column: str, new: str) -> CellChange:
    return CellChange(draft.fields["id"], row.language, column, row.places[column].markdown, new, row.at(column))


def repos_twice(read: PageList) -> Iterator[Breach]:
    """Repos that two rows offer."""
    first: dict[tuple[str, str], Draft] = {}
    for draft in read.drafts:
        for offer in draft.offers:
            other = first.setdefault((offer.kind, offer.repo.lower()), draft)
            if other is not draft:
                place = f"{other.record.master.file}:{other.record.master.line}"
                found = message("repo-twice.found", repo=offer.repo, place=place)
                yield Breach(draft.fields["id"], "name", tuple(offer.places), found, place, None, (), (offer.repo,))


def unknown_license_wordings(read: PageList) -> Iterator[Breach]:
    """Wordings of licences that are not known: each once, at its first row, with the known one that is nearest."""
    rows: dict[str, list[Draft]] = {}
    for draft in read.drafts:
        for wording in dict.fromkeys(draft.unknown_licenses):
            rows.setdefault(key(wording), []).append(draft)
    names = {
        name: key(name)
        for license_ in known_licenses().values()
        for name in ([license_.name] if isinstance(license_.name, str) else license_.name.values())
    }
    for wording, drafts in rows.items():
        said = next(one for one in drafts[0].unknown_licenses if key(one) == wording)
        alike = [name for name in names.values() if name.split()[:1] == wording.split()[:1]] or list(names.values())
        close = difflib.get_close_matches(wording, alike, n=1, cutoff=0.75 if len(alike) < len(names) else 0.9)
        nearest = next((name for name, folded in names.items() if close and folded == close[0]), None)
        count = len({offer.repo for draft in drafts for offer in draft.offers})
        found: Sayable = message("license-wording.found", wording=said, repos=count)
        if nearest is not None:
            found = joined([found, message("license-wording.nearest", license=nearest)], "sentence")
        places = [row.at("license") for draft in drafts for row in draft.record.rows if "license" in row.cells]
        repos = tuple(offer.repo for draft in drafts for offer in draft.offers)
        yield Breach(drafts[0].fields["id"], "license", tuple(places), found, said, nearest, (), repos)


def differing_pages(read: PageList) -> Iterator[Breach]:
    """Rows, links, numbers, licences and footnotes that one language has and another lacks, and other orders."""
    languages = [page.language for page in read.pages]
    mismatched = {
        (draft.fields["id"], found.link.repo.lower())
        for draft in read.drafts
        for found in name_links(draft.record, draft.offers)
    }
    owned = {offer.repo.lower() for draft in read.drafts for offer in draft.offers}
    for section in read.sections:
        drafts = iter(section.drafts)
        for records in section.tables:
            own = [next(drafts) for _ in records.rows]
            for draft in own:
                led = {repo for entry, repo in mismatched if entry == draft.fields["id"] and repo in owned}
                yield from _missing_rows(draft, records, languages)
                yield from _differing_cells(draft, led)
            yield from _other_orders(own, records, languages)
    yield from _strange_words(read)


def _missing_rows(draft: Draft, records: Records, languages: Sequence[str]) -> Iterator[Breach]:
    have = {row.language: row for row in draft.record.rows}
    lacking = [language for language in languages if language in records.orders and language not in have]
    if lacking:
        row = draft.record.master
        where = joined(lacking)
        found = message("pages-differ.row", place=f"{row.file}:{row.line}", languages=where)
        yield Breach(draft.fields["id"], "row", (row.at("name"),), found, ", ".join(lacking))


def _differing_cells(draft: Draft, mismatched: set[str]) -> Iterator[Breach]:
    """What the languages state otherwise in one row: its links as a whole, then column by column."""
    master, *others = draft.record.rows
    wrong = [row for row in others if _repos(row) - mismatched != _repos(master) - mismatched]
    if wrong:
        here, there = (_repos(row) - mismatched for row in (wrong[0], master))
        more = here ^ there
        column = next(
            (name for row in (wrong[0], master) for name in row.cells if _hub_links(row.cells[name]) & more), "name"
        )
        changes = [change for row in wrong if (change := _copied(draft, master, row, column))]
        told = _links_said(wrong[0], column, here - there, master), _links_said(master, column, there - here, wrong[0])
        theirs, mine = sorted(here - there), sorted(there - here)
        yield _difference(draft, column, wrong, "pages-differ.links", told, theirs, mine, changes)
    differing: set[str] = set()
    for column, read in _COMPARED.items():
        if column not in master.cells:
            continue
        mine = sorted(read(master.cells[column]))
        wrong = [row for row in others if column in row.cells and sorted(read(row.cells[column])) != mine]
        if wrong:
            differing.add(column)
            changes = [change for row in wrong if (change := _copied(draft, master, row, column))]
            theirs = sorted(read(wrong[0].cells[column]))
            texts = wrong[0].cells[column].plain.strip(), master.cells[column].plain.strip()
            shown = (_listed(theirs), _listed(mine)) if texts[0] == texts[1] else texts
            yield _difference(draft, column, wrong, "pages-differ.cell", shown, theirs, mine, changes)
    if "license" not in differing:  # its question mark has a footnote
        yield from _differing_footnotes(draft)


_COMPARED: Mapping[str, Callable[[Rich], frozenset[str]]] = {
    "context": numbers_in,
    "license": licenses_in,
    "year": lambda cell: frozenset({str(year_of(cell))} - {"None"}),
}
"""What needs no translation, by column."""


def _difference(
    draft: Draft,
    column: str,
    wrong: Sequence[LocalRow],
    key: str,
    shown: tuple[Sayable, Sayable],
    theirs: Sequence[str],
    mine: Sequence[str],
    changes: Sequence[CellChange],
) -> Breach:
    here, place = joined(row.file for row in wrong), f"{draft.record.master.file}:{draft.record.master.line}"
    found = message(key, here=here, found=shown[0] or _NOTHING, place=place, expected=shown[1] or _NOTHING)
    places = tuple(row.at(column) for row in wrong)
    return Breach(draft.fields["id"], column, places, found, ", ".join(theirs), ", ".join(mine), tuple(changes))


def _links_said(row: LocalRow, column: str, repos: Iterable[str], other: LocalRow) -> Sayable:
    """The repos that one row links and another does not, as its page spells them; without any, what it links there."""
    spelled = {target.repo.lower(): target.repo for cell in row.cells.values() for target in _targets(cell)}
    if found := sorted(spelled[repo] for repo in repos):
        return joined(found)
    links = [{link.url for link in cells.links} for one in (row, other) if (cells := one.cells.get(column))]
    elsewhere = sorted(links[0] - links[1]) if len(links) == 2 else []
    return message("pages-differ.elsewhere", links=joined(elsewhere)) if elsewhere else _NOTHING


def _differing_footnotes(draft: Draft) -> Iterator[Breach]:
    master, *others = draft.record.rows
    mine = _footnotes(master)
    wrong = [row for row in others if _footnotes(row) != mine]
    if wrong:
        theirs = sorted(_footnotes(wrong[0]).elements())
        place = f"{master.file}:{master.line}"
        expected = sorted(mine.elements())
        found = message("pages-differ.footnotes", found=_listed(theirs), place=place, expected=_listed(expected))
        places = tuple(row.at("name") for row in wrong)
        yield Breach(draft.fields["id"], "notes", places, found, ", ".join(theirs), ", ".join(expected))


def _footnotes(row: LocalRow) -> Counter[str]:
    return Counter(f"[^{name}]" for cell in row.cells.values() for _, name in cell.footnotes)


def _repos(row: LocalRow) -> frozenset[str]:
    return frozenset(repo for cell in row.cells.values() for repo in _hub_links(cell))


def _hub_links(cell: Rich) -> frozenset[str]:
    return frozenset(target.repo.lower() for target in _targets(cell))


def _targets(cell: Rich) -> Iterator[HubLink]:
    return (target for link in cell.links if (target := hub_link(link.url)) is not None)


def _copied(draft: Draft, master: LocalRow, row: LocalRow, column: str) -> CellChange | None:
    """What needs no translation is copied from the master: numbers, years, licences, and a link by its place."""
    mine, theirs = master.places[column], row.places[column]
    if column in ("context", "license", "year"):
        if _CJK.search(mine.markdown) and row.language not in _CJK_LANGUAGES:
            return None
        return _change(draft, row, column, mine.markdown)
    if len(mine.content.links) != len(theirs.content.links):
        return None
    markdown = theirs.markdown
    for ours, other in zip(mine.content.links, theirs.content.links, strict=True):
        if (
            ours.url != other.url
            and hub_link(ours.url)
            and hub_link(other.url)
            and markdown.count(f"({other.url})") == 1
        ):
            markdown = markdown.replace(f"({other.url})", f"({ours.url})")
    return _change(draft, row, column, markdown) if markdown != theirs.markdown else None


def _other_orders(drafts: Sequence[Draft], records: Records, languages: Sequence[str]) -> Iterator[Breach]:
    """Rows that stand in another order than the master's: as few as tell the whole of it."""
    master = languages[0]
    moved: dict[int, list[LocalRow]] = {}
    for language in languages[1:]:
        order = [index for index in records.orders.get(language, ()) if index in records.orders.get(master, ())]
        for index in _out_of_order(order):
            row = next(row for row in records.rows[index].rows if row.language == language)
            moved.setdefault(index, []).append(row)
    for index, rows in moved.items():
        draft = drafts[index]
        here = draft.record.master
        found = message("pages-differ.order", place=f"{here.file}:{here.line}")
        changes = tuple(change for row in rows if (change := _to_place(draft, records, index, row, master)))
        said = ", ".join(f"{row.language}:{row.line - here.line:+d}" for row in rows)
        places = tuple(Location(row.file, row.line, 1) for row in rows)
        yield Breach(draft.fields["id"], "order", places, found, said, None, changes)


def _to_place(draft: Draft, records: Records, index: int, row: LocalRow, master: str) -> CellChange | None:
    """The row moved behind the one that stands above it in the master."""
    mine = records.orders[master]
    above = mine[mine.index(index) - 1] if mine.index(index) else None
    lines = {
        i: other.line
        for i, record in enumerate(records.rows)
        for other in record.rows
        if other.language == row.language
    }
    if above is None:
        return _moved(draft, row, min(lines.values()))
    return _moved(draft, row, lines[above] + 1) if above in lines else None


def _moved(draft: Draft, row: LocalRow, before: int) -> CellChange:
    location = Location(row.file, row.line, 1)
    return CellChange(draft.fields["id"], row.language, POSITION, row.line, before, location)


def _out_of_order(order: Sequence[int]) -> list[int]:
    """The fewest numbers that would have to move for the rest to ascend."""
    ends: list[int] = []
    where: list[int] = []
    before: list[int] = []
    for position, number in enumerate(order):
        at = bisect_right(ends, number)
        before.append(where[at - 1] if at else -1)
        if at == len(ends):
            ends.append(number)
            where.append(position)
        else:
            ends[at], where[at] = number, position
    kept: set[int] = set()
    position = where[-1] if where else -1
    while position >= 0:
        kept.add(order[position])
        position = before[position]
    return [number for number in order if number not in kept]


def _strange_words(read: PageList) -> Iterator[Breach]:
    """Words that are half translated, and labels of a stage of training that are one letter off a known one."""
    stages = [stage for stage in words().stages if not stage.isascii()] + list(words().stages)
    for draft in read.drafts:
        glued = [
            (row, found[0])
            for row in draft.record.rows
            if row.language not in _CJK_LANGUAGES and "training" in row.cells
            for found in [_GLUED.search(row.cells["training"].text)]
            if found is not None
        ]
        if glued:
            said = glued[0][1]
            places = tuple(row.at("training") for row, _ in glued)
            yield Breach(draft.fields["id"], "training", places, message("pages-differ.glued", word=said), said)
            continue
        for row in draft.record.rows:
            cell = row.cells.get("training")
            for label in _LABEL.findall(cell.text) if cell is not None else ():
                folded = key(label)
                close = [stage for stage in stages if _one_letter_off(folded, stage)]
                if close and folded not in words().stages:
                    found = message("pages-differ.label", word=label.strip(), nearest=close[0])
                    change = _change(
                        draft, row, "training", row.places["training"].markdown.replace(label, close[0], 1)
                    )
                    yield Breach(
                        draft.fields["id"], "training", (row.at("training"),), found, label.strip(), close[0], (change,)
                    )


def _one_letter_off(one: str, other: str) -> bool:
    return len(one) == len(other) >= 4 and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _labels(labels: Iterable[str]) -> Sayable:
    """Developers' labels, each once, between the quotation marks of the reader's language."""
    return joined([message("developer-label.label", label=label) for label in dict.fromkeys(labels)])


def developer_labels(read: PageList) -> Iterator[Breach]:
    """Developers that bear several labels in one language, and labels left in another language's script."""
    drafts = [draft for draft in read.drafts if "developer" in draft.record.master.cells]
    yield from _untranslated(drafts)
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(_developer_key(draft.record.master.cells["developer"].plain), []).append(draft)
    for same in groups.values():
        wrong: list[tuple[Draft, LocalRow, str]] = []
        for language in dict.fromkeys(row.language for draft in same for row in draft.record.rows):
            wrong += _odd_labels(same, language, read.house)
        if wrong:
            wrong.sort(key=lambda found: found[1].line)
            labels = _labels(row.cells["developer"].plain for _, row, _ in wrong)
            usual = _labels(label for _, _, label in wrong)
            found = message("developer-label.found", labels=labels, usual=usual)
            changes = tuple(
                _change(draft, row, "developer", label)
                for draft, row, label in wrong
                if row.places["developer"].markdown == row.cells["developer"].plain
            )
            order = {page.file: number for number, page in enumerate(read.pages)}
            places = sorted((row.at("developer") for _, row, _ in wrong), key=lambda at: (order[at.file], at.line))
            said = sorted({row.cells["developer"].plain for _, row, _ in wrong})
            first = wrong[0][0]
            yield Breach(
                first.fields["id"],
                "developer",
                tuple(places),
                found,
                "; ".join(said),
                "; ".join(sorted({label for _, _, label in wrong})),
                changes,
                tuple(dict.fromkeys(draft.offers[0].repo for draft, _, _ in wrong if draft.offers)),
            )


def _developer_key(label: str) -> str:
    """What the labels of one developer have in common: not the form of its company."""
    text = key(label)
    for form in words().company_forms:
        text = re.sub(rf"(?<![a-z]){re.escape(form)}(?![a-z])", " ", text)
    return name_key(text)


def _odd_labels(drafts: Sequence[Draft], language: str, house: House) -> list[tuple[Draft, LocalRow, str]]:
    """The rows whose label is not the usual one of its developer in a language, and the usual one."""
    rows = [(draft, row) for draft in drafts for row in draft.record.rows if row.language == language]
    rows = [(draft, row) for draft, row in rows if not _foreign(row) and row.cells.get("developer", Rich("")).plain]
    counts = Counter(row.cells["developer"].plain for _, row in rows)
    if len(counts) < 2:
        return []
    owners = {draft.offers[0].repo.partition("/")[0].lower() for draft, _ in rows if draft.offers}
    settled = next((house.developers[owner] for owner in owners if owner in house.developers), None)
    usual = counts.most_common(1)[0][0] if settled is None else settled.get(language, settled.get("", ""))
    return [(draft, row, usual) for draft, row in rows if row.cells["developer"].plain != usual]


def _foreign(row: LocalRow) -> bool:
    """Whether a label in a language of Latin letters has none."""
    cell = row.cells.get("developer")
    return cell is not None and row.language not in _CJK_LANGUAGES and bool(_CJK.search(cell.plain))


def _untranslated(drafts: Sequence[Draft]) -> Iterator[Breach]:
    for draft in drafts:
        wrong = [row for row in draft.record.rows if _foreign(row)]
        if not wrong:
            continue
        label = wrong[0].cells["developer"].plain
        mine = draft.record.master.cells["developer"].plain
        usual: dict[str, str] = {}
        for row in wrong:
            others = Counter(
                other.cells["developer"].plain
                for one in drafts
                if one.record.master.cells["developer"].plain == mine
                for other in one.record.rows
                if other.language == row.language and not _foreign(other) and "developer" in other.cells
            )
            if others:
                usual[row.language] = others.most_common(1)[0][0]
        changes = tuple(
            _change(draft, row, "developer", usual[row.language])
            for row in wrong
            if row.language in usual and row.places["developer"].markdown == row.cells["developer"].plain
        )
        expected = "; ".join(dict.fromkeys(usual.values())) or None
        found: Sayable = message("developer-label.untranslated", label=label)
        if expected:
            found = joined([found, message("developer-label.elsewhere", usual=expected)], "sentence")
        places = tuple(row.at("developer") for row in wrong)
        yield Breach(draft.fields["id"], "developer", places, found, label, expected, changes)


def sizes_of(draft: Draft) -> list[int]:
    """The sizes that a row states, in parameters."""
    stated = [variant.get("parameters") for variant in draft.variants] + [draft.fields.get("parameters")]
    return sorted({parse_size(size) for size in stated if isinstance(size, str)})


def ordered_tables(read: PageList) -> Iterator[tuple[ListSection, list[tuple[int, Draft]]]]:
    """The tables that are ordered by size, each with its sized rows: their numbers and entries."""
    for section in read.sections:
        drafts = iter(section.drafts)
        for records in section.tables:
            own = [next(drafts) for _ in records.rows]
            if read.house.order == "none" or any(column.field == "platform" for column in records.columns):
                continue
            sized = [(number, draft) for number, draft in enumerate(own) if sizes_of(draft)]
            pairs = [(sizes_of(a)[-1], sizes_of(b)[-1]) for (_, a), (_, b) in pairwise(sized)]
            descending = sum(a >= b for a, b in pairs)
            nearly = len(sized) >= _FEWEST_SIZED_ROWS and descending >= _SHARE_IN_ORDER * len(pairs)
            if read.house.order == "size" or nearly:
                yield section, sized


def rows_out_of_order(read: PageList) -> Iterator[Breach]:
    """Rows that stand below a smaller one in a table which is ordered by size."""
    for _, sized in ordered_tables(read):
        for (_, above), (_, draft) in pairwise(sized):
            if sizes_of(draft)[0] > sizes_of(above)[-1]:  # one of several sizes stands right by any of them
                there = above.record.master
                found = message(
                    "row-order.found",
                    size=format_parameters(sizes_of(draft)[-1]),
                    smaller=format_parameters(sizes_of(above)[-1]),
                    place=f"{there.file}:{there.line}",
                )
                places = tuple(Location(row.file, row.line, 1) for row in draft.record.rows)
                said = f"{format_parameters(sizes_of(draft)[-1])} < {format_parameters(sizes_of(above)[-1])}"
                changes = tuple(_in_place(above, draft, [one for _, one in sized]))
                yield Breach(draft.fields["id"], "order", places, found, said, None, changes)


def _in_place(above: Draft, draft: Draft, sized: Sequence[Draft]) -> Iterator[CellChange]:
    """The one of two neighbours that stands wrong, moved in every language.

    Of the whole table as few rows as can be are to move: the smaller one down behind the last that is not smaller
    than it, or the larger one up before the first that is smaller.
    """
    keys = [-sizes_of(one)[-1] * len(sized) + number for number, one in enumerate(sized)]
    wrong = _out_of_order(keys)
    up = keys[sized.index(draft)] in wrong and keys[sized.index(above)] not in wrong
    moving, size = (draft, sizes_of(draft)[-1]) if up else (above, sizes_of(above)[-1])
    if up:
        target = next(one for one in sized if sizes_of(one)[-1] < size)
    else:
        target = [one for one in sized if sizes_of(one)[-1] >= size and one is not above][-1]
    lines = {row.language: row.line for row in target.record.rows}
    for row in moving.record.rows:
        if row.language in lines:
            yield _moved(moving, row, lines[row.language] + (0 if up else 1))


def rows_of_several_sizes(read: PageList) -> Iterator[Breach]:
    """Rows that hold several sizes of one release, in tables that are ordered by size: each size is a row."""
    for _, sized in ordered_tables(read):
        for _, draft in sized:
            sizes = sizes_of(draft)
            if len(sizes) > 1:
                said = ", ".join(format_parameters(size) for size in reversed(sizes))
                column = draft.column_of("parameters")
                places = tuple(row.at(column) for row in draft.record.rows)
                yield Breach(draft.fields["id"], column, places, message("row-sizes.found", sizes=said), said)


def rows_of_one_size(read: PageList) -> dict[str, int]:
    """The sizes of rows, by id, to which none of another size belongs: it is stated for all, or orders the table."""
    ordered = [row for _, sized in ordered_tables(read) for _, row in sized]
    rows = [*ordered, *(row for row in read.drafts if row.fields.get("parameters"))]
    return {row.fields["id"]: sizes[0] for row in rows if len(sizes := sizes_of(row)) == 1}


def years_not_bold(read: PageList) -> Iterator[Breach]:
    """Years that are bold and not the newest of the list, or the newest and not bold."""
    cells = [
        (draft, row, year)
        for draft in read.drafts
        for row in draft.record.rows
        if (year := year_of(row.cells.get("year", Rich("")))) is not None
    ]
    if read.house.bold_years == "none" or not any(_is_bold(row.cells["year"]) for _, row, _ in cells):
        return
    newest = max(year for _, _, year in cells)
    wrong: dict[str, list[tuple[Draft, LocalRow, int]]] = {}
    for draft, row, year in cells:
        if _is_bold(row.cells["year"]) != (year == newest):
            wrong.setdefault(draft.fields["id"], []).append((draft, row, year))
    for id_, found in wrong.items():
        bold = found[0][2] != newest
        text = message("year-bold.bold" if bold else "year-bold.plain", year=str(found[0][2]), newest=str(newest))
        changes = tuple(
            _change(draft, row, "year", _set_bold(row.places["year"].markdown, not bold)) for draft, row, _ in found
        )
        places = tuple(row.at("year") for _, row, _ in found)
        said = found[0][1].places["year"].markdown
        yield Breach(id_, "year", places, text, said, str(changes[0].new), changes)


def _is_bold(cell: Rich) -> bool:
    return bool(cell.bold)


def _set_bold(markdown: str, bold: bool) -> str:
    plain = markdown.replace("**", "")
    return re.sub(r"((?:19|20)\d\d)", r"**\1**", plain, count=1) if bold else plain


def _listed(values: Iterable[str]) -> Sayable:
    return joined(found) if (found := list(values)) else _NOTHING


_NOTHING = message("page-nothing")
