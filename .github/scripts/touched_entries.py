"""Which entries of a catalog a change touched: those whose claims now differ, or speak of a licence or base that does.

Compared by value, so a change of layout or comments touches nothing, and an entry that only moved is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jllm_sync.catalog.yaml import tree as yaml_tree


def touched_entries(before: bytes | None, after: bytes) -> tuple[str, ...]:
    """The ids of the entries to audit, in the catalog's order.

    Args:
        before: the catalog before the change; None where there was none.
        after: the catalog now. One that cannot be read touches nothing: the audit itself says what is wrong with it.
    """
    old, new = _catalog(before or b""), _catalog(after)
    known = dict(_entries(old))
    terms = {id_ for part in ("licenses", "foundations") for id_ in _changed(old.get(part), new.get(part))}
    return tuple(
        id_ for id_, entry in _entries(new) if id_ not in known or entry != known[id_] or terms & set(_words(entry))
    )


def _catalog(text: bytes) -> Mapping[str, Any]:
    tree, _ = yaml_tree.read(text)
    return tree if isinstance(tree, Mapping) else {}


def _entries(catalog: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section in _list(catalog.get("sections")):
        for entry in _list(section.get("entries") if isinstance(section, Mapping) else None):
            if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
                yield entry["id"], entry


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _changed(old: Any, new: Any) -> set[str]:
    old, new = (value if isinstance(value, Mapping) else {} for value in (old, new))
    return {id_ for id_ in {*old, *new} if old.get(id_) != new.get(id_)}


def _words(value: Any) -> Iterator[str]:
    """All strings in a value; the id of a licence or base is one of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
