"""Drafts as lines of YAML, with a comment on each guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jllm_sync.catalog.yaml.emit import emit
from jllm_sync.drafting.fields import Value
from jllm_sync.messages import Language, Text, in_language

_UNSAFE = re.compile(r"[^\x20-\x7e\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_LONGEST = 160


def entry_lines(
    fields: Mapping[str, Value],
    variants: Sequence[tuple[Mapping[str, Value], Sequence[Text]]],
    language: Language,
) -> list[str]:
    """A new entry, its keys at the left margin; the variants stand on one line each."""
    lines: list[str] = []
    for key, value in fields.items():
        own = _yaml({key: value.value})
        own[0] += _comment([value.comment], language)
        lines += own
    lines.append("variants:")
    lines += [f"  - {variant_line(own, notes, language)}" for own, notes in variants]
    return lines


def variant_line(fields: Mapping[str, Value], notes: Sequence[Text], language: Language) -> str:
    """A variant on one line, with its guesses and what could not be written behind it."""
    line = _yaml({"variants": [{key: value.value for key, value in fields.items()}]})[1].removeprefix("  - ")
    return line + _comment([*(value.comment for value in fields.values()), *notes], language)


def _yaml(data: Mapping[str, Any]) -> list[str]:
    return emit(data).splitlines()[1:]  # the first line names the schema


def _comment(parts: Sequence[Text | None], language: Language) -> str:
    """A comment; words from the Hub stand in it, so nothing but plain characters, and not many."""
    text = "; ".join(in_language(part, language) for part in parts if part)
    text = _UNSAFE.sub("?", text)
    return f"  # {text[:_LONGEST]}" if text else ""
