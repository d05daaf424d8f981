"""The words of the list: how wordings are compared, and what titles, licence names and turns of phrase mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jllm_sync.catalog.built_in import built_in_foundations, built_in_licenses
from jllm_sync.catalog.model import Base, License
from jllm_sync.data import load
from jllm_sync.messages import Text, in_language

OPENING, CLOSING = "(（", ")）"

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u3000]")
_HYPHENS = re.compile("[\u2010\u2011]")


def readable(text: str) -> str:
    """Text without invisible characters, with plain blanks and plain hyphens."""
    return _HYPHENS.sub("-", _SPACES.sub(" ", _INVISIBLE.sub("", text)))


def tidy(text: str) -> str:
    """Text on one line, with single blanks."""
    return " ".join(text.split())


def key(text: str) -> str:
    """What two spellings of the same wording have in common: width, case and blanks do not matter."""
    return tidy(unicodedata.normalize("NFKC", text).casefold())


def name_key(text: str) -> str:
    """What two spellings of the same model's name have in common: only letters and digits matter."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


def slug(text: str) -> str:
    """An id made of a name: lower-case letters, digits, dots and hyphens; empty when nothing of it remains."""
    plain = unicodedata.normalize("NFKD", text.replace("×", "x").replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"[^a-z0-9.]+", "-", plain)
    return re.sub(r"[.-]*-[.-]*", "-", re.sub(r"\.\.+", ".", plain)).strip("-.")


def localized(texts: Mapping[str, str]) -> Text | None:
    """One string where all languages agree, else one per language; French goes without where it equals English."""
    present = {language: text for language, text in texts.items() if text}
    if len(present) > 1 and "en" in present and present.get("fr") == present["en"]:
        del present["fr"]
    if len(set(present.values())) > 1:
        return present
    return next(iter(present.values()), None)


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost bracketed parts of a text, as (start, end) with their brackets."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for position, character in enumerate(text):
        if character in OPENING:
            start = position if depth == 0 else start
            depth += 1
        elif character in CLOSING and depth:
            depth -= 1
            if depth == 0:
                found.append((start, position + 1))
    return found


def inside_brackets(text: str) -> str | None:
    """What stands inside the brackets when they enclose the whole text."""
    spans = brackets(text)
    return text[1:-1] if spans == [(0, len(text))] else None


@cache
def column_fields() -> Mapping[str, str]:
    """Which field a column holds, by the key of its title."""
    return {column_key(title): field for field, _, title in _column_words()}


@cache
def column_languages() -> Mapping[str, frozenset[str]]:
    """The languages whose word for a column a title is, by the title's key."""
    found: dict[str, set[str]] = {}
    for _, language, title in _column_words():
        found.setdefault(column_key(title), set()).add(language)
    return {title: frozenset(languages) for title, languages in found.items()}


def _column_words() -> Iterator[tuple[str, str, str]]:
    """Field, language, title."""
    for field, by_language in load("list_columns.yaml").items():
        for language, titles in by_language.items():
            yield from ((field, language, title) for title in titles)


def column_key(title: str) -> str:
    """What two spellings of the same column title have in common: their letters and digits."""
    return re.sub(r"[\W_]", "", key(title))


def column_field(title: str, more: Mapping[str, str]) -> str:
    """The field that a column holds by its title, or empty.

    Args:
        title: the title; what stands in brackets may be its unit.
        more: words that a list's settings add: fields by the keys of titles.
    """
    for wording in (title, re.sub(r"[(（\[].*?[)）\]]", "", title)):
        name = column_key(wording)
        if (name or not title.strip()) and (found := more.get(name) or column_fields().get(name)):
            return found
    return ""


@cache
def known_licenses() -> Mapping[str, License]:
    """The licences that are generally known, by the key of each of their wordings."""
    found: dict[str, License] = {}
    for id_, license_ in built_in_licenses().items():
        spellings = load("licenses.yaml")["licenses"][id_].get("spellings", ())
        names = [license_.name] if isinstance(license_.name, str) else license_.name.values()
        found |= {key(name): license_ for name in (*names, *spellings)}
    return found


@cache
def known_foundations() -> Mapping[str, Base]:
    """The well-known base models, by the key of each of their names."""
    found: dict[str, Base] = {}
    for id_, base in built_in_foundations().items():
        names = (in_language(base.name, "en"), *load("foundations.yaml")[id_].get("also", ()))
        found |= {key(name): base for name in names}
    return found


@dataclass(frozen=True, slots=True)
class QualifiedPattern:
    """How a line says of which models its value speaks."""

    pattern: re.Pattern[str]
    also: bool
    """Whether the value comes on top of the cell's own."""


@dataclass(frozen=True, slots=True)
class SentencePattern:
    """How a line says what a model was made from, or what some models were further trained on."""

    pattern: re.Pattern[str]
    method: Text | None
    stage: Text | None


@dataclass(frozen=True, slots=True)
class Words:
    """The turns of phrase of the list's cells, in all its languages at once."""

    post_training: tuple[str, ...]
    post_trained: tuple[str, ...]
    base: tuple[str, ...]
    rest: frozenset[str]
    between_tokens: re.Pattern[str]
    """What stands between the words of a label."""
    between_qualifiers: re.Pattern[str]
    model: tuple[str, ...]
    qualified: tuple[QualifiedPattern, ...]
    nothing: frozenset[str]
    unknown_license: frozenset[str]
    unknown_cells: Mapping[str, Mapping[str, str]]
    """What a cell says that nobody knows, by column and language."""
    doubt: tuple[str, ...]
    loadable: Mapping[str, str]
    """The values yes, format, no by their marks."""
    unofficial: tuple[str, ...]
    representative: tuple[str, ...]
    alternatives: re.Pattern[str]
    dates: re.Pattern[str]
    """One date or several."""
    origin_after: re.Pattern[str]
    origin_before: re.Pattern[str]
    doubts: tuple[tuple[str, Text], ...]
    """Words of a footnote, and what a licence's doubt is when the footnote has them; the last fits any."""
    stages: Mapping[str, Text]
    """The stages of training by the keys of their wordings."""
    tokens: re.Pattern[str]
    """A number of tokens."""
    amount: re.Pattern[str]
    """A number with a unit."""
    about: re.Pattern[str]
    """The end of a text that says of the number behind it that it is a rough one."""
    total: tuple[str, ...]
    sentences: tuple[SentencePattern, ...]
    company_forms: tuple[str, ...]
    """What follows a company's name and is no part of it."""
    longest_words: int
    longest_characters: int


@cache
def words() -> Words:
    """The words of the list."""
    data = load("list_words.yaml")
    stages: dict[str, Text] = {key(word): word for word in data["stage_words"]}
    for stage in data["stages"]:
        stages |= {key(wording): stage for wording in stage.values()}
    number = r"\d[\d,.]*"
    scales = re.escape("".join(data["scales"]))
    marks = re.escape("".join(data["separators"]))
    year, month, day = (re.escape("".join(data["dates"][unit])) for unit in ("year", "month", "day"))
    named = rf"(?:\d{{1,2}}\.? )?(?:de )?(?:{_either(data['dates']['names'])})[^\W\d_]*\.? (?:\d{{1,2}}, )?(?:de )?"
    date = rf"(?i:{named})?(?:19|20)\d\d(?:[-/.{year}]\s?\d{{1,2}}(?:[-/.{month}]\s?\d{{1,2}})?)?[{year}{month}{day}]?"
    return Words(
        post_training=tuple(data["post_training"]),
        post_trained=_keys(data["post_trained"]),
        base=_keys(data["base"]),
        rest=frozenset(_keys(data["rest"])),
        between_tokens=re.compile(rf"[\s\-_(),/\"'*{marks}]+"),
        between_qualifiers=re.compile(rf"\s*(?:[,&/{marks}]|\s(?:{_either(data['joiners'])})\s)\s*"),
        model=_keys(data["model"]),
        qualified=tuple(
            QualifiedPattern(re.compile(entry["pattern"], re.IGNORECASE), entry.get("also", False))
            for entry in data["qualified"]
        ),
        nothing=frozenset(_keys(data["nothing"])),
        unknown_license=frozenset(_keys(data["unknown_license"])),
        unknown_cells=data["unknown_cells"],
        doubt=tuple(data["doubt"]),
        loadable={mark: value for value, marks in data["loadable"].items() for mark in marks},
        unofficial=_keys(data["unofficial"]),
        representative=_keys(data["representative"]),
        alternatives=re.compile(rf"\s+(?:{_either(data['alternatives'])})\s+"),
        dates=re.compile(rf"{date}(?:\s*[,、~～〜–-]\s*{date})*"),
        origin_after=_any_of(data["origin_after"]),
        origin_before=_any_of(data["origin_before"]),
        doubts=tuple((key(entry["when"]), entry["text"]) for entry in data["doubts"]),
        stages=stages,
        tokens=re.compile(rf"({number} ?[KMBT]?) ?(?:{_either(data['tokens'])})\Z"),
        amount=re.compile(
            rf"{number}[\d,.{scales} ]*(?: ?million | ?milliards? )? ?[KMBT]? ?(?:{_either(data['units'])})"
        ),
        about=re.compile(rf"(?:{_either(data['about'])}) ?\Z"),
        total=tuple(data["total"]),
        sentences=tuple(
            SentencePattern(re.compile(entry["pattern"], re.IGNORECASE), entry.get("method"), entry.get("stage"))
            for entry in data["sentences"]
        ),
        company_forms=_keys(data["company_forms"]),
        longest_words=data["longest_name"]["words"],
        longest_characters=data["longest_name"]["characters"],
    )


def _keys(wordings: list[str]) -> tuple[str, ...]:
    return tuple(key(wording) for wording in wordings)


def _either(alternatives: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(alternatives, key=len, reverse=True))


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
