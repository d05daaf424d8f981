"""Values of cells: context lengths, licences, sizes, the mark that says whether a model loads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.catalog.built_in import built_in_licenses, license_id, licenses
from jllm_sync.catalog.model import Accepts, License
from jllm_sync.catalog.pages.markdown import Rich, Span
from jllm_sync.catalog.pages.text import brackets, key, tidy
from jllm_sync.catalog.pages.vocabulary import known_licenses, words
from jllm_sync.messages import Text

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_AT_MOST = re.compile(rf"(?:≤|<=|～|〜)\s*{_NUMBER}\Z")
_RANGE = re.compile(rf"{_NUMBER}\s*(?:~|～|〜|–|-)\s*{_NUMBER}\Z")
_SIZE = re.compile(r"\d+(?:\.\d+)?[bm]", re.IGNORECASE)
_SIZE_IN_LABEL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[bm](?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_DATE = r"(?:19|20)\d\d(?:[-/.年]\s?\d{1,2}(?:[-/.月]\s?\d{1,2})?)?[年月日]?"
_YEARS = re.compile(rf"{_DATE}(?:\s*[,、~～〜–-]\s*{_DATE})*")
_BOTH = re.compile(r"\s+(?:&|＆)\s+")


def context_of(text: str) -> int | dict[str, int] | None:
    """A context length: `4,096`, `≤ 2,048` or `2,400 ~ 8,192`."""
    text = tidy(text)
    if re.fullmatch(_NUMBER, text):
        return _integer(text)
    if match := _AT_MOST.match(text):
        return {"at_most": _integer(match[1])}
    if match := _RANGE.match(text):
        return {"min": _integer(match[1]), "max": _integer(match[2])}
    return None


def year_of(cell: Rich) -> int | None:
    """A year: `2025`, `2025/04`, `2025-04-30`, `2025年`; of several the last."""
    if not _YEARS.fullmatch(cell.plain):
        return None
    return max(int(year) for year in _YEAR.findall(cell.plain))


def context_choices(text: str) -> list[int]:
    """The numbers of `4,096 または 8,192`; empty where the text is something else."""
    parts = words().alternatives.split(tidy(text))
    if len(parts) < 2 or not all(re.fullmatch(_NUMBER, part) for part in parts):
        return []
    return [_integer(part) for part in parts]


def numbers(text: str) -> frozenset[int]:
    """All whole numbers of a context cell."""
    return frozenset(_integer(number) for number in re.findall(_NUMBER, text))


def _integer(text: str) -> int:
    return int(text.replace(",", ""))


def size_in_brackets(cell: Rich) -> tuple[str | None, list[Span]]:
    """The size that stands in brackets of its own, `(**70b**)`, and where."""
    found = None
    spans: list[Span] = []
    for start, end in brackets(cell.text):
        inner = cell.text[start + 1 : end - 1].strip()
        if _SIZE.fullmatch(inner):
            found = found or inner.lower()
            spans.append((start, end))
    return found, spans


def size_of_label(label: Rich) -> str | None:
    """The size that a label shows: in brackets, else in bold, at its beginning or at its end.

    A size in the midst of a label is part of another model's name.
    """
    found: str | None = None
    for match in _SIZE_IN_LABEL.finditer(label.text):
        start, end = match.span()
        if label.text[:start].endswith(("(", "（")):
            return match[0].lower()
        if label.is_bold(start, end) or start == 0 or end == len(label.text):
            found = found or match[0].lower()
    return found


def loadable_of(text: str) -> str | None:
    """What ◯, △ or ✕ says: yes, format, no."""
    return next((value for mark, value in words().loadable.items() if mark in text), None)


@dataclass(frozen=True, slots=True)
class LicenseName:
    """A licence as a cell words it."""

    id: str
    """An id of the catalog's `licenses`; `unknown` for a question mark; empty for a licence of the model's own."""
    name: Text | None
    accepts: tuple[Mapping[str, str], ...]
    link: str = ""
    known: bool = True
    """Whether the wording is one that is known, or says itself that the licence is the model's own."""


@dataclass(frozen=True, slots=True)
class LicenseCell:
    """The licences of one part of a cell, all of which apply, and whether the list doubts them."""

    licenses: tuple[LicenseName, ...]
    doubted: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """The licences' ids."""
        return tuple(license_.id for license_ in self.licenses)


def _way(way: Accepts) -> Mapping[str, str]:
    """How the Hub states a licence, as it stands in YAML."""
    parts = {"license": way.license, "name": way.name, "title": way.title}
    return {part: value for part, value in parts.items() if value is not None}


def licenses_of(
    value: Rich, slug_of: Callable[[str], str], declared: Mapping[str, Mapping[str, Any]] | None = None
) -> LicenseCell:
    """Read the licences of a part of a cell; the ones that nobody knows get an id from their wording.

    Args:
        value: the part of the cell.
        slug_of: makes an id of a wording.
        declared: the licences that the list's settings declare, beside those that are built in.
    """
    doubted = False
    for mark in words().doubt:
        while (at := value.text.find(mark)) >= 0:
            doubted = True
            value = value.without([(at, at + len(mark))])
    found: list[LicenseName] = []
    for part in value.strip().split(_BOTH):
        wording = part.plain
        link = part.links[0].url if part.links else ""
        if not wording:
            continue
        known = known_license(wording, declared)
        if key(wording) in words().unknown_license:
            found.append(LicenseName("unknown", None, ()))
        elif known is not None:
            found.append(LicenseName(known.id, known.name, tuple(map(_way, known.accepts)), link))
        elif link or not slug_of(wording):  # "a licence of its own", which says nothing but where it stands
            found.append(LicenseName("", wording, (), link))
        else:
            found.append(LicenseName(slug_of(wording), wording, (), known=False))  # it is compared with nothing
    return LicenseCell(tuple(found), doubted)


def names_known_licenses(cell: Rich) -> bool:
    """Whether all that a cell names are licences that are generally known."""
    return all(known_license(part.plain) is not None for part in cell.strip().split(_BOTH))


def known_license(wording: str, declared: Mapping[str, Mapping[str, Any]] | None = None) -> License | None:
    """The licence that a wording names: one of the declared, or of those that are built in."""
    if declared:
        id_ = license_id(wording, declared)
        if id_ is not None and id_ in declared:
            return licenses(declared)[id_]
    return _built_in(wording)


@cache
def _built_in(wording: str) -> License | None:
    if (known := known_licenses().get(key(wording))) is not None:
        return known
    id_ = license_id(wording, {})
    return built_in_licenses()[id_] if id_ is not None else None
