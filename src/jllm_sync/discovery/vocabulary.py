"""What parts of names say, from data/discovery_words.yaml, ready to be matched."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from jllm_sync.data.load import load

_FILE = "discovery_words.yaml"


@cache
def phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Classes and the patterns of the phrases that stand for them in a whole name."""
    return tuple(
        (class_, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])"))
        for class_, patterns in load(_FILE)["phrases"].items()
    )


@cache
def part_classes() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Class, kind within the class ('' where it has none) and pattern, in the order in which they are tried."""
    found = []
    for class_, content in load(_FILE)["parts"].items():
        kinds: dict[str, list[str]] = content if isinstance(content, dict) else {"": content}
        found += [(class_, kind, _any(patterns)) for kind, patterns in kinds.items()]
    return tuple(found)


@cache
def functions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What a model works on, by the words that say so."""
    return tuple((name, _any(data["words"])) for name, data in load(_FILE)["functions"].items())


@cache
def section_words(function: str) -> tuple[str, ...]:
    """What the ids and titles of a function's sections are likely to hold, the likeliest first."""
    return tuple(load(_FILE)["functions"][function]["sections"])


@cache
def outranked_by(function: str) -> frozenset[str]:
    """The functions beside which this one says nothing of its own."""
    return frozenset(load(_FILE)["functions"][function].get("part_of", ()))


@cache
def function_of_tag(tag: str) -> str | None:
    """The function that a pipeline tag stands for."""
    return next((name for name, data in load(_FILE)["functions"].items() if tag in data["tags"]), None)


def size_words() -> dict[str, dict[str, str]]:
    """Sizes in words, and what they mean for an architecture in the name."""
    words: dict[str, dict[str, str]] = load(_FILE)["size_words"]
    return words


@cache
def language_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Languages by the words that names use for them."""
    return tuple((code, _any(data["words"])) for code, data in load(_FILE)["languages"].items())


def language_codes(language: str) -> frozenset[str]:
    """How cards write a language; its own code where nothing else is known."""
    known: dict[str, Any] = load(_FILE)["languages"].get(language, {})
    return frozenset(known.get("codes", ())) | {language}


def is_multilingual(codes: Collection[str]) -> bool:
    """Whether these are the languages of a model that is made for no one of them."""
    known = load(_FILE)["multilingual"]
    return len(codes) > known["more_than"] or bool(set(known["codes"]) & set(codes))


def task_tags() -> frozenset[str]:
    """The pipeline tags of models that were tuned for one task."""
    return frozenset(load(_FILE)["task_tags"])


@cache
def is_generic(word: str) -> bool:
    """Whether a word names a foundation or an architecture: to share it proves no kinship."""
    return _any(load(_FILE)["generic"]).fullmatch(word) is not None


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
