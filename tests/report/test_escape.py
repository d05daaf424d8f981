"""Text from the Hub, made harmless."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.report.escape import LONGEST, visible, visible_value
from tests.strategies import values

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def harmful(text: str) -> list[str]:
    """The characters of a text that can move a cursor, or hide or reorder what stands around them."""
    return [
        f"U+{ord(c):04X}"
        for c in text
        if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(c) in BIDI
        or c in "\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Llama 3", "Llama 3"),
        ("日本語 モデル", "日本語 モデル"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("a\nb\tc", "a\\u000ab\\u0009c"),
        ("\x9b31m", "\\u009b31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\ue0041"),
        ("x" * 400, "x" * LONGEST + "…"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("mit", "mit"),
        (["mit", "gemma"], '["mit", "gemma"]'),
        (None, "null"),
        (4096, "4096"),
        ({"a": "日"}, '{"a": "日"}'),
    ],
)
def test_values(value: Any, shown: str) -> None:
    assert visible_value(value) == shown


def test_a_value_that_no_json_can_hold_is_named_by_its_type() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert visible_value(deep) == "list"
    assert visible_value({1, 2}) == "set"


@given(st.text(), st.integers(1, 50))
def test_nothing_harmful_is_left(text: str, longest: int) -> None:
    assert not harmful(visible(text, longest))
    assert len(visible(text, longest)) <= longest + 1


@given(values)
def test_nothing_harmful_is_left_of_values(value: Any) -> None:
    assert not harmful(visible_value(value, 80))


def test_every_control_and_bidi_character() -> None:
    everything = "".join(map(chr, range(0x110000)))
    dangerous = [c for c in everything if harmful(c)]
    assert len(dangerous) > 2000
    assert not harmful("".join(visible(c) for c in dangerous))
