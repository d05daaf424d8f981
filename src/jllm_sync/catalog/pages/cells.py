"""What cells say: context lengths, licences, sizes, marks, and of which variants a part of a cell speaks."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from jllm_sync.catalog.built_in import built_in_licenses, license_id, licenses
from jllm_sync.catalog.model import Accepts, License
from jllm_sync.catalog.pages.markdown import Rich, Span
from jllm_sync.catalog.pages.vocabulary import brackets, inside_brackets, key, known_licenses, tidy, words
from jllm_sync.messages import Text

V = TypeVar("V")
Tokens = frozenset[str]
"""The words of a variant's label."""

_BASE, _POST_TRAINED = "\x01", "\x02"  # no text has these
_VERSION = re.compile(r"v\d+(\.\d+)*\Z")
_FIRST_VERSION = re.compile(r"v1(\.0)*\Z")


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What a variant's label must have, and must not have; or the rest that no other qualifier names."""

    tokens: Tokens = frozenset()
    without: Tokens = frozenset()
    rest: bool = False

    @property
    def weight(self) -> int:
        """How specific it is."""
        return -1 if self.rest else len(self.tokens) + len(self.without)

    def __str__(self) -> str:
        names = {_BASE: "base", _POST_TRAINED: "post-trained"}
        with_ = [names.get(token, token) for token in sorted(self.tokens)]
        without = [f"not {token}" for token in sorted(self.without)]
        return " ".join([*with_, *without]) or "others"

    def fits(self, label: Tokens, labels: Sequence[Tokens]) -> bool:
        """Whether it speaks of a variant, given the labels of the whole row."""
        return all(_has(label, token, labels) for token in self.tokens) and not any(
            _has(label, token, labels) for token in self.without
        )


@dataclass(frozen=True, slots=True)
class Qualified(Generic[V]):
    """A value and the variants that it speaks of."""

    qualifiers: tuple[Qualifier, ...]
    value: V


def label_tokens(label: str) -> Tokens:
    """The words of a label: `13b-instruct-nc` has 13b, instruct and nc."""
    return frozenset(token for token in words().between_tokens.split(key(label)) if token)


def read_qualifiers(text: str) -> tuple[Qualifier, ...]:
    """Read what stands before the colon: `base (v1, v2) & large` is base v1, base v2, or large."""
    found: list[Qualifier] = []
    for part in Rich(text).split(words().between_qualifiers):
        if key(part.text) in words().rest:
            found.append(Qualifier(rest=True))
            continue
        spans = brackets(part.text)
        outside = _tokens(part.without(spans).text)
        inner = [
            [_tokens(choice.text) for choice in part.cut(start + 1, end - 1).split(words().between_qualifiers)]
            for start, end in spans
        ]
        found += [Qualifier(outside.union(*choice)) for choice in itertools.product(*inner)]
    return tuple(qualifier for qualifier in found if qualifier.tokens or qualifier.rest)


def spread(
    labels: Sequence[Tokens], default: V | None, qualified: Sequence[Qualified[V]]
) -> tuple[list[V | None], list[Qualified[V]]]:
    """Give every variant the value of the most specific qualifier that speaks of it.

    Returns:
        One value a variant (the default where no qualifier speaks of it), and the values that came to no variant.
    """
    used: set[int] = set()
    values: list[V | None] = []
    for label in labels:
        fitting = [
            (qualifier.weight, index)
            for index, part in enumerate(qualified)
            for qualifier in part.qualifiers
            if qualifier.fits(label, labels)
        ]
        best = max(fitting, default=(0, None))[0]
        chosen = {index for weight, index in fitting if weight == best}
        if len({repr(qualified[index].value) for index in chosen}) == 1:
            used |= chosen
            values.append(qualified[min(chosen)].value)
        else:  # no qualifier, or two of the same weight that say different things
            values.append(default)
    return values, [part for index, part in enumerate(qualified) if index not in used]


def factor(values: Sequence[V | None]) -> tuple[V | None, dict[int, V]]:
    """Split one value a variant into the entry's own and those of the variants that differ from it."""
    if not values:
        return None, {}
    counted = Counter(repr(value) for value in values)
    if None in values:
        return None, {index: value for index, value in enumerate(values) if value is not None}
    common = max(values, key=lambda value: counted[repr(value)])  # the first of the most frequent
    return common, {index: value for index, value in enumerate(values) if value is not None and value != common}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a cell: a value, and of which variants it speaks (None: of all)."""

    value: Rich
    qualifiers: tuple[Qualifier, ...] | None = None
    also: bool = False
    """Whether the value comes on top of the cell's own."""


def segments(cell: Rich) -> list[Segment]:
    """Split a cell into its lines and trailing brackets, each with the variants that it speaks of."""
    found: list[Segment] = []
    for line in lines(cell):
        segment = _qualified(line)
        if segment is None and (spans := brackets(line.text)) and spans[-1][1] == len(line.text):
            segment = _qualified(line.cut(*spans[-1]))
            if segment is not None:
                found.append(Segment(line.cut(0, spans[-1][0]).strip()))
        found.append(segment or Segment(line))
    return found


def lines(cell: Rich) -> list[Rich]:
    """The lines of a cell; brackets hold lines together."""
    return [line for line in cell.split(re.compile("\n")) if line.text]


def _qualified(line: Rich) -> Segment | None:
    if inside_brackets(line.text) is not None:
        line = line.cut(1, len(line.text) - 1)
    line = line.strip()
    for entry in words().qualified:
        match = entry.pattern.match(line.text)
        if match is None:
            continue
        groups = match.groupdict()
        if groups.get("without"):
            qualifiers: tuple[Qualifier, ...] = (Qualifier(without=_tokens(groups["without"])),)
        else:
            qualifiers = read_qualifiers(groups["who"])
        if qualifiers:
            return Segment(line.cut(*match.span("value")).strip(), qualifiers, entry.also)
    return None


def _tokens(text: str) -> Tokens:
    text = key(text)
    for phrases, token in ((words().base, _BASE), (words().post_trained, _POST_TRAINED), (words().model, "")):
        for phrase in phrases:
            text = re.sub(_as_word(phrase), f" {token} ", text)
    return label_tokens(text)


def _as_word(phrase: str) -> str:
    """A pattern for a phrase; one in Latin letters must not stand within a longer word."""
    latin = phrase[0].isascii()
    return rf"(?<![a-z]){re.escape(phrase)}(?![a-z])" if latin else re.escape(phrase)


def _has(label: Tokens, token: str, labels: Sequence[Tokens]) -> bool:
    if token == _POST_TRAINED:
        return _is_post_trained(label)
    if token == _BASE:  # a word of the labels, or else what they have before post-training
        if any("base" in other for other in labels):
            return "base" in label
        return not _is_post_trained(label)
    if token in label:
        return True
    if _FIRST_VERSION.match(token):  # the first version bears no number where the later ones do
        return not _versions(label) and any(_versions(other) for other in labels)
    return token in words().post_training and any(_is_word(part, token) for part in label)


def _versions(label: Tokens) -> list[str]:
    return [token for token in label if _VERSION.match(token)]


def _is_post_trained(label: Tokens) -> bool:
    return any(_is_word(part, word) for part in label for word in words().post_training)


def _is_word(part: str, word: str) -> bool:
    """Whether a part of a label is a word, with an ending (instruct3, instruction) if the word is long enough."""
    ending = r"[a-z]*\d*" if len(word) > 3 else r"\d*"
    return re.fullmatch(re.escape(word) + ending, part) is not None


_NUMBER = r"(\d{1,3}(?:[,.]\d{3})+|\d+)"
_COUNT = r"(\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?[kKmM]|\d+)(?:\s*[Tt]okens?)?"
"""A number of tokens as people write it."""
_AT_MOST = re.compile(rf"(?:≤|<=|～|〜)\s*{_COUNT}\Z")
_RANGE = re.compile(rf"{_COUNT}\s*(?:~|～|〜|–|-)\s*{_COUNT}\Z")
_SIZE = re.compile(r"\d+(?:\.\d+)?[bm]", re.IGNORECASE)
_SIZE_IN_LABEL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[bm](?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_BOTH = re.compile(r"\s+(?:&|＆)\s+")


def context_of(text: str) -> int | str | dict[str, int | str] | None:
    """A context length: `4,096`, `128k`, `≤ 2,048` or `2,400 ~ 8,192`."""
    text = tidy(text)
    if match := re.fullmatch(_COUNT, text):
        return _count(match[1])
    if match := _AT_MOST.match(text):
        return {"at_most": _count(match[1])}
    if match := _RANGE.match(text):
        return {"min": _count(match[1]), "max": _count(match[2])}
    return None


def _count(text: str) -> int | str:
    """A number of tokens; one in thousands stays as it is written, since it is two numbers (1,000 or 1,024)."""
    return text.lower() if text[-1] in "kKmM" else _integer(text)


def year_of(cell: Rich) -> int | None:
    """A year: `2025`, `2025/04`, `2025-04-30`, or in words; of several the last."""
    if not words().dates.fullmatch(cell.plain):
        return None
    return max(int(year) for year in _YEAR.findall(cell.plain))


def context_choices(text: str) -> list[int]:
    """The numbers of `4,096 or 8,192`; empty where the text is something else."""
    parts = words().alternatives.split(tidy(text))
    if len(parts) < 2 or not all(re.fullmatch(_NUMBER, part) for part in parts):
        return []
    return [_integer(part) for part in parts]


def numbers(text: str) -> frozenset[int]:
    """All whole numbers of a context cell."""
    return frozenset(_integer(number) for number in re.findall(_NUMBER, text))


def _integer(text: str) -> int:
    return int(re.sub("[,.]", "", text))


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
