"""What a schema cannot say of a catalog: ids that are unique and exist, repos listed once, texts without tricks."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from datetime import date
from typing import Any

from jllm_sync.catalog.built_in import built_in_foundations, built_in_licenses, license_id
from jllm_sync.catalog.fields import parse_tokens
from jllm_sync.catalog.model import ContextRange
from jllm_sync.catalog.yaml.tree import Mapping, Mark, Sequence
from jllm_sync.messages import Sayable, message
from jllm_sync.repo import has_no_owner

# C0 and C1 controls but tab and line feed, and the invisible characters that reorder or hide text:
# zero-width and bidirectional controls (Unicode Standard Annex #9), the byte order mark.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def inconsistencies(root: Any) -> Iterator[tuple[Mark, Sayable]]:
    """Everything that contradicts itself in a document; what is not of the schema's shape is passed over."""
    yield from _controls(root)
    licenses, foundations = _mapping(root, "licenses"), _mapping(root, "foundations")
    for base in foundations.values():
        if isinstance(base, Mapping) and isinstance(id_ := base.get("license"), str):
            yield from _license(id_, licenses, base.value_marks["license"])
        if isinstance(base, Mapping) and isinstance(id_ := base.get("from"), str) and not _is_base(id_, foundations):
            yield base.value_marks["from"], message("catalog-no-foundation", field="from", id=repr(id_))
    yield from _declared(licenses, built_in_licenses(), ("name", "accepts"))
    yield from _declared(foundations, built_in_foundations(), ("name",))
    sections: dict[str, Mark] = {}
    entries: dict[str, Mark] = {}
    repos: dict[tuple[str, str], Mark] = {}
    for section in _mappings(root, "sections"):
        yield from _once(sections, section, "id", "catalog-twice.section")
        for entry in _mappings(section, "entries"):
            yield from _once(entries, entry, "id", "catalog-twice.entry")
            yield from _claims(entry, licenses, foundations)
            for variant in _mappings(entry, "variants"):
                yield from _listed_once(repos, variant)
                yield from _repo_form(variant)
                yield from _claims(variant, licenses, foundations)
            for reference in _mappings(entry, "references"):
                yield from _repo_form(reference)
    yield from _parents(root, entries)


def _declared(nodes: Mapping, built_in: Container[str], needed: tuple[str, ...]) -> Iterator[tuple[Mark, Sayable]]:
    """What is not built in says all of itself."""
    for id_, node in nodes.items():
        for key in needed if isinstance(node, Mapping) and id_ not in built_in else ():
            if key not in node:
                yield node.mark, message("catalog-not-built-in", field=key, id=repr(id_))


def _mapping(node: Any, key: str) -> Mapping:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value if isinstance(value, Mapping) else Mapping((1, 1))


def _mappings(node: Any, key: str) -> list[Mapping]:
    value = node.get(key) if isinstance(node, Mapping) else None
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, Sequence) else []


def _once(seen: dict[str, Mark], node: Mapping, key: str, what: str) -> Iterator[tuple[Mark, Sayable]]:
    value = node.get(key)
    if isinstance(value, str):
        mark = node.value_marks[key]
        first = seen.setdefault(value, mark)
        if first is not mark:
            yield mark, message(what, id=repr(value), line=str(first[0]))


def _listed_once(seen: dict[tuple[str, str], Mark], variant: Mapping) -> Iterator[tuple[Mark, Sayable]]:
    repo, kind = variant.get("repo"), variant.get("kind", "model")
    if isinstance(repo, str) and isinstance(kind, str):
        mark = variant.value_marks["repo"]
        first = seen.setdefault((kind, repo.lower()), mark)
        if first is not mark:
            yield mark, message("catalog-twice.repo", kind=kind, repo=repo, line=str(first[0]))


def _repo_form(node: Mapping) -> Iterator[tuple[Mark, Sayable]]:
    """The Hub's rules for IDs that the schema's pattern leaves out, as huggingface_hub's validate_repo_id has them."""
    repo, kind = node.get("repo"), node.get("kind", "model")
    if not isinstance(repo, str):
        return
    mark = node.value_marks["repo"]
    if "://" in repo:  # any other address was read as the ID
        yield mark, message("catalog-repo.link", repo=repr(repo), kind=kind)
        return
    if "/" not in repo and kind != "dataset" and not (kind == "model" and has_no_owner(repo)):
        yield mark, message("catalog-repo.one-part", repo=repr(repo))
    if "--" in repo or ".." in repo or repo.endswith((".", "-", ".git")):
        yield mark, message("catalog-repo.form", repo=repr(repo))
    if any(len(part) > 96 for part in repo.split("/")):
        yield mark, message("catalog-repo.long", repo=f"{repo[:40]!r}…")


def _claims(node: Mapping, licenses: Mapping, foundations: Mapping) -> Iterator[tuple[Mark, Sayable]]:
    license_ = node.get("license")
    if isinstance(license_, str):
        yield from _license(license_, licenses, node.value_marks["license"])
    elif isinstance(license_, Sequence):
        for item, mark in zip(license_, license_.item_marks, strict=True):
            if isinstance(item, str):
                yield from _license(item, licenses, mark, in_list=True)
    foundation = node.get("foundation")
    id_ = foundation.get("id") if isinstance(foundation, Mapping) else foundation
    if isinstance(id_, str) and id_ != "unknown" and not _is_base(id_, foundations):
        yield node.value_marks["foundation"], message("catalog-no-foundation", field="foundation", id=repr(id_))
    context = _mapping(node, "context")
    minimum, maximum = _tokens(context.get("min")), _tokens(context.get("max"))
    if minimum and maximum and (minimum.minimum or 0) > maximum.maximum:
        said = {"minimum": minimum.minimum or 0, "maximum": maximum.maximum}
        yield context.value_marks["min"], message("catalog-range", **said)
    for waiver in _mappings(node, "waivers"):
        until = waiver.get("until")
        if isinstance(until, str):
            try:
                date.fromisoformat(until)
            except ValueError:
                yield waiver.value_marks["until"], message("catalog-until", day=repr(until))


def _tokens(raw: Any) -> ContextRange | None:
    try:
        return parse_tokens(raw) if isinstance(raw, int | str) else None
    except ValueError:  # the schema says so
        return None


def _is_base(id_: str, foundations: Mapping) -> bool:
    return id_ in foundations or id_ in built_in_foundations()


def _license(id_: str, licenses: Mapping, mark: Mark, in_list: bool = False) -> Iterator[tuple[Mark, Sayable]]:
    if id_ == "unknown":
        if in_list:
            yield mark, message("catalog-unknown-license")
    elif license_id(id_, licenses) is None:
        yield mark, message("catalog-no-license", id=repr(id_))


def _parents(root: Any, entries: dict[str, Mark]) -> Iterator[tuple[Mark, Sayable]]:
    for section in _mappings(root, "sections"):
        for entry in _mappings(section, "entries"):
            for node in (entry, *_mappings(entry, "variants")):
                for parent in _mappings(node, "parents"):
                    if isinstance(id_ := parent.get("entry"), str) and id_ not in entries:
                        yield parent.value_marks["entry"], message("catalog-no-entry", id=repr(id_))


def _controls(value: Any, mark: Mark = (1, 1)) -> Iterator[tuple[Mark, Sayable]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _controls(key, value.key_marks[key])
            yield from _controls(item, value.value_marks[key])
    elif isinstance(value, Sequence):
        for item, place in zip(value, value.item_marks, strict=True):
            yield from _controls(item, place)
    elif isinstance(value, str) and (found := _CONTROLS.search(value)):
        yield mark, message("catalog-control", character=f"U+{ord(found[0]):04X}")
