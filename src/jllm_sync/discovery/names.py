"""What a repo's name says: the stem (what the model is called), size, version, and what kind of repo it is; and how
what is new is called, in the style of what the catalog has already.

The vocabulary is data (data/discovery_words.yaml), made ready to be matched; a name is cut into parts, which it sorts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any

from jllm_sync.catalog.fields import parse_size
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


def makes_features(function: str) -> bool:
    """Whether the Hub takes what works on this for a model of features, where nobody says anything else."""
    return function in load(_FILE)["features"]


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


def searched_for(language: str) -> tuple[str, ...]:
    """The parts of IDs by which the Hub is asked for models of a language."""
    known: dict[str, Any] = load(_FILE)["languages"].get(language, {})
    return tuple(known.get("searched", ()))


def is_everywhere(language: str) -> bool:
    """Whether most models are for this language, so that it tells none apart."""
    known: dict[str, Any] = load(_FILE)["languages"].get(language, {})
    return bool(known.get("everywhere", False))


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
_SIZE_TEXT = re.compile(r"(?<![A-Za-z0-9.])(?:\d+[xX])?\d+(?:\.\d+)?([bBmM])(?![A-Za-z0-9])")
"""A size as labels write it."""
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
    found = _Sorter(frozenset(_CUT.split(owner.lower())))
    for class_, pattern in phrases():
        text, times = pattern.subn("-", text)
        if times:
            found.marks.add(class_)
    found.functions |= {function for function, pattern in function_phrases() if pattern.search(text)}
    text = _PACKING.sub(r"\1", _UNDERSCORE_POINT.sub(r"\1.\2", text))
    parts = [part for part in _CUT.split(text) if part]
    if parts and _COUNT.match(parts[-1]) and not _DATE.match(parts[-1]):  # a count of training steps
        found.marks.add("checkpoint")
        parts.pop()
    for part in parts:
        found.take(part)
    return found.name(repo, owner.lower())


class _Sorter:
    def __init__(self, owner: frozenset[str]) -> None:
        self.owner = owner
        """The words of the owner's name: what they are in its models' names, too, and say nothing of their work."""
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
        if part in size_words():
            self.size_word = part
            return True
        for language, pattern in language_words():
            if pattern.fullmatch(part):
                self.languages.add(language)
                if len(part) > 8 or part == language or part in language_codes(language):
                    return True
        if origin := origin_of_word(part):
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
        if part in self.owner:
            return
        for function, pattern in functions():
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
            kinds=_frozen(self.kinds),
            round=self.round,
            copies=_frozen(self.copies),
            copy_words=_frozen(self.copy_words),
            marks=_frozen(self.marks),
            languages=_frozen(self.languages),
            functions=_frozen(self.functions),
            context=self.context,
            origins=_frozen(self.origins),
            brands=_frozen({w for w in self.stem if len(w) > 1 and not w[0].isdigit() and not is_generic(w)}),
        )


_NOTHING: frozenset[str] = frozenset()


def _frozen(words: set[str]) -> frozenset[str]:
    """The words as a value; where there are none, as in most parts of most names, one that all share."""
    return frozenset(words) if words else _NOTHING


@lru_cache(maxsize=20_000)
def _classify(part: str) -> tuple[str, str]:
    for class_, kind, pattern in part_classes():
        if pattern.fullmatch(part):
            return class_, kind
    return "", ""


_BOUNDARY = re.compile(r"(?<=[-_ ])|(?<=(?<!\d)\.)")
_ID = re.compile(r"[^a-z0-9+]+")


NAME_PART = re.compile(r"[^\W_]+(?:\.\d[^\W_]*)*")
"""A part of a name, or of a label, that is told from others by itself: 3.1, 8B, instruct."""


def label_beside(repo: str, siblings: Sequence[tuple[str, str]]) -> str:
    """The label of a new variant beside those of its siblings, and unlike each of them.

    What the nearest sibling's label takes of its repo's name, the new one takes of its own. Of a label in other words
    (`base (char-level)`) those are changed in which the names differ. What would be a second label of one wording gets
    the parts that tell the two names apart.

    Args:
        repo: the new repo.
        siblings: the repos of its entry, each with its label; without any, the repo's name is the label.

    >>> label_beside("acme/kumo-7b-v2-chat", [("acme/kumo-7b-v1", "v1"), ("acme/kumo-7b-v1-chat", "v1-chat")])
    'v2-chat'
    >>> label_beside("acme/kumo-2604-7b-base", [("acme/kumo-7b-base", "7b-base")])
    '2604-7b-base'
    """
    name = repo.rpartition("/")[2]
    words = list(NAME_PART.finditer(name))
    ranked = sorted(siblings, key=lambda sibling: _distance(sibling[0], name))
    taken = {label.lower(): other for other, label in siblings}
    chosen: set[int] = set()
    for other, label in ranked:
        if (own := _in_other_words(other, label, name)) and own.lower() not in taken:
            return own
        if chosen := _same_part(other, label, name):
            break
    chosen = chosen or set(range(len(words)))
    while (label := _words_of(name, words, chosen)).lower() in taken and len(chosen) < len(words):
        told = {j for tag, _, _, first, end in _changes(taken[label.lower()], name) for j in range(first, end)}
        chosen = chosen | told if told - chosen else set(range(len(words)))
    return repo if label.lower() in taken else label


def _changes(repo: str, name: str) -> list[tuple[str, int, int, int, int]]:
    """How the parts of a repo's name become those of another name: tag, and where the parts are in both."""
    old, new = ([word.lower() for word in NAME_PART.findall(text)] for text in (repo.rpartition("/")[2], name))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [change for change in matcher.get_opcodes() if change[0] != "equal"]


def _distance(repo: str, name: str) -> tuple[int, bool]:
    """How many parts differ; of equals those are nearer in which parts only stand for others."""
    changes = _changes(repo, name)
    return sum(max(i2 - i1, j2 - j1) for _, i1, i2, j1, j2 in changes), any(tag != "replace" for tag, *_ in changes)


def _same_part(repo: str, label: str, name: str) -> set[int]:
    """The numbers of the parts of a name that are to it what a label is to the name of its repo."""
    theirs = repo.rpartition("/")[2]
    at = theirs.lower().find(label.lower())
    spans = [word.span() for word in NAME_PART.finditer(theirs)]
    inside = {i for i, (start, end) in enumerate(spans) if at >= 0 and start < at + len(label) and at < end}
    changes = _changes(repo, name)
    found: set[int] = set()
    shift, position = 0, 0
    for tag, i1, i2, j1, j2 in [*changes, ("equal", len(spans), len(spans), 0, 0)]:
        found |= {i + shift for i in range(position, i1) if i in inside}
        between = i1 - 1 in inside and (i1 in inside or i1 == len(spans))
        if (tag == "replace" and inside & set(range(i1, i2))) or (tag == "insert" and between):
            found |= set(range(j1, j2))
        shift, position = j2 - i2, i2
    return found


def _in_other_words(repo: str, label: str, name: str) -> str | None:
    """A label that is no part of its repo's name, with the words changed in which another name differs."""
    theirs, changes = repo.rpartition("/")[2], _changes(repo, name)
    if label.lower() in theirs.lower():
        return None
    old, new = NAME_PART.findall(theirs), NAME_PART.findall(name)
    for tag, i1, i2, j1, j2 in changes:
        if tag != "replace" or i2 - i1 != j2 - j1:
            return None
        for was, becomes in zip(old[i1:i2], new[j1:j2], strict=True):
            if _sort_of(was) != _sort_of(becomes):
                return None
            label, times = re.subn(rf"(?<![^\W_]){re.escape(was)}(?![^\W_])", becomes, label, flags=re.IGNORECASE)
            if not times:
                return None
    return label


def _sort_of(part: str) -> str:
    """What a part of a name says: a size, a version or anything else."""
    name = parse_name(part)
    return "size" if name.size or name.size_word else "version" if name.version or name.date else ""


def _words_of(name: str, words: Sequence[re.Match[str]], chosen: Collection[int]) -> str:
    """Some parts of a name, as they stand there; a hyphen where others are left out between them."""
    text, last = "", None
    for index in sorted(chosen):
        joins = "" if last is None else name[words[last].end() : words[index].start()] if index == last + 1 else "-"
        text, last = f"{text}{joins}{words[index][0]}", index
    return text


def sizes_like(text: str, examples: Iterable[str]) -> str:
    """The text with its sizes as most examples write them: 8B where the list has capitals; as it is without any."""
    units = [match[1] for example in examples for match in _SIZE_TEXT.finditer(example)]
    if not units:
        return text
    upper = sum(unit.isupper() for unit in units) * 2 > len(units)
    return _SIZE_TEXT.sub(lambda match: match[0][:-1] + (match[1].upper() if upper else match[1].lower()), text)


def family_name(repos: Sequence[str]) -> str:
    """What the repos of one family are called together: the beginning that their names share, before the size."""
    names = [repo.rpartition("/")[2] for repo in repos]
    shared = _shared([head_of(name) for name in names])
    if not parse_name(shared).brands:  # a foundation's name alone is nobody's own
        shared = _shared(names)
    return shared or names[0]


def label_in(repo: str, family: str) -> str | None:
    """The label of a repo in a new family: what its name adds to the family's."""
    name = repo.rpartition("/")[2]
    rest = name[len(family) :] if name.lower().startswith(family.lower()) else name
    return rest.lstrip("-_. ") or None


def entry_id(name: str, taken: set[str]) -> str:
    """A new id of an entry: the name in small letters; a number is added where it is taken."""
    point = re.compile(r"(?<=\d)\.(?=\d)")
    slug = ".".join(_ID.sub("-", part) for part in point.split(name.lower()))
    slug = slug.strip("-") or "model"
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def _shared(names: Sequence[str]) -> str:
    first = names[0]
    for other in names[1:]:
        while not _begins(other.lower(), first.lower()):
            first = _shorter(first)
    return first.rstrip("-_. ")


def _begins(name: str, head: str) -> bool:
    return name == head or not head or (name.startswith(head) and not (head[-1] + name[len(head)]).isalnum())


def head_of(name: str) -> str:
    """The name up to the part that says its size in numbers; whole where none does."""
    head = ""
    for part in _BOUNDARY.split(name):
        if head and parse_name(part.strip("-_. ")).size is not None:
            break
        head += part
    return head.rstrip("-_. ")


def stem_text(repo: str) -> str:
    """The beginning of a repo's name that says what the model is called, as it is written, languages included."""
    name = repo.rpartition("/")[2]
    stem, head = parse_name(repo).stem, ""
    for part in _BOUNDARY.split(name):
        head += part
        if stem and parse_name(head.strip("-_. ")).stem == stem:
            break
    return head.rstrip("-_. ")


def _shorter(text: str) -> str:
    cut = max(text.rstrip("-_. ").rfind(mark) for mark in "-_. ")
    return text[:cut] if cut > 0 else ""
