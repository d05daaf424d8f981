"""The one reader of YAML: plain values that remember where they stand, by line and column and by character.

The parser is libyaml's, by way of PyYAML's event stream; building the values ourselves gives three things that
PyYAML's constructor does not: the line and column of every key and value, an error for a key written twice, and
no aliases or tags, so that a catalog cannot expand into gigabytes or into Python objects. Plain scalars follow
the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): ``no`` is a word, not a boolean. What no
catalog needs of it stays text: octal and hexadecimal numbers, ``.inf`` and ``.nan``, integers of 20 digits and more.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar, get_args

import yaml

from jllm_sync.messages import Sayable, message

T = TypeVar("T")
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
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML 1.1, as libyaml reads it."""
_STR_TAG = "tag:yaml.org,2002:str"
Mark = tuple[int, int]
"""Line and column, both counted from 1; columns count characters, as editors do."""


Style = Literal["plain", "quoted", "quoted once", "text", "flow", "block"]
"""How a value is written: ``a``, ``"a"``, ``'a'``, ``|`` or ``>``, ``{}`` or ``[]``, item by item on lines."""


_STYLE_CODES: tuple[Style, ...] = get_args(Style)
_PLAIN, _TEXT, _FLOW, _BLOCK = (_STYLE_CODES.index(style) for style in ("plain", "text", "flow", "block"))


_CODES: dict[str | None, int] = {None: 0, "": 0, '"': 1, "'": 2, "|": 3, ">": 3}
"""By the parser's sign for it, the number of a scalar's style."""


class Span(NamedTuple):
    """The characters of a key or a value: from ``start`` up to ``end``, what follows it left out."""

    start: int
    end: int
    style: Style


class Lines:
    """Where the lines of a text begin."""

    __slots__ = ("_starts",)

    def __init__(self, text: str = "") -> None:
        self._starts = array("I", (0, *(match.end() for match in _BREAK.finditer(text))))

    def mark(self, place: int) -> Mark:
        """The line and column of a place that is counted in characters."""
        line = bisect_right(self._starts, place)
        return line, place - self._starts[line - 1] + 1


class _Placed:
    """A collection that knows its places.

    They are packed, for a large catalog has millions: start, end and style of the collection itself, then of its keys
    and values, or of its items. Lines and columns are worked out when asked for.
    """

    __slots__ = ()
    _lines: Lines
    _places: array[int]

    def note(self, start: int, end: int, style: int) -> None:
        """Take up where the next key, value or item stands; ``style`` is a number of `_STYLE_CODES`."""
        self._places.extend((start, end, style))

    def end_at(self, end: int) -> None:
        """Say where the collection ends: that is known last."""
        self._places[1] = end

    def end_last_at(self, end: int) -> None:
        """Say where its last value or item ends."""
        self._places[-2] = end

    @property
    def mark(self) -> Mark:
        """Where the collection begins."""
        return self._mark(0)

    @property
    def span(self) -> Span:
        """The characters of the collection."""
        return self._span(0)

    def _mark(self, number: int) -> Mark:
        return self._lines.mark(self._places[3 * number])

    def _span(self, number: int) -> Span:
        start, end, style = self._places[3 * number : 3 * number + 3]
        return Span(start, end, _STYLE_CODES[style])


_NO_LINES, _NOWHERE = Lines(), (0, 0, _BLOCK)


class Mapping(dict[str, Any], _Placed):
    """A YAML mapping: a dict that knows where it, its keys and its values stand."""

    __slots__ = ("_lines", "_places", "order")

    def __init__(self, lines: Lines = _NO_LINES, span: tuple[int, int, int] = _NOWHERE) -> None:
        super().__init__()
        self._lines = lines
        self._places = array("I", span)
        self.order: dict[str, int] = {}
        """Each key's number; mappings of the same keys share it, so it is not changed once it is whole."""

    def add_unwritten(self, key: str, value: Any) -> None:
        """Add what the text does not have; it stands where the mapping begins."""
        self[key] = value
        self.order = {**self.order, key: len(self.order)}
        self._places.extend(2 * self._places[:3])

    @property
    def key_marks(self) -> AnyMapping[str, Mark]:
        """Where each key begins."""
        return _ByKey(self.order, 1, self._mark)

    @property
    def value_marks(self) -> AnyMapping[str, Mark]:
        """Where each value begins."""
        return _ByKey(self.order, 2, self._mark)

    @property
    def key_spans(self) -> AnyMapping[str, Span]:
        """The characters of each key."""
        return _ByKey(self.order, 1, self._span)

    @property
    def value_spans(self) -> AnyMapping[str, Span]:
        """The characters of each value."""
        return _ByKey(self.order, 2, self._span)


class _ByKey(AnyMapping[str, T]):
    """What is worked out for a key of a mapping when it is asked for."""

    __slots__ = ("_first", "_of", "_order")

    def __init__(self, order: AnyMapping[str, int], first: int, of: Callable[[int], T]) -> None:
        self._order, self._first, self._of = order, first, of

    def __getitem__(self, key: str) -> T:
        return self._of(2 * self._order[key] + self._first)

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


class Sequence(list[Any], _Placed):
    """A YAML sequence: a list that knows where it and its items stand."""

    __slots__ = ("_lines", "_places")

    def __init__(self, lines: Lines = _NO_LINES, span: tuple[int, int, int] = _NOWHERE) -> None:
        super().__init__()
        self._lines = lines
        self._places = array("I", span)

    def item_mark(self, number: int) -> Mark:
        """Where an item begins; they are counted from 0."""
        return self._mark(1 + number)

    def item_span(self, number: int) -> Span:
        """The characters of an item; they are counted from 0."""
        return self._span(1 + number)


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
    end: int
    """Where its last key or value so far ends."""
    flow: bool
    key: str | None = None
    repeated: bool = False
    """The key stood here before: its value is read and dropped."""


class _Builder:
    """Turns parser events into values. Thousands of them: what is done for each is written out where it is done."""

    def __init__(self, text: str) -> None:
        self.root: Any = None
        self._text = text
        self.documents = 0
        self.errors: list[YamlError] = []
        self._stack: list[_Open] = []
        self._lines = Lines(text)
        self._orders: dict[tuple[str, ...], dict[str, int]] = {}
        """The numbers of the keys of all mappings that were read, by the keys."""

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream; raises _Refused."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._take_scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._begin_collection(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._end_collection(event)
        elif kind is yaml.AliasEvent:
            self._leave_out(event)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise _Refused(_mark(event), message("yaml-second-document"))

    def _take_scalar(self, event: Any) -> None:
        start, end, style = event.start_mark.index, event.end_mark.index, _CODES[event.style]
        if style == _TEXT:
            end = start + len(self._text[start:end].rstrip())
        if event.tag is not None and event.tag != _STR_TAG:
            raise _Refused(_mark(event), message("yaml-tag", tag=event.tag))
        value: str = event.value
        top = self._stack[-1] if self._stack else None
        if top is not None and top.key is None and type(held := top.container) is Mapping:
            top.key, top.end, top.repeated = sys.intern(value), end, value in held.order
            if top.repeated:
                first = str(held.key_marks[value][0])
                self.errors.append(YamlError(_mark(event), message("yaml-key-twice", name=repr(value), line=first)))
            else:
                held.order[top.key] = len(held.order)
                held.note(start, end, style)
        else:  # quoted, a block, or tagged !!str is text
            self._add(_plain(value) if event.implicit[0] else value, start, end, style)

    def _begin_collection(self, event: Any) -> None:
        if event.tag is not None:
            raise _Refused(_mark(event), message("yaml-tag", tag=event.tag))
        if self._expects_key():
            raise _Refused(_mark(event), message("yaml-key"))
        if len(self._stack) >= MAX_DEPTH:
            raise _Refused(_mark(event), message("yaml-depth", levels=MAX_DEPTH))
        span = event.start_mark.index, event.end_mark.index, _FLOW if event.flow_style else _BLOCK
        of = Mapping if type(event) is yaml.MappingStartEvent else Sequence
        container = of(self._lines, span)
        self._add(container, *span)
        self._stack.append(_Open(container, span[1], event.flow_style))

    def _end_collection(self, event: Any) -> None:
        """Say where a collection ends: the parser lets a block run on to what follows it."""
        closed = self._stack.pop()
        container = closed.container
        end = event.end_mark.index if closed.flow else closed.end
        container.end_at(end)
        if isinstance(container, Mapping):
            container.order = self._orders.setdefault(tuple(container.order), container.order)
        if self._stack:
            top = self._stack[-1]
            top.end = end
            if not top.repeated:
                top.container.end_last_at(end)

    def _leave_out(self, event: Any) -> None:
        """Report an alias and read on, as if nothing stood there."""
        if self._expects_key():
            raise _Refused(_mark(event), message("yaml-key"))
        self.errors.append(YamlError(_mark(event), message("yaml-alias", alias=f"*{event.anchor}")))
        self._add(None, event.start_mark.index, event.end_mark.index, _PLAIN)

    def _expects_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].key is None and type(self._stack[-1].container) is Mapping

    def _add(self, value: Any, start: int, end: int, style: int) -> None:
        if not self._stack:
            self.root = value
            return
        top = self._stack[-1]
        top.end = end
        container = top.container
        if isinstance(container, Sequence):
            container.append(value)
            container.note(start, end, style)
            return
        assert top.key is not None
        if not top.repeated:
            container[top.key] = value
            container.note(start, end, style)
        top.key = None


def _plain(value: str) -> Any:
    """What a word without quotes stands for."""
    if value in _WORDS:
        return _WORDS[value]
    if value[0] in "0123456789-+.":
        if _INT.match(value):
            return int(value) if len(value) < 20 else value
        if _FLOAT.match(value):
            return float(value)
    return value


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    assert start is not None  # libyaml marks every event
    return start.line + 1, start.column + 1


def _mark_of_byte(data: bytes, offset: int) -> Mark:
    before = data[:offset].decode("utf-8", "replace")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _explain(problem: Sayable, text: str, mark: Mark) -> Sayable:
    lines = text.splitlines()
    line = lines[mark[0] - 1] if mark[0] <= len(lines) else ""
    if "\t" in line[: mark[1]]:
        return message("yaml-tab")
    return problem
