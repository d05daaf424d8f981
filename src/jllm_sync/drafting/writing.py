"""Drafts, and where in the catalog they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from jllm_sync.catalog.edit import Insertion
from jllm_sync.catalog.model import Catalog, Entry, Variant
from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.catalog.yaml.emit import emit
from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.catalog_index import Place
from jllm_sync.discovery.names import NAME_PART, Name, parse_name
from jllm_sync.drafting.claims import Value
from jllm_sync.messages import Language, Sayable, in_all, message, said
from jllm_sync.repo import hub_link


@dataclass(slots=True)
class VariantDraft:
    """One new variant."""

    candidate: Candidate
    fields: dict[str, Value]
    notes: list[Sayable] = field(default_factory=list)
    """What could not be written, and why."""


@dataclass(slots=True)
class Draft:
    """A new entry, or new variants of one."""

    section: str
    entry: str
    """The id of the entry that it adds to, or of the new one."""
    new: bool
    fields: dict[str, Value]
    """The fields of a new entry."""
    variants: list[VariantDraft]
    place: Place
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a person says of a new row's cells in pages, by column and language (empty: in all), as Markdown."""

    @property
    def size(self) -> int | None:
        """The largest size: it decides where a new entry stands."""
        return max((s for v in self.variants if (s := v.candidate.size) is not None), default=None)


def written(document: Document, drafts: Sequence[Draft], language: Language) -> Document:
    """The catalog with the drafts in it, each at its place."""
    catalog = document.catalog
    sections = {section.id: sizes_of_section(catalog, section.id) for section in catalog.sections}
    rows = {entry.id: [_as_name(variant) for variant in entry.variants] for entry in catalog.entries}
    insertions: list[Insertion] = []
    if homeless := [one for one in drafts if one.new and one.section not in sections]:
        insertions.append(_section_of(homeless, len(sections), language))
    for one in drafts:
        if one in homeless:
            continue
        if one.new:
            place = place_descending(sections[one.section], one.size)
            sections[one.section].insert(place, one.size)
            lines = entry_lines(one.fields, [(variant.fields, variant.notes) for variant in one.variants], language)
            insertions.append(Insertion("entry", one.section, place, tuple(lines)))
            continue
        for variant in one.variants:
            place = _place_in(rows[one.entry], variant.candidate)
            rows[one.entry].insert(place, (variant.candidate.name, variant.candidate.size))
            line = variant_line(variant.fields, variant.notes, language)
            insertions.append(Insertion("variant", one.entry, place, (line,)))
    return document.edited(insertions)


def _section_of(drafts: Sequence[Draft], place: int, language: Language) -> Insertion:
    """The first section of a catalog that has none, with the drafts as its entries."""
    lines = _yaml({"id": drafts[0].section, "title": in_all(message("draft-section"))})
    lines.append("entries:")
    for one in drafts:
        own = entry_lines(one.fields, [(variant.fields, variant.notes) for variant in one.variants], language)
        lines += [f"  - {own[0]}", *(f"    {line}" for line in own[1:])]
    return Insertion("section", "", place, tuple(lines))


def sizes_of_section(catalog: Catalog, section: str) -> list[int | None]:
    """The largest size of each of a section's entries."""
    return [_largest(entry) for one in catalog.sections if one.id == section for entry in one.entries]


def with_candidates(entry: Entry, candidates: Sequence[Candidate]) -> list[str]:
    """The repos of an entry in their order, with new ones at their places."""
    repos = [variant.repo for variant in entry.variants]
    row = [_as_name(variant) for variant in entry.variants]
    for candidate in candidates:
        place = _place_in(row, candidate)
        row.insert(place, (candidate.name, candidate.size))
        repos.insert(place, candidate.repo)
    return repos


def _place_in(row: Sequence[tuple[Name, int | None]], candidate: Candidate) -> int:
    """Where a variant stands among its siblings: by size, and among those of one size before later rounds."""
    name = candidate.name
    words = [other.size_word for other, _ in row]
    if candidate.size is None and name.size_word in words and len(list(groupby(words))) == len(set(words)):
        return len(words) - words[::-1].index(name.size_word)  # sizes in words stand together: beside its own
    place = place_like_siblings([size for _, size in row], candidate.size)
    while place > 0 and row[place - 1][1] == candidate.size:
        other = row[place - 1][0]
        alike = (other.stem, other.kinds, other.copies) == (name.stem, name.kinds, name.copies)
        later = (other.version or (), other.round or 0) > (name.version or (), name.round or 0)
        if not (alike and later):
            break
        place -= 1
    return place


def _largest(entry: Entry) -> int | None:
    return max((size for variant in entry.variants if (size := _as_name(variant)[1]) is not None), default=None)


def _as_name(variant: Variant) -> tuple[Name, int | None]:
    name = parse_name(variant.repo)
    return name, Listed.size_of(variant, name)


_UNSAFE = re.compile(r"[^\x20-\x7e\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_LONGEST = 160


def entry_lines(
    fields: Mapping[str, Value],
    variants: Sequence[tuple[Mapping[str, Value], Sequence[Sayable]]],
    language: Language,
) -> list[str]:
    """A new entry, its keys at the left margin; the variants stand on one line each."""
    lines: list[str] = []
    for key, value in fields.items():
        own = _yaml({key: value.value})
        own[0] += _comment([value.comment], language)
        lines += own
    lines.append("variants:")
    lines += [f"  - {variant_line(own, notes, language)}" for own, notes in variants]
    return lines


def variant_line(fields: Mapping[str, Value], notes: Sequence[Sayable], language: Language) -> str:
    """A variant on one line, with its guesses and what could not be written behind it."""
    line = _yaml({"variants": [{key: value.value for key, value in fields.items()}]})[1].removeprefix("  - ")
    return line + _comment([*(value.comment for value in fields.values()), *notes], language)


def _yaml(data: Mapping[str, Any]) -> list[str]:
    return emit(data).splitlines()[1:]  # the first line names the schema


def _comment(parts: Sequence[Sayable | None], language: Language) -> str:
    """A comment; words from the Hub stand in it, so nothing but plain characters, and not many."""
    text = "; ".join(said(part, language) for part in parts if part)
    text = _UNSAFE.sub("?", text)
    return f"  # {text[:_LONGEST]}" if text else ""


def as_yaml(drafts: Sequence[Draft], language: Language) -> str:
    """The drafts, to be pasted where the comments say."""
    lines: list[str] = []
    for one in drafts:
        where = "draft-place.entry" if one.new else "draft-place.variant"
        lines.append(said(message(where, entry=one.entry, section=one.section), language))
        if one.new:
            body = entry_lines(one.fields, [(variant.fields, variant.notes) for variant in one.variants], language)
            lines += [f"- {body[0]}", *(f"  {line}" for line in body[1:])]
        else:
            lines += [f"- {variant_line(variant.fields, variant.notes, language)}" for variant in one.variants]
        lines.append("")
    return "\n".join(lines)


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


def contested(one: Draft) -> Iterator[Sayable]:
    """What the Hub states of the draft's repos and nothing was written of, since something there speaks against it."""
    for variant in one.variants:
        for field_, value in variant.fields.items():
            if value.value is None and value.comment is not None:
                yield message("draft-contested", repo=variant.candidate.repo, field=field_, why=value.comment)


def guesses(drafts: Sequence[Draft], language: Language) -> list[str]:
    """What a person should look at, a line each: nothing of it stands in the pages."""
    found: list[str] = []
    for one in drafts:
        named = [("", one.fields), *((variant.candidate.repo, variant.fields) for variant in one.variants)]
        for repo, fields in named:
            for name, value in fields.items():
                if value.comment is not None and name not in ("id", "label"):
                    note = said(value.comment, language)
                    found.append(": ".join([repo or one.entry, *([] if note.startswith(name) else [name]), note]))
        for variant in one.variants:
            found += [f"{variant.candidate.repo}: {said(note, language)}" for note in variant.notes]
    return found


def summary(drafts: Sequence[Draft], catalog: Catalog, language: Language) -> str:
    """What was written, and where it stands now."""
    places = {v.repo: v.location for entry in catalog.entries for v in entry.variants}
    return "\n".join(
        said(
            message(
                "draft-written",
                repo=variant.candidate.repo,
                file=catalog.file,
                line=str(places[variant.candidate.repo].line),
            ),
            language,
        )
        for one in drafts
        for variant in one.variants
    )


def place_descending(sizes: Sequence[int | None], new: int | None) -> int:
    """The place at which the fewest others stand on the wrong side of it; of equal places the last.

    Args:
        sizes: the sizes in the order of the list, the largest first; None where one is not known.
        new: the size of what is put in; None where it is not known: then it stands at the end.
    """
    if new is None:
        return len(sizes)
    wrong = sum(size is not None and size > new for size in sizes)  # at the very beginning
    best, place = wrong, 0
    for index, size in enumerate(sizes, start=1):
        if size is not None:
            wrong += (size < new) - (size > new)
        if wrong <= best:
            best, place = wrong, index
    return place


def place_like_siblings(sizes: Sequence[int | None], new: int | None) -> int:
    """As :func:`place_descending`, in whichever direction the list goes; lists of variants go both ways."""
    known = [size for size in sizes if size is not None]
    rises = sum(later > earlier for earlier, later in pairwise(known))
    falls = sum(later < earlier for earlier, later in pairwise(known))
    if rises > falls:
        negated = [None if size is None else -size for size in sizes]
        return place_descending(negated, None if new is None else -new)
    return place_descending(sizes, new)


_FROM_SIZE = re.compile(r"(?<![A-Za-z0-9.])(?:\d+x)?\d+(?:\.\d+)?[bm](?![a-z])", re.IGNORECASE)


def from_size(repo: str) -> str | None:
    """A repo's name from its size on; None where it says none."""
    name = repo.rpartition("/")[2]
    found = _FROM_SIZE.search(name)
    return name[found.start() :] if found else None


def _telling(repo: str, repos: Sequence[str], title: str) -> str | None:
    """The parts that not all of the row's repos have, and the size."""
    names = [one.rpartition("/")[2] for one in repos]
    common = set.intersection(*(set(map(str.lower, NAME_PART.findall(name))) for name in names))
    parts = NAME_PART.findall(repo.rpartition("/")[2])
    sized = {part for part in parts if (name := parse_name(part)).size is not None or name.size_word is not None}
    return "-".join(part for part in parts if part.lower() not in common or part in sized) or None


def _after_title(repo: str, repos: Sequence[str], title: str) -> str | None:
    """What the name adds to the row's title at its end."""
    name, called = repo.rpartition("/")[2], title.lower()
    known = [part.lower() for part in NAME_PART.findall(title)]
    for part in NAME_PART.finditer(name):
        word = part[0].lower()
        if word not in known and not (len(word) > _SHORTEST_WORD and word in called):  # TokyoHuBERT
            return name[part.start() :] if part.start() else None
    return None


_SHORTEST_WORD = 3
"""Letters that may stand in a longer word by chance."""

LABEL_STYLES: Mapping[str, Callable[[str, Sequence[str], str], str | None]] = {
    "size": lambda repo, repos, title: from_size(repo),
    "telling": _telling,
    "title": _after_title,
    "name": lambda repo, repos, title: repo.rpartition("/")[2],
}
"""How the rows of lists label their variants: from the repo, all repos of the row and its title; None where that says
nothing."""


LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((https?://[^\s()]*)(?:\s[^()]*)?\)")
"""A link that a cell spells out: its text and its address."""


def put_link(markdown: str, repos: Sequence[str], at: int, link: str, usual: str) -> str:
    """A cell's Markdown with a link put in after that of the repo before it, or before all others.

    Args:
        markdown: the cell.
        repos: the repos of the row in their order.
        at: the place among them of the one that the link leads to.
        link: its link.
        usual: what stands between two links, where the cell has one only.
    """
    spans = {
        target.repo: found.span()  # of two links to one repo the last, which is not on the row's name
        for found in LINK.finditer(markdown)
        if (target := hub_link(found[2])) is not None and target.repo in repos
    }
    places = sorted(spans.values())
    gaps = Counter(markdown[end:start] for (_, end), (start, _) in pairwise(places))
    between = next((gap for gap, _ in gaps.most_common() if not re.search(r"[^\W_]", gap.replace("<br>", ""))), usual)
    before = next((spans[repo] for repo in reversed(repos[:at]) if repo in spans), None)
    if not places:  # definitions elsewhere on the page
        return f"{markdown}{usual}{link}"
    if before is not None:
        return f"{markdown[: before[1]]}{between}{link}{markdown[before[1] :]}"
    return f"{markdown[: places[0][0]]}{link}{between}{markdown[places[0][0] :]}"
