"""Drafts, and where in the catalog they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jllm_sync.catalog.edit import Insertion
from jllm_sync.catalog.model import Entry, Variant
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.discovery.index import Place
from jllm_sync.discovery.names import Name, parse_name
from jllm_sync.discovery.sight import Listed, Sight
from jllm_sync.drafting.fields import Value
from jllm_sync.drafting.places import place_descending, place_like_siblings
from jllm_sync.drafting.text import entry_lines, variant_line
from jllm_sync.messages import Language, Text


@dataclass(slots=True)
class VariantDraft:
    """One new variant."""

    sight: Sight
    fields: dict[str, Value]
    notes: list[Text] = field(default_factory=list)
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

    @property
    def size(self) -> int | None:
        """The largest size: it decides where a new entry stands."""
        return max((s for v in self.variants if (s := v.sight.size) is not None), default=None)


def written(document: Document, drafts: Sequence[Draft], language: Language) -> Document:
    """The catalog with the drafts in it, each at its place."""
    catalog = document.catalog
    sections = {section.id: [_largest(entry) for entry in section.entries] for section in catalog.sections}
    rows = {entry.id: [_as_name(variant) for variant in entry.variants] for entry in catalog.entries}
    insertions: list[Insertion] = []
    for one in drafts:
        if one.new:
            place = place_descending(sections[one.section], one.size)
            sections[one.section].insert(place, one.size)
            lines = entry_lines(one.fields, [(variant.fields, variant.notes) for variant in one.variants], language)
            insertions.append(Insertion("entry", one.section, place, tuple(lines)))
            continue
        for variant in one.variants:
            place = _place_in(rows[one.entry], variant.sight)
            rows[one.entry].insert(place, (variant.sight.name, variant.sight.size))
            line = variant_line(variant.fields, variant.notes, language)
            insertions.append(Insertion("variant", one.entry, place, (line,)))
    return document.edited(insertions)


def _place_in(row: Sequence[tuple[Name, int | None]], sight: Sight) -> int:
    """Where a variant stands among its siblings: by size, and among those of one size before later rounds."""
    place = place_like_siblings([size for _, size in row], sight.size)
    name = sight.name
    while place > 0 and row[place - 1][1] == sight.size:
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
