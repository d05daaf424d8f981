"""What the text of a model card says about limits of use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data import load
from jllm_sync.finding import Evidence
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Source, key_of
from jllm_sync.license_names import normalize
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading

FILES = frozenset({"README.md"})
_DATA = "use_restrictions.yaml"
_LONGEST_CARD = 500_000
_LONGEST_SENTENCE = 400
_FEW_WORDS = 40
_MOST_SENTENCES = 1_000
"""Sentences with a word of interest: no card has so many; it bounds the time for one that was made to cost time."""
_FRONT_MATTER = re.compile(r"\A\ufeff?\s*---[ \t]*\n.*?(?:\n---[ \t]*(?:\n|\Z)|\Z)", re.DOTALL)
_CODE = re.compile(r"(```|~~~).*?(?:\1|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCK = re.compile(r"\n(?=[ \t]*(?:\n|[#>|*+\u2022\u30fb\u25cf\u25a0\u25c6\u2705\u274c-]|\d{1,3}[.)]))")
"""A line break that ends what was said: before a blank line, a heading, a quotation, a table's row, a list's item."""
_QUOTATION = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_ITEM = re.compile(r"\s*(?:(?:[|*+-]|\d{1,3}[.)])[ \t]|[\u2022\u30fb\u25cf\u25a0\u25c6\u2705\u274c])")
_HEADING = re.compile(r"^([ \t]*#{1,6}[ \t][^\n]*)\n", re.MULTILINE)
_TABLE_HEAD = re.compile(r"^[ \t]*\|[^\n]*\n[ \t]*\|[ \t:|-]+$", re.MULTILINE)
"""The names of a table's columns: what they say holds of none of its rows yet."""
_LINK = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\s]{0,500}\)")
_MARKS = re.compile(r"[*`>#|]+|(?<!\w)_+|_+(?!\w)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+|[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_END = re.compile(r"[。！？]|[.!?](?=[*_)\"'”’\]]{0,4}(?:\s|\Z))")
_SIZE = re.compile(r"\d[bm](?![a-z])")
_LATIN_WRAP = re.compile(r"(?<=[\x21-\x7e])[ \t]*\n[ \t]*(?=[\x21-\x7e])")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a card, on one line and without marks."""

    text: str
    """With the line that introduces the list before it, if it begins an item of one: "not intended for: diagnosis"."""
    lead: str = ""
    """The first sentence of the list's item or the table's row that it stands in: what that is about, all of it is."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One limit of use, and the sentence that states it."""

    kind: str
    """A key of data/use_restrictions.yaml."""
    sentence: str


def read_restrictions(observation: Observation) -> Reading[tuple[Restriction, ...]] | NoReading:
    """The limits that the card's text states, and the terms that one must agree to before a gated model is served.

    Comments and code are not text. What a sentence says of other models, earlier versions or data is no limit of this
    model's use.
    """
    name = _letters(observation.canonical.partition("/")[2])
    found: dict[str, tuple[Restriction, Evidence]] = {}
    card = observation.files.get("README.md")
    seen = isinstance(card, Present) and isinstance(card.value, str)
    said: list[tuple[Source, str | None, _Sentence]] = []
    if isinstance(card, Present) and isinstance(card.value, str):
        said += ((card.source, None, sentence) for sentence in _sentences(card.value[:_LONGEST_CARD]))
    for field, gate, text in _gate(observation.card):
        said += ((gate, field, sentence) for sentence in _sentences(text[:_LONGEST_CARD]))
    for source, key, sentence in said:
        for kind in _limits(sentence, name):
            found.setdefault(kind, (Restriction(kind, sentence.text), Evidence.of(source, key, sentence.text)))
    if not found and not seen:
        if isinstance(observation.file("README.md"), Absent):
            return NoReading(message("no-reading-card-absent"), seen=True)
        return NoReading(message("no-reading-card-text-unseen"))
    if not found:
        return NoReading(message("no-reading-restrictions-none"), seen=True)
    proposed = any(source.proposed for source, _, _ in said)
    return Reading(
        tuple(restriction for restriction, _ in found.values()),
        "low" if proposed else "medium",
        tuple(evidence for _, evidence in found.values()),
    )


def _limits(sentence: _Sentence, name: str) -> Iterator[str]:
    """The kinds of limit that a sentence states of the model of this name."""
    patterns, lower = _patterns(), _ADDRESS.sub(" address ", sentence.text.lower())
    if patterns.of_data.search(lower) and not patterns.of_model.search(lower):
        return
    here_too = patterns.here_too.search(lower) is not None
    if not here_too and any(_is_of_another(text, name) for text in (sentence.text, sentence.lead)):
        return
    said = lower if here_too else patterns.asides.sub(" ", lower)
    for kind, wanted, unless in patterns.kinds:
        if wanted.search(said) and not unless.search(said):
            yield kind


def _is_of_another(sentence: str, name: str) -> bool:
    """Whether the subject of a sentence is a model of another name, or another kind of the family than this one."""
    subject = _patterns().subject.match(sentence)
    if subject is None:
        return False
    if kind := subject["kind"]:
        return _letters(kind) not in name
    if size := subject["size"]:
        return _SIZE.search(name) is not None and _letters(size) not in name
    named = subject["name"]
    if normalize(named) is not None or not _patterns().model_name.search(named) or _letters(named) in _patterns().forms:
        return False
    first, *more = named.split("/")
    if more and all(_letters(variant) in _patterns().variants for variant in more):  # of-a-family-Base/Large
        stem = first.rpartition("-")[0]
        return not any(_letters(one) in name for one in (first, *(f"{stem}{variant}" for variant in more)))
    return _letters(named.rpartition("/")[2]) not in name


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _gate(card: Field[Mapping[str, Any]]) -> Iterator[tuple[str, Source, str]]:
    """The terms that are shown before access to a gated model is granted, and the boxes to tick."""
    prompt, fields = key_of(card, "extra_gated_prompt"), key_of(card, "extra_gated_fields")
    if isinstance(prompt, Present) and isinstance(prompt.value, str):
        yield "extra_gated_prompt", prompt.source, prompt.value
    if isinstance(fields, Present) and isinstance(fields.value, Mapping):
        for label, kind in fields.value.items():
            if isinstance(label, str) and kind == "checkbox":
                yield "extra_gated_fields", fields.source, label


def _sentences(text: str) -> Iterator[_Sentence]:
    """The sentences that hold a word of interest, on one line each and without marks; each only once."""
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)
    text = _TABLE_HEAD.sub("\n", _COMMENT.sub(" ", _CODE.sub("\n\n", text)))
    text = _QUOTATION.sub(lambda lines: "\n" + _QUOTED.sub("", lines[0]) + "\n", text)
    text = _HEADING.sub(r"\1\n\n", text)
    seen: set[str] = set()
    introduction = before = above = ""
    for block in _BLOCK.split(text):
        item = _ITEM.match(block) is not None
        if not item and block.strip():
            introduction, above, before = "", before, block[-2 * _LONGEST_SENTENCE :]
        if not _patterns().words.search(block.lower()):
            continue
        unwrapped = _LATIN_WRAP.sub(" ", block).replace("\n", "")  # Japanese lines go on without a blank
        if item and before:
            introduction, before = _introduction(before), ""
        elif not item:
            introduction = _title(above, block)
        lead = None if item or introduction else ""
        for part in _END.split(unwrapped):
            plain = _plain(part)
            said = f"{introduction} {plain}" if introduction and lead is None else plain
            lead = plain if lead is None else lead
            if said not in seen and _patterns().words.search(plain.lower()):
                seen.add(said)
                yield _Sentence(said, lead)
                if len(seen) >= _MOST_SENTENCES:
                    return


def _plain(text: str) -> str:
    """A sentence on one line and without marks, of a bounded length."""
    return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", text)[: 2 * _LONGEST_SENTENCE]).split())[:_LONGEST_SENTENCE]


def _title(heading: str, block: str) -> str:
    """The heading over the mere name of a licence, which means little without it: "License", "CC BY-NC 4.0"."""
    if len(block.strip()) > _FEW_WORDS or not heading.lstrip().startswith("#"):
        return ""
    title = _plain(heading)
    return title if _patterns().of_license.search(title.lower()) else ""


def _introduction(block: str) -> str:
    """What a paragraph or heading says of the list below it: the end of one with a colon, or a heading that forbids."""
    last = _plain(_END.split(_LATIN_WRAP.sub(" ", block.rstrip()).replace("\n", ""))[-1])
    if last.endswith((":", "：")):
        return last[:-1].rstrip()
    heading = block.lstrip().startswith("#") and _patterns().forbidding.search(last.lower()) is not None
    return last if heading else ""


@dataclass(frozen=True, slots=True)
class _Patterns:
    words: re.Pattern[str]
    forbidding: re.Pattern[str]
    of_license: re.Pattern[str]
    of_data: re.Pattern[str]
    of_model: re.Pattern[str]
    asides: re.Pattern[str]
    here_too: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]
    variants: frozenset[str]
    forms: frozenset[str]
    subject: re.Pattern[str]
    """A sentence that begins with a model's name, or with a kind of models of a family."""
    model_name: re.Pattern[str]
    """A word that can only be a model's name: with a figure, or with capitals inside."""


@cache
def _patterns() -> _Patterns:
    data = load(_DATA)
    return _Patterns(
        words=_any(list(map(re.escape, data["words"]))),
        forbidding=re.compile(data["forbidding"]),
        of_license=re.compile(data["of_license"]),
        of_data=re.compile(data["of_data"]),
        of_model=re.compile(data["of_model"]),
        asides=_any(data["asides"]),
        here_too=re.compile(data["here_too"]),
        subject=_subject(data),
        variants=frozenset(data["variants"]),
        forms=frozenset(data["forms"]),
        model_name=re.compile(r"[^\W\d_][\w-]*\d|\d[\w-]*[^\W\d_]|\w/\w|[A-Z][a-z]+[A-Z]|[A-Z]{2}[a-z]", re.ASCII),
        kinds=tuple((kind, _any(one["patterns"]), _any(one["unless"])) for kind, one in data["restrictions"].items()),
    )


def _subject(data: Mapping[str, Any]) -> re.Pattern[str]:
    kinds = "|".join(map(re.escape, data["kinds_of_models"]))
    models = data["models"]
    size = rf"(?P<size>\d+(?:\.\d+)?[bm])[ -]?(?:\w+[ -])?(?:{models})"
    kind = rf"(?P<kind>{kinds})(?:[ -]?(?:tuned|trained))?[ -]?(?:{models})"
    name = r"(?P<name>[A-Za-z][A-Za-z0-9./+_-]*[A-Za-z0-9+])"
    verb = rf"[:：|,-]\s|\s(?:{data['verbs']})\b|{data['particles']}|\s(?=non-?commercial|research)"
    which = rf"(?:(?:we )?(?:{data['announcing']}):? )?(?:the |our )?(?:(?:larger|smaller|bigger|full) )?"
    what = rf"(?:{size}|{kind}|{name})(?:'s?)?(?: (?:\w+ )?(?:{models}|outputs?))?(?: \([^()]{{0,60}}\))?"
    return re.compile(rf"\W*{which}{what}\s*(?:{verb})", re.IGNORECASE)


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
