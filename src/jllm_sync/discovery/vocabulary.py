"""What parts of names say, from data/discovery_words.yaml, ready to be matched."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from jllm_sync.data import load

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
def function_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What a model works on, by phrases of a whole name."""
    return tuple(
        (name, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(data['phrases'])})(?![a-z0-9])"))
        for name, data in load(_FILE)["functions"].items()
        if "phrases" in data
    )


@cache
def own_copies() -> re.Pattern[str]:
    """The words of copies that a list takes with the model they are made of."""
    return _any(load(_FILE)["own_copies"])


@cache
def origin_of_section(text: str) -> str | None:
    """How the models of a section came about, by its id and title in small letters; None where these do not say."""
    origins = load(_FILE)["origins"].items()
    return next((name for name, data in origins if any(word in text for word in data["sections"])), None)


@cache
def foreign_words() -> frozenset[str]:
    """Words of names that say that a model was made from a foundation of somebody else's."""
    return frozenset(load(_FILE)["foreign"])


@cache
def answers_unsaid(repo: str) -> bool:
    """Whether a repo is of a family whose models answer although their names do not say so."""
    return re.search(rf"(?<![a-z0-9])(?:{'|'.join(load(_FILE)['answering'])})", repo.lower()) is not None


@cache
def sees_unsaid(repo: str) -> bool:
    """Whether a repo is of a family whose models take images although their names do not say so."""
    return re.search(rf"(?<![a-z0-9])(?:{'|'.join(load(_FILE)['seeing'])})", repo.lower()) is not None


@cache
def origin_of_word(word: str) -> str | None:
    """How a model came about, by a word of its name."""
    origins = load(_FILE)["origins"].items()
    return next((name for name, data in origins if data["names"] and _any(data["names"]).fullmatch(word)), None)


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


@cache
def hinted_functions() -> tuple[tuple[str, frozenset[str]], ...]:
    """The tags of cards that say what a model of features works on."""
    return tuple((name, frozenset(data["hints"])) for name, data in load(_FILE)["functions"].items() if "hints" in data)


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


@cache
def language_of_code(code: str) -> str:
    """The language that cards write so: ja for jpn; the code itself where nothing else is known."""
    return next((name for name, data in load(_FILE)["languages"].items() if code in data["codes"]), code)


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
