"""The one reader of YAML: plain values that remember where they stand, by line and column and by character.

The parser is libyaml's, by way of PyYAML's event stream; building the values ourselves gives three things that
PyYAML's constructor does not: the line and column of every key and value, an error for a key written twice, and
no aliases or tags, so that a catalog cannot expand into gigabytes or into Python objects. Plain scalars follow
the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): ``no`` is a word, not a boolean. What no
catalog needs of it stays text: octal and hexadecimal numbers, ``.inf`` and ``.nan``, integers of 20 digits and more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from jllm_sync.messages import Sayable, message

MAX_BYTES = 20_000_000
MAX_DEPTH = 40

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_STR_TAG = "tag:yaml.org,2002:str"
_STYLES: dict[str | None, Style] = {'"': "quoted", "'": "quoted once", "|": "text", ">": "text"}

Mark = tuple[int, int]
"""Line and column, both counted from 1; columns count characters, as editors do."""


Style = Literal["plain", "quoted", "quoted once", "text", "flow", "block"]
"""How a value is written: ``a``, ``"a"``, ``'a'``, ``|`` or ``>``, ``{}`` or ``[]``, item by item on lines."""


@dataclass(slots=True)
class Span:
    """The characters of a key or a value: from ``start`` up to ``end``, what follows it left out."""

    start: int
    end: int
    style: Style


class Mapping(dict[str, Any]):
    """A YAML mapping: a dict that knows where it, its keys and its values stand."""

    __slots__ = ("key_marks", "key_spans", "mark", "span", "value_marks", "value_spans")

    def __init__(self, mark: Mark, span: Span | None = None) -> None:
        super().__init__()
        self.mark = mark
        self.span = span or Span(0, 0, "block")
        self.key_marks: dict[str, Mark] = {}
        self.value_marks: dict[str, Mark] = {}
        self.key_spans: dict[str, Span] = {}
        self.value_spans: dict[str, Span] = {}


class Sequence(list[Any]):
    """A YAML sequence: a list that knows where it and its items stand."""

    __slots__ = ("item_marks", "item_spans", "mark", "span")

    def __init__(self, mark: Mark, span: Span | None = None) -> None:
        super().__init__()
        self.mark = mark
        self.span = span or Span(0, 0, "block")
        self.item_marks: list[Mark] = []
        self.item_spans: list[Span] = []


@dataclass(frozen=True, slots=True)
class YamlError:
    """What makes a text unreadable as YAML, and where."""

    mark: Mark
    message: Sayable


def read(data: bytes) -> tuple[Any, list[YamlError]]:
    """Read one YAML document.

    Args:
        data: the bytes of the file; they must be UTF-8.

    Returns:
        The document's value (None when it could not be read) and the errors found. After a syntax error, a tag or
        a key that is no text nothing more is read; keys written twice and aliases are reported one and all, with the
        first value kept and no value for an alias.
    """
    if len(data) > MAX_BYTES:
        return None, [YamlError((1, 1), message("yaml-too-long", bytes=len(data), most=MAX_BYTES))]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [
            YamlError(_mark_of_byte(data, error.start), message("yaml-not-utf8", byte=f"0x{data[error.start]:02x}"))
        ]
    builder = _Builder(text)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        mark = (where.line + 1, where.column + 1) if where else (1, 1)
        problem = error.problem or message("yaml-none")
        return None, [*builder.errors, YamlError(mark, _explain(problem, text, mark))]
    except yaml.reader.ReaderError as error:
        character = error.character if isinstance(error.character, str) else chr(error.character)
        return None, [
            YamlError(
                _mark_of_byte(text.encode(), error.position), message("yaml-character", character=repr(character))
            )
        ]
    except _Refused as refused:
        return None, [*builder.errors, refused.error]
    if builder.documents == 0:
        return None, [YamlError((1, 1), message("yaml-empty"))]
    return builder.root, builder.errors


class _Refused(Exception):
    """YAML that is well-formed and not accepted here."""

    def __init__(self, mark: Mark, why: Sayable) -> None:
        super().__init__(why)
        self.error = YamlError(mark, why)


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    container: Mapping | Sequence
    last: Span
    """Its last key or value so far."""
    key: str | None = None
    repeated: bool = False
    """The key stood here before: its value is read and dropped."""


class _Builder:
    """Turns parser events into values."""

    def __init__(self, text: str) -> None:
        self.root: Any = None
        self._text = text
        self.documents = 0
        self.errors: list[YamlError] = []
        self._stack: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream; raises _Refused."""
        if isinstance(event, yaml.ScalarEvent):
            mark = _mark(event)
            value = _scalar(event, mark)
            if self._expects_key():
                self._begin_key(event.value, mark, self._span(event))
            else:
                self._add(value, mark, self._span(event))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin_collection(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end_collection(event)
        elif isinstance(event, yaml.AliasEvent):
            self._leave_out(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Refused(_mark(event), message("yaml-second-document"))

    def _begin_collection(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        mark = _mark(event)
        if event.tag is not None:
            raise _Refused(mark, message("yaml-tag", tag=event.tag))
        if self._expects_key():
            raise _Refused(mark, message("yaml-key"))
        if len(self._stack) >= MAX_DEPTH:
            raise _Refused(mark, message("yaml-depth", levels=MAX_DEPTH))
        start, end = _index(event.start_mark), _index(event.end_mark)
        span = Span(start, end, "flow" if event.flow_style else "block")
        container = Mapping(mark, span) if isinstance(event, yaml.MappingStartEvent) else Sequence(mark, span)
        self._add(container, mark, span)
        self._stack.append(_Open(container, span))

    def _end_collection(self, event: yaml.Event) -> None:
        """Say where a collection ends: the parser lets a block run on to what follows it."""
        closed = self._stack.pop()
        closed.container.span.end = _index(event.end_mark) if closed.container.span.style == "flow" else closed.last.end

    def _span(self, event: yaml.ScalarEvent) -> Span:
        start, end = _index(event.start_mark), _index(event.end_mark)
        style = _STYLES.get(event.style, "plain")
        if style == "text":
            end = start + len(self._text[start:end].rstrip())
        return Span(start, end, style)

    def _leave_out(self, event: yaml.AliasEvent) -> None:
        """Report an alias and read on, as if nothing stood there."""
        if self._expects_key():
            raise _Refused(_mark(event), message("yaml-key"))
        self.errors.append(YamlError(_mark(event), message("yaml-alias", alias=f"*{event.anchor}")))
        self._add(None, _mark(event), Span(_index(event.start_mark), _index(event.end_mark), "plain"))

    def _expects_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].container, Mapping) and self._stack[-1].key is None

    def _begin_key(self, key: str, mark: Mark, span: Span) -> None:
        top = self._stack[-1]
        assert isinstance(top.container, Mapping)
        top.key, top.last = key, span
        first = top.container.key_marks.setdefault(key, mark)
        top.container.key_spans.setdefault(key, span)
        top.repeated = first is not mark
        if top.repeated:
            self.errors.append(YamlError(mark, message("yaml-key-twice", name=repr(key), line=str(first[0]))))

    def _add(self, value: Any, mark: Mark, span: Span) -> None:
        if not self._stack:
            self.root = value
            return
        top = self._stack[-1]
        top.last = span
        if isinstance(top.container, Sequence):
            top.container.append(value)
            top.container.item_marks.append(mark)
            top.container.item_spans.append(span)
            return
        assert top.key is not None
        if not top.repeated:
            top.container[top.key] = value
            top.container.value_marks[top.key] = mark
            top.container.value_spans[top.key] = span
        top.key = None


def _scalar(event: yaml.ScalarEvent, mark: Mark) -> Any:
    if event.tag is not None and event.tag != _STR_TAG:
        raise _Refused(mark, message("yaml-tag", tag=event.tag))
    value: str = event.value
    if not event.implicit[0]:  # quoted, a block, or tagged !!str
        return value
    if value in _WORDS:
        return _WORDS[value]
    first = value[0]
    if first in "0123456789-+.":
        if _INT.match(value):
            return int(value) if len(value) < 20 else value
        if _FLOAT.match(value):
            return float(value)
    return value


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    assert start is not None  # libyaml marks every event
    return start.line + 1, start.column + 1


def _index(mark: Any) -> int:
    assert mark is not None
    return int(mark.index)


def _mark_of_byte(data: bytes, offset: int) -> Mark:
    before = data[:offset].decode("utf-8", "replace")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _explain(problem: Sayable, text: str, mark: Mark) -> Sayable:
    lines = text.splitlines()
    line = lines[mark[0] - 1] if mark[0] <= len(lines) else ""
    if "\t" in line[: mark[1]]:
        return message("yaml-tab")
    return problem
