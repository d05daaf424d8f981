"""What a repo's name says: the stem (what the model is called), size, version, and what kind of repo it is.

The vocabulary is data (data/discovery_words.yaml); this module only cuts a name into parts and sorts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from jllm_sync.catalog.fields import parse_size
from jllm_sync.discovery import vocabulary

Version = tuple[int, ...]
TUNED = frozenset({"instruct", "chat", "preference"})
"""The kinds of models that were tuned to answer."""

_UNDERSCORE_POINT = re.compile(r"(?<![a-z0-9])(\d+)_(\d+[bm])(?![a-z0-9])")
_PACKING = re.compile(r"(?<![a-z0-9])(i?q[2-8]|q\d+f\d+|tq\d)(?:_[a-z0-9]{1,3}){1,2}(?![a-z0-9])")
"""How llama.cpp and MLC call a packing: q4_k_m, iq3_xxs, q4f32_1."""
_CUT = re.compile(r"[-_\s/+,()]+|(?<!\d)\.|\.(?!\d)")
_GLUED_VERSION = re.compile(r"([^\W\d_]{3,})(v\d+(?:\.\d+)*)\Z")
_GLUED_SIZE = re.compile(r"([^\W\d_]{2,})(\d+(?:\.\d+)?b)\Z")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([bm])\Z")
_MIXTURE = re.compile(r"(\d+)x(\d+(?:\.\d+)?)([bm])\Z")
_ACTIVE = re.compile(r"a(\d+(?:\.\d+)?b)\Z")
_VERSION = re.compile(r"(?:v(?=\d)|r(?=\d+\.))(\d+(?:\.\d+){0,3})([a-z]\d*)?\Z")
_DATE = re.compile(r"(?:20)?([1-4]\d)(0[1-9]|1[0-2])([0-3]\d)?\Z")
_COUNT = re.compile(r"[1-9]\d{2,}\Z")
_NUMBERED = re.compile(r"([^\W\d_]+)(\d+(?:\.\d+)*)\Z")
_LAST_NUMBER = re.compile(r"(\d+)\Z")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Name:
    """A repo's name, sorted into what its parts say. Two spellings of one name give equal values."""

    repo: str = field(compare=False)
    owner: str
    stem: tuple[str, ...]
    """What the model is called, its generation included: sakura, 2.1."""
    size: int | None = None
    """The number of parameters that the name gives; of a mixture, the experts' sum."""
    size_text: str = ""
    """The size as the name writes it: 8x13b."""
    size_word: str | None = None
    mixture: bool = False
    version: Version | None = None
    date: int | None = None
    """The year and month of a dated release: 2407."""
    stage: str | None = None
    """alpha2, beta, preview, exp."""
    kinds: frozenset[str] = frozenset()
    """base, instruct, chat, preference, reasoning."""
    round: int | None = None
    """Which round of tuning: 2 of instruct2."""
    copies: frozenset[str] = frozenset()
    """quantised, converted."""
    copy_words: frozenset[str] = frozenset()
    """The words that say so: awq, 4bit."""
    origins: frozenset[str] = frozenset()
    """How it came about, by words that say so: continual."""
    marks: frozenset[str] = frozenset()
    """checkpoint, drafter, tokenizer, test, dataset, adapter, merge, task, packaging."""
    languages: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    context: str | None = None
    brands: frozenset[str] = frozenset()
    """The words of the stem that only this publisher's models share: no numbers, no architectures."""


@lru_cache(maxsize=20_000)
def parse_name(repo: str) -> Name:
    """Sort a repo's name into what its parts say; any text gives a result."""
    owner, _, name = repo.rpartition("/")
    text = name[:_LONGEST].lower()
    found = _Sorter()
    for class_, pattern in vocabulary.phrases():
        text, times = pattern.subn("-", text)
        if times:
            found.marks.add(class_)
    found.functions |= {function for function, pattern in vocabulary.function_phrases() if pattern.search(text)}
    text = _PACKING.sub(r"\1", _UNDERSCORE_POINT.sub(r"\1.\2", text))
    parts = [part for part in _CUT.split(text) if part]
    if parts and _COUNT.match(parts[-1]) and not _DATE.match(parts[-1]):  # a count of training steps
        found.marks.add("checkpoint")
        parts.pop()
    for part in parts:
        found.take(part)
    return found.name(repo, owner.lower())


class _Sorter:
    def __init__(self) -> None:
        self.stem: list[str] = []
        self.size: int | None = None
        self.size_text = ""
        self.size_word: str | None = None
        self.mixture = False
        self.version: Version | None = None
        self.date: int | None = None
        self.stage: str | None = None
        self.round: int | None = None
        self.context: str | None = None
        self.kinds: set[str] = set()
        self.copies: set[str] = set()
        self.copy_words: set[str] = set()
        self.marks: set[str] = set()
        self.languages: set[str] = set()
        self.functions: set[str] = set()
        self.origins: set[str] = set()

    def take(self, part: str) -> None:
        """Sort one part; parts that are two words written as one are taken apart."""
        if self._number(part) or self._word(part):
            return
        for glued in (_GLUED_VERSION, _GLUED_SIZE):
            if match := glued.match(part):
                self.take(match[1])
                self.take(match[2])
                return
        self._function(part)
        if match := _NUMBERED.match(part):
            self._function(match[1])
            self.stem += [match[1], match[2]]
        else:
            self.stem.append(part)

    def _number(self, part: str) -> bool:
        if match := _MIXTURE.match(part):
            self.size = round(int(match[1][:4]) * parse_size(match[2] + match[3]))
            self.size_text, self.mixture = part, True
        elif _SIZE.match(part):
            if self.size is None:
                self.size, self.size_text = parse_size(part), part
        elif _ACTIVE.match(part):
            self.mixture = True
        elif match := _VERSION.match(part):
            self.version = tuple(int(number) for number in match[1].split("."))
            self.stage = match[2] or self.stage
        elif match := _DATE.match(part):
            self.date = int(match[1] + match[2])
        else:
            return False
        return True

    def _word(self, part: str) -> bool:
        if part in vocabulary.size_words():
            self.size_word = part
            return True
        for language, pattern in vocabulary.language_words():
            if pattern.fullmatch(part):
                self.languages.add(language)
                if len(part) > 8 or part == language or part in vocabulary.language_codes(language):
                    return True
        if origin := vocabulary.origin_of_word(part):
            self.origins.add(origin)
        class_, kind = _classify(part)
        match class_:
            case "":
                return False
            case "copy":
                self.copies.add(kind)
                self.copy_words.add(part)
            case "kind":
                self.kinds.add(kind)
                if number := _LAST_NUMBER.search(part):
                    self.round = int(number[1]) if kind != "reasoning" else None
            case "stage":
                self.stage = part
            case "context":
                self.context = part
            case "filler":
                pass
            case _:
                self.marks.add(class_)
                if class_ in ("merge", "adapter"):
                    self.kinds.add(class_)
        return True

    def _function(self, part: str) -> None:
        for function, pattern in vocabulary.functions():
            if pattern.fullmatch(part):
                self.functions.add(function)

    def name(self, repo: str, owner: str) -> Name:
        """What was found, as a value."""
        return Name(
            repo=repo,
            owner=owner,
            stem=tuple(self.stem),
            size=self.size,
            size_text=self.size_text,
            size_word=self.size_word,
            mixture=self.mixture,
            version=self.version,
            date=self.date,
            stage=self.stage,
            kinds=frozenset(self.kinds),
            round=self.round,
            copies=frozenset(self.copies),
            copy_words=frozenset(self.copy_words),
            marks=frozenset(self.marks),
            languages=frozenset(self.languages),
            functions=frozenset(self.functions),
            context=self.context,
            origins=frozenset(self.origins),
            brands=frozenset(
                w for w in self.stem if len(w) > 1 and not w[0].isdigit() and not vocabulary.is_generic(w)
            ),
        )


@lru_cache(maxsize=20_000)
def _classify(part: str) -> tuple[str, str]:
    for class_, kind, pattern in vocabulary.part_classes():
        if pattern.fullmatch(part):
            return class_, kind
    return "", ""
