"""All that people read: a message is a key with arguments, and one file a language holds the sentences.

The files are Project Fluent's (https://projectfluent.org): ``en.ftl``, ``ja.ftl``. A new language is its file here and
its code in `Language`. Code that decides makes messages; the reader's language is chosen at the edge, by `said`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

Language = Literal["en", "ja"]
"""The languages of messages, one file each; names in a catalog may have others beside."""
LANGUAGES: tuple[Language, ...] = get_args(Language)

Text = str | Mapping[str, str]
"""A text of the catalog: one string for all languages, or one per language code (ja, en, fr)."""


Joint = Literal["and", "comma", "clause", "sentence", "line"]
"""What stands between things that are said one after the other."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said, in no language yet; made by `message`."""

    key: str
    """Its name in the files: ``id`` or ``id.attribute``."""
    arguments: tuple[tuple[str, Argument], ...] = ()

    def __str__(self) -> str:
        return said(self, "en")


@dataclass(frozen=True, slots=True)
class Joined:
    """Several things said one after the other, with the language's own joint between them."""

    parts: tuple[Sayable, ...]
    by: Joint = "comma"

    def __str__(self) -> str:
        return said(self, "en")


Sayable = Text | Message | Joined
"""What can be said in a language: a message, a text of the catalog, or a word that is the same in all."""
Argument = Sayable | int | float
"""Numbers choose plural forms and are written the language's way (4,096); pass as text what is no quantity: a line,
an issue's number."""


def message(key: str, **arguments: Argument) -> Message:
    """A message.

    Args:
        key: its name in the language files, ``id`` or ``id.attribute``.
        arguments: the values of its variables, by name; an underscore stands for the hyphen of the file.
    """
    return Message(key, tuple((name.replace("_", "-"), value) for name, value in arguments.items()))


def joined(parts: Iterable[Sayable], by: Joint = "comma") -> Joined:
    """Several things as one: a list, things that hold together, clauses, sentences, or lines."""
    return Joined(tuple(parts), by)


def said(what: Sayable, language: str) -> str:
    """The words in a language.

    Args:
        what: a message, a text of the catalog, or several joined.
        language: one of `LANGUAGES` for messages; any code for texts of a catalog.

    Raises:
        KeyError: the language's file lacks the message.
        ValueError: the arguments are not those of its sentence. Both are bugs, which tests/messages finds.
    """
    if isinstance(what, Message):
        return _file(language).format(what)
    if isinstance(what, Joined):
        return _file(language).joint(what.by).join(said(part, language) for part in what.parts)
    return in_language(what, language)


def in_all(what: Sayable) -> dict[str, str]:
    """The words in every language, by its code, as the JSON report keeps them."""
    return {language: said(what, language) for language in LANGUAGES}


def has_message(key: str) -> bool:
    """Whether there is such a message."""
    return key in _file(LANGUAGES[0])


def in_language(text: Text, language: str) -> str:
    """A text of the catalog in this language, or else in English, or else in whichever language it has."""
    if isinstance(text, str):
        return text
    if language in text:
        return text[language]
    return text.get("en") or next(iter(text.values()), "")


_ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*) *=", re.MULTILINE)


class _File:
    """One language's sentences. A run says some fifty of several hundred, so each is parsed when it is first said."""

    def __init__(self, language: str) -> None:
        from fluent.runtime import FluentBundle, FluentResource, resolver

        # Against files of strangers that refer to themselves. Ours do not, and a long value is no bug.
        resolver.MAX_PART_LENGTH = sys.maxsize
        self._language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._resource = FluentResource
        text = (resources.files(__package__) / f"{language}.ftl").read_text(encoding="utf-8")
        starts = [*_ENTRY.finditer(text)]
        ends = [*(match.start() for match in starts[1:]), len(text)]
        self._unread = {match[1]: text[match.start() : end] for match, end in zip(starts, ends, strict=True)}
        for term in [id_ for id_ in self._unread if id_.startswith("-")]:
            self._read(term)
        self._joints: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        id_, _, attribute = key.partition(".")
        self._read(id_)
        if not self._bundle.has_message(id_):
            return False
        found = self._bundle.get_message(id_)
        return attribute in found.attributes if attribute else found.value is not None

    def format(self, what: Message) -> str:
        if what.key not in self:
            raise KeyError(f"{self._language}.ftl has no message {what.key}")
        id_, _, attribute = what.key.partition(".")
        found = self._bundle.get_message(id_)
        pattern = found.attributes[attribute] if attribute else found.value
        if pattern is None:  # `in` has looked
            raise KeyError(what.key)
        values = {name: self._value(value) for name, value in what.arguments}
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise ValueError(f"{self._language}.ftl, {what.key}: {errors[0]}")
        return str(text)

    def joint(self, by: str) -> str:
        if by not in self._joints:
            self._joints[by] = self.format(Message(f"join-{by}"))
        return self._joints[by]

    def _value(self, value: Argument) -> str | int | float:
        return value if isinstance(value, int | float) else said(value, self._language)

    def _read(self, id_: str) -> None:
        if text := self._unread.pop(id_, None):
            self._bundle.add_resource(self._resource(text))


@cache
def _file(language: str) -> _File:
    return _File(language if language in LANGUAGES else LANGUAGES[0])
