"""What is wrong with a catalog's YAML, in words and with its place: what its JSON Schema does not allow, and what no
schema can say: ids that are unique and exist, repos listed once, texts without tricks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from jllm_sync.catalog.built_in import built_in_foundations, built_in_licenses, license_id
from jllm_sync.catalog.fields import CLAIMS, parse_tokens
from jllm_sync.catalog.model import ContextRange
from jllm_sync.catalog.yaml.tree import Mapping, Mark, Sequence
from jllm_sync.data import schema
from jllm_sync.messages import Sayable, has_message, message
from jllm_sync.repo import has_no_owner

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_SHOWN = 60
_SAID = "x-said"
"""The keyword by which a part of the schema that has a description names the message that says it."""


_PARTS = {"items": "item", "additionalProperties": "item", "propertyNames": "name"}


def violations(root: Any) -> Iterator[tuple[Mark, Sayable]]:
    """Everything in a document that the schema does not allow: line and column, and what was expected."""
    if not _quick().is_valid(root) or _has_float(root):
        for error in _strict().iter_errors(root):
            yield from _explain(error, root)


@cache
def _schema() -> dict[str, Any]:
    return with_claims(named(schema("catalog")))


@cache
def _quick() -> jsonschema_rs.Draft202012Validator:
    """Says no more than whether all is well, a hundred times as fast as the strict one does."""
    return jsonschema_rs.Draft202012Validator(_schema())


@cache
def _strict() -> Validator:
    """The one whose errors can be explained.

    It is as JSON Schema has it but for two things: 4.0 is no integer, which is what our reader takes, and ``$`` matches
    at the very end only, which is what a pattern means in ECMAScript and not in Python.
    """
    from jsonschema import Draft202012Validator  # a tenth of a command's time, and few catalogs are wrong
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    def pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and (value.endswith("\n") or not re.search(pattern, value)):
            yield ValidationError(f"{value!r} does not match {pattern!r}")

    strict = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {"pattern": pattern},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
            "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
        ),
    )
    validator: Validator = strict(_inlined(_schema(), _schema()["$defs"]))
    return validator


def _has_float(value: Any) -> bool:
    """Whether it holds a number with a point, which may be no integer: rare in a catalog, and for the strict one."""
    if isinstance(value, dict | list):
        return any(map(_has_float, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float)


def with_claims(whole: dict[str, Any]) -> dict[str, Any]:
    """The schema with the fields of the table of claims in entries and variants; the file has them too, for editors."""
    claims = {name: {"$ref": f"#/$defs/{kind.schema}"} for name, kind in CLAIMS.items()}
    definitions = dict(whole["$defs"])
    for holder in ("entry", "variant"):
        definitions[holder] = {
            **definitions[holder],
            "properties": {**definitions[holder]["properties"], **claims},
        }
    return {**whole, "$defs": definitions}


def named(node: Any, name: str = "catalog") -> Any:
    """The schema, and beside each description the name of its place: ``schema-NAME`` is the message that says it.

    A definition is named as it is called, what stands in it by its keys: ``discovery-languages``.
    """
    if isinstance(node, list):
        return [named(item, name) for item in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {_SAID: name} if isinstance(node.get("description"), str) else {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            found[key] = {own: named(one, own if key == "$defs" else f"{name}-{own}") for own, one in value.items()}
        else:
            found[key] = named(value, f"{name}-{_PARTS[key]}" if key in _PARTS else name)
    return found


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """The schema with each $ref replaced by what it names: looking references up takes a third of the time.

    Works because no definition refers to itself; words beside a $ref win over those of the definition.
    """
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _inlined({**definitions[node["$ref"].removeprefix("#/$defs/")], **beside}, definitions)
    return {key: _inlined(value, definitions) for key, value in node.items() if key != "$defs"}


def _explain(error: ValidationError, root: Any) -> Iterator[tuple[Mark, Sayable]]:
    path = list(error.absolute_path)
    mark = mark_of(root, path)
    found = error.instance
    if "propertyNames" in error.absolute_schema_path:  # the path leads to the mapping that holds the key
        mark = _at(root, path).key_marks[found]
    rule: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and isinstance(found, Mapping):
        known = list(rule.get("properties", ()))
        for key in found:
            if key not in known:
                yield found.key_marks[key], _unknown_key(key, known)
        return
    if error.validator == "required" and isinstance(found, Mapping):
        for key in rule["required"]:
            if key not in found:
                yield mark, message("catalog-key.missing", name=repr(key))
        return
    if error.validator == "uniqueItems":
        yield mark, message("catalog-item-twice")
        return
    if error.validator == "anyOf" and isinstance(found, dict | list):
        branch = _meant(error)
        if branch:
            for inner in branch:
                yield from _explain(inner, root)
            return
    expected = message(f"schema-{rule[_SAID]}") if _SAID in rule else _type(error)
    if key := _key_of(path):
        yield mark, message("catalog-expected.at", name=key, expected=expected, found=_show(found))
    else:
        yield mark, message("catalog-expected", expected=expected, found=_show(found))


def _meant(error: ValidationError) -> list[ValidationError]:
    """Of the shapes that a value may have, the errors of the one that it comes nearest to; none where none is near."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    near = [errors for errors in branches.values() if not any(_of_other_type(e, error) for e in errors)]
    return min(near, key=len, default=[])


def _of_other_type(inner: ValidationError, outer: ValidationError) -> bool:
    return inner.validator in ("type", "const", "enum") and len(inner.absolute_path) == len(outer.absolute_path)


def mark_of(root: Any, path: list[str | int]) -> Mark:
    """Where the value at a path of keys and indices begins; the nearest one above it that has a place."""
    mark: Mark = getattr(root, "mark", (1, 1))
    value = root
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str):
            mark = value.value_marks.get(step, mark)
        elif isinstance(value, Sequence) and isinstance(step, int):
            mark = value.item_mark(step)
        value = value[step]
    return mark


def _at(root: Any, path: list[str | int]) -> Any:
    for step in path:
        root = root[step]
    return root


def _key_of(path: list[str | int]) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1] if names else ""


def _type(error: ValidationError) -> Sayable:
    if error.validator == "type" and (key := f"catalog-type.{error.validator_value}") and has_message(key):
        return message(key)
    return message("catalog-type.other", keyword=str(error.validator), value=str(error.validator_value))


def _unknown_key(key: str, known: list[str]) -> Sayable:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if near:
        return message("catalog-key.near", name=repr(key), near=repr(near[0]))
    return message("catalog-key.unknown", name=repr(key), known=", ".join(known))


def _show(value: Any) -> Sayable:
    if isinstance(value, dict):
        return message("catalog-type.object" if value else "catalog-type.empty-object")
    if isinstance(value, list):
        return message("catalog-type.array" if value else "catalog-type.empty-array")
    if value is None:
        return message("catalog-type.nothing")
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


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


_NONE = Mapping()


def _mapping(node: Any, key: str) -> Mapping:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value if isinstance(value, Mapping) else _NONE


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
        for number, item in enumerate(license_):
            if isinstance(item, str):
                yield from _license(item, licenses, license_.item_mark(number), in_list=True)
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


def _controls(value: Any) -> Iterator[tuple[Mark, Sayable]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if found := _CONTROLS.search(key):
                yield value.key_marks[key], _control(found)
            if isinstance(item, str):
                if found := _CONTROLS.search(item):
                    yield value.value_marks[key], _control(found)
            else:
                yield from _controls(item)
    elif isinstance(value, Sequence):
        for number, item in enumerate(value):
            if isinstance(item, str):
                if found := _CONTROLS.search(item):
                    yield value.item_mark(number), _control(found)
            else:
                yield from _controls(item)


def _control(found: re.Match[str]) -> Sayable:
    return message("catalog-control", character=f"U+{ord(found[0]):04X}")
