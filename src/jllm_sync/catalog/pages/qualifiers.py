"""Which variants a part of a cell speaks of: "7b, 13b", "base (v1, v2) & large", "NC モデル", "others"."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from jllm_sync.catalog.pages.markdown import Rich
from jllm_sync.catalog.pages.text import brackets, inside_brackets, key
from jllm_sync.catalog.pages.vocabulary import words

V = TypeVar("V")
Tokens = frozenset[str]
"""The words of a variant's label."""

_BASE, _POST_TRAINED = "\x01", "\x02"  # no text has these
_BETWEEN_TOKENS = re.compile(r"[\s\-_(),、・/\"'*]+")
_BETWEEN_QUALIFIERS = re.compile(r"\s*(?:,|、|&|＆|・|/|\s(?:and|et|と)\s)\s*")
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
    return frozenset(token for token in _BETWEEN_TOKENS.split(key(label)) if token)


def read_qualifiers(text: str) -> tuple[Qualifier, ...]:
    """Read what stands before the colon: `base (v1, v2) & large` is base v1, base v2, or large."""
    found: list[Qualifier] = []
    for part in Rich(text).split(_BETWEEN_QUALIFIERS):
        if key(part.text) in words().rest:
            found.append(Qualifier(rest=True))
            continue
        spans = brackets(part.text)
        outside = _tokens(part.without(spans).text)
        inner = [
            [_tokens(choice.text) for choice in part.cut(start + 1, end - 1).split(_BETWEEN_QUALIFIERS)]
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
