"""YAML in, plain values and places out; what it refuses, and where."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.catalog.yaml.tree import Mapping, Sequence, read


def value(text: str) -> Any:
    root, errors = read(text.encode())
    assert not errors
    return root


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", {"a": 1}),
        ("a: -12", {"a": -12}),
        ("a: 012", {"a": 12}),
        ("a: 1.5", {"a": 1.5}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: true", {"a": True}),
        ("a: no", {"a": "no"}),  # YAML 1.1 has false here
        ("a: on", {"a": "on"}),
        ("a: 12:30", {"a": "12:30"}),  # YAML 1.1 has 750 here
        ("a: 2026-01-01", {"a": "2026-01-01"}),  # YAML 1.1 has a date here
        ("a: 1_000", {"a": "1_000"}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: '1'", {"a": "1"}),
        ('a: "true"', {"a": "true"}),
        ("a: |\n  1\n", {"a": "1\n"}),
        ("a: !!str 1", {"a": "1"}),
        ("1: a", {"1": "a"}),
        ("- 1\n- [2, {b: 3}]", [1, [2, {"b": 3}]]),
        ("a: 12345678901234567890123", {"a": "12345678901234567890123"}),  # no number that anything here means
        ("\ufeffa: 1", {"a": 1}),
    ],
)
def test_values(text: str, expected: Any) -> None:
    assert value(text) == expected
    assert repr(value(text)) == repr(expected)  # 1, 1.0 and True are three things


def test_places() -> None:
    root = value("# a list\ntitle: 日本語のモデル\nitems:\n  - {a: 1, b: 日本, c: 3}\n  -  x\n")
    assert root.mark == (2, 1)
    assert root.key_marks == {"title": (2, 1), "items": (3, 1)}
    assert root.value_marks["title"] == (2, 8)
    items = root["items"]
    assert isinstance(items, Sequence)
    assert [items.item_mark(number) for number in range(2)] == [(4, 5), (5, 6)]
    assert isinstance(items[0], Mapping)
    assert items[0].key_marks["c"] == (4, 19)  # columns count characters, not bytes
    assert items[0].value_marks["c"] == (4, 22)


@pytest.mark.parametrize(
    ("data", "mark", "says"),
    [
        pytest.param(b"", (1, 1), "empty", id="empty"),
        pytest.param(b"# only a comment\n", (1, 1), "empty", id="only a comment"),
        pytest.param(b"a: 1\n\tb: 2\n", (2, 1), "a tab", id="a tab in the indentation"),
        pytest.param(b"a:\n  b: 1\n\tc: 2\n", (3, 1), "a tab", id="a tab further down"),
        pytest.param(b"a: 1\n b: 2\n", (2, 3), "", id="wrong indentation"),
        pytest.param(b"a: [1, 2\nb: 3\n", (2, 2), "", id="an open bracket"),
        pytest.param("title: 日本\nx: \x01\n".encode(), (2, 4), "'\\x01'", id="a control character after Japanese"),
        pytest.param(b"a: \x00", (1, 4), "'\\x00'", id="a null"),
        pytest.param("日本: 1\nx: ".encode() + b"\x93\xfa", (2, 4), "not UTF-8: byte 0x93", id="Shift JIS"),
        pytest.param("a: 日本".encode("utf-16"), (1, 1), "not UTF-8: byte 0xff", id="UTF-16"),
        pytest.param(b"a: 1\n---\nb: 2\n", (2, 1), "second YAML document", id="two documents"),
        pytest.param(b"a: &x 1\n*x : 2\n", (2, 1), "a key must be plain text", id="a key that is an alias"),
        pytest.param(b"a: !!python/object:os.system {}\n", (1, 4), "python/object", id="a tag on a mapping"),
        pytest.param(b"a: !!python/name:os.system x\n", (1, 4), "python/name", id="a tag on a scalar"),
        pytest.param(b"!!python/name:os.system a: 1\n", (1, 1), "python/name", id="a tag on a key"),
        pytest.param(b"a: !!binary aGk=\n", (1, 4), "binary", id="binary"),
        pytest.param(b"? [a]\n: 1\n", (1, 3), "a key must be plain text", id="a key that is a list"),
        pytest.param(b"[" * 41, (1, 41), "nested more than 40", id="deep in flow style"),
        pytest.param(b"- " * 41 + b"x", (1, 81), "nested more than 40", id="deep in block style"),
    ],
)
def test_refused(data: bytes, mark: tuple[int, int], says: str) -> None:
    root, errors = read(data)
    assert root is None
    [error] = errors
    assert (error.mark, says in str(error.message)) == (mark, True), error


def test_every_alias_is_reported_and_stands_for_nothing() -> None:
    root, errors = read(b"a: &x [1]\nb: *x\nc:\n  <<: *x\nd: [2, *x]\ne: 3\n")
    assert root == {"a": [1], "b": None, "c": {"<<": None}, "d": [2, None], "e": 3}
    assert [error.mark for error in errors] == [(2, 4), (4, 7), (5, 8)]
    assert all("alias *x" in str(error.message) for error in errors)


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    root, errors = read("\n".join(lines).encode())
    assert root["i"] == [None] * 9
    assert len(errors) == 8 * 9
    assert errors[0].mark == (2, 8)


def test_forty_levels_are_allowed() -> None:
    assert not read(b"[" * 40 + b"]" * 40)[1]


def test_a_file_too_large_for_a_catalog() -> None:
    [error] = read(b"a" * 25_000_000)[1]
    assert error.mark == (1, 1)
    assert "25,000,000 bytes" in str(error.message)


def test_every_repeated_key_is_reported_and_the_first_kept() -> None:
    root, errors = read(b"a: 1\nb: 2\na: {x: 1, x: 2}\nb: 4\n")
    assert root == {"a": 1, "b": 2}
    assert [(error.mark, "line 1" in str(error.message), "line 2" in str(error.message)) for error in errors] == [
        ((3, 1), True, False),
        ((3, 11), False, False),
        ((4, 1), False, True),
    ]


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")), max_size=12)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    words,
    st.sampled_from(
        ["no", "yes", "null", "~", "1", "1e3", "0x1F", "2026-01-01", "12:30", "- a", "a: b", "#", "*a", "&a"]
    ),
)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=20
)


@given(documents, st.booleans())
def test_agrees_with_what_was_written(document: Any, flow: bool) -> None:
    """Strings are quoted here, so that both ends mean the same by each scalar, whatever the version of YAML."""
    text = yaml.dump(document, Dumper=_Quoting, allow_unicode=True, default_flow_style=flow)
    root, errors = read(text.encode())
    assert not errors
    assert root == document


@given(documents)
def test_reads_json(document: Any) -> None:
    """YAML 1.2 holds all of JSON."""
    root, errors = read(json.dumps(document, ensure_ascii=False).encode())
    assert not errors
    assert root == document


@given(documents)
def test_every_value_has_a_place_inside_the_text(document: Any) -> None:
    text = yaml.dump(document, Dumper=_Quoting, allow_unicode=True)
    lines = text.split("\n")

    def places(node: Any) -> Any:
        if isinstance(node, Mapping):
            assert node.key_marks.keys() == node.value_marks.keys() == node.keys()
            yield from (*node.key_marks.values(), *node.value_marks.values())
            for item in node.values():
                yield from places(item)
        elif isinstance(node, Sequence):
            yield from map(node.item_mark, range(len(node)))
            for item in node:
                yield from places(item)

    for line, column in places(read(text.encode())[0]):
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    root, errors = read(data)
    assert root is None or isinstance(root, dict | list | str | int | float | bool)
    assert all(line >= 1 and column >= 1 for line, column in (error.mark for error in errors))


@given(st.text("ab:-?[]{},&*!|>'\"#%@` \t\n\r\u0085\u2028日1.~<", max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    for error in read(text.encode())[1]:
        assert error.message
        assert error.mark[0] <= len(text.splitlines()) + 1


def test_numbers_too_large_for_a_float_are_still_values() -> None:
    assert value("a: 1e999") == {"a": math.inf}


class _Quoting(yaml.SafeDumper):
    """Writes every string in double quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


@given(st.lists(st.sampled_from(["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029", "# 日本\n", " # x\r\n"]), max_size=4))
def test_lines_are_counted_as_the_parser_counts_them(breaks: list[str]) -> None:
    text = "".join((*breaks, "a: 'x", *breaks, " y'\n", *breaks, "b: 日本\n"))
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        assert read(text.encode())[1]
        return
    assert isinstance(node, yaml.MappingNode)
    marks = [(key.start_mark.line + 1, key.start_mark.column + 1) for key, _ in node.value if key.start_mark]
    assert [value(text).key_marks[key] for key in "ab"] == marks
