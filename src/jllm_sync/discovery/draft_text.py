"""Drafts as lines of YAML, with a comment on each guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jllm_sync.catalog.emit import emit
from jllm_sync.discovery.draft_fields import Value

_UNSAFE = re.compile(r"[^\x20-\x7e\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_LONGEST = 160


def entry_lines(
    fields: Mapping[str, Value], variants: Sequence[tuple[Mapping[str, Value], Sequence[str]]]
) -> list[str]:
    """A new entry, its keys at the left margin; the variants stand on one line each."""
    lines: list[str] = []
    for key, value in fields.items():
        own = _yaml({key: value.value})
        own[0] += _comment([value.comment])
        lines += own
    lines.append("variants:")
    lines += [f"  - {variant_line(own, notes)}" for own, notes in variants]
    return lines


def variant_line(fields: Mapping[str, Value], notes: Sequence[str] = ()) -> str:
    """A variant on one line, with its guesses and what could not be written behind it."""
    line = _yaml({"variants": [{key: value.value for key, value in fields.items()}]})[1].removeprefix("  - ")
    return line + _comment([*(value.comment for value in fields.values()), *notes])


def _yaml(data: Mapping[str, Any]) -> list[str]:
    return emit(data).splitlines()[1:]  # the first line names the schema


def _comment(parts: Sequence[str]) -> str:
    """A comment; words from the Hub stand in it, so nothing but plain characters, and not many."""
    text = "; ".join(part for part in parts if part)
    text = _UNSAFE.sub("?", text)
    return f"  # {text[:_LONGEST]}" if text else ""
