"""The catalog's JSON Schema, its violations put into words and placed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from jllm_sync.catalog.fields import CLAIMS
from jllm_sync.catalog.yaml.tree import Mapping, Mark, Sequence
from jllm_sync.data import schema
from jllm_sync.messages import Sayable, has_message, message

_SHOWN = 60
_SAID = "x-said"
"""The keyword by which a part of the schema that has a description names the message that says it."""


_PARTS = {"items": "item", "additionalProperties": "item", "propertyNames": "name"}


def violations(root: Any) -> Iterator[tuple[Mark, Sayable]]:
    """Everything in a document that the schema does not allow: line and column, and what was expected."""
    for error in _validator().iter_errors(root):
        yield from _explain(error, root)


@cache
def _validator() -> Validator:
    """As JSON Schema has it but for two things: 4.0 is no integer, and ``$`` matches at the very end only.

    The first is what our reader takes; the second is what a pattern means in ECMAScript, and not in Python. Of anyOf
    only the branches are tried that are for values of this type, which spares a third of the time.
    """
    strict = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {"pattern": _pattern, "anyOf": _any_of},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
            "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
        ),
    )
    whole = with_claims(named(schema("catalog")))
    validator: Validator = strict(_inlined(whole, whole["$defs"]))
    return validator


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and (value.endswith("\n") or not re.search(pattern, value)):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _any_of(validator: Any, branches: list[dict[str, Any]], value: Any, _: Any) -> Iterator[ValidationError]:
    errors: list[ValidationError] = []
    for place, branch in enumerate(branches):
        types = branch.get("type", ())
        if types and not any(validator.is_type(value, one) for one in ([types] if isinstance(types, str) else types)):
            continue
        found = list(validator.descend(value, branch, schema_path=place))
        if not found:
            return
        errors += found
    yield ValidationError(f"{value!r} is none of the shapes that it may have", context=errors)


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
            mark = value.item_marks[step]
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
