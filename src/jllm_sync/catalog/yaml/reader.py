"""Reading catalog.yaml: YAML, schema, consistency, and then the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from datetime import date
from pathlib import Path
from typing import Any

from jllm_sync.catalog import built_in
from jllm_sync.catalog.fields import CLAIMS, parse_claim
from jllm_sync.catalog.model import (
    Catalog,
    Claim,
    ClaimField,
    ClaimValue,
    Entry,
    InvalidCatalog,
    Location,
    Problem,
    Reference,
    Section,
    Variant,
    Waiver,
)
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.check import inconsistencies, violations
from jllm_sync.catalog.yaml.tree import Mapping, Mark, Sequence
from jllm_sync.errors import UserError
from jllm_sync.messages import Sayable, message
from jllm_sync.repo import hub_link

_ENTRY_KEYS = {"id", "name", "family", "variants", "references", "waivers"}


def read_catalog(path: Path) -> Catalog:
    """Read a catalog.

    Raises:
        UserError: there is no such file.
        InvalidCatalog: it is no catalog; all its problems, each with line and column.
    """
    return parse_catalog(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a catalog. Raises UserError where there is no such file, or none that ends."""
    try:
        if (path.is_fifo() or path.is_char_device()) and not str(path).startswith(
            ("/dev/fd/", "/dev/stdin", "/dev/null")
        ):
            raise UserError(message("catalog-file.endless", file=str(path)))  # a shell's <(…) is in /dev/fd
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(message("catalog-file.none", file=str(path))) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(message("catalog-file.unreadable", file=str(path), reason=reason)) from None


def parse_catalog(data: bytes, file: str) -> Catalog:
    """The catalog in these bytes; ``file`` is what locations call it. Raises InvalidCatalog."""
    root, errors = read_tree(data)
    return as_catalog(root, errors, data, file)


def read_tree(data: bytes) -> tuple[Any, list[yaml_tree.YamlError]]:
    """The YAML of a catalog, in which a repo that is named by the address of its page is named by its ID."""
    root, errors = yaml_tree.read(data)
    _name_repos(root)
    return root, errors


def _name_repos(node: Any) -> None:
    if isinstance(node, Mapping):
        kind = node.get("kind", "model")
        for key, value in node.items():
            if key == "repo":
                node[key] = _repo_id(value, kind)
            elif key == "repos" and isinstance(value, Sequence):
                value[:] = [_repo_id(item, "model") for item in value]
            else:
                _name_repos(value)
    elif isinstance(node, Sequence):
        for item in node:
            _name_repos(item)


def _repo_id(text: Any, kind: Any) -> Any:
    link = hub_link(text) if isinstance(text, str) else None
    return link.repo if link is not None and link.kind == kind and not link.inside else text


def as_catalog(root: Any, errors: Iterable[yaml_tree.YamlError], data: bytes, file: str) -> Catalog:
    """The catalog in a YAML document that was read already.

    Args:
        root: the document's value.
        errors: what was found wrong when it was read.
        data: the bytes that it was read from.
        file: what locations call it.

    Raises:
        InvalidCatalog: all that is wrong, with the schema and with itself too.
    """
    found: list[tuple[Mark, Sayable]] = [(error.mark, error.message) for error in errors]
    if root is not None or not found:
        for check in (violations, inconsistencies):  # what is wrong already is not judged again
            places = {mark for mark, _ in found}
            found += ((mark, message) for mark, message in check(root) if mark not in places)
    if found:
        raise InvalidCatalog(Problem(Location(file, *mark), message) for mark, message in found)
    return _Builder(file).catalog(root, hashlib.sha256(data).hexdigest())


class _Builder:
    """Turns a checked document into the model."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._licenses: AnyMapping[str, Any] = {}
        self._stated: dict[tuple[ClaimField, type, str | int], tuple[Any, ClaimValue]] = {}
        self._line = 1

    def catalog(self, root: Mapping, sha256: str) -> Catalog:
        self._licenses = root.get("licenses") or {}
        foundations = built_in.foundations(root.get("foundations") or {}, self._licenses)
        return Catalog(
            file=self._file,
            sha256=sha256,
            title=root["title"],
            settings=root.get("settings") or {},
            licenses=built_in.licenses(self._licenses),
            foundations=foundations,
            bases_by_repo=built_in.bases_by_repo(foundations),
            sections=tuple(map(self._section, root["sections"])),
        )

    def _section(self, node: Mapping) -> Section:
        return Section(
            id=node["id"],
            title=node["title"],
            location=self._at(node.mark),
            entries=tuple(self._entry(entry, node["id"]) for entry in node.get("entries") or ()),
        )

    def _entry(self, node: Mapping, section: str) -> Entry:
        claims = self._claims(node, (node["id"],))
        return Entry(
            id=node["id"],
            section=section,
            name=node.get("name"),
            location=self._at(node.mark),
            claims=claims,
            variants=tuple(self._variant(variant, node["id"], claims) for variant in node.get("variants") or ()),
            references=tuple(map(self._reference, node.get("references") or ())),
            waivers=self._waivers(node),
            family=node.get("family"),
            facts={key: value for key, value in node.items() if key not in _ENTRY_KEYS and key not in CLAIMS},
        )

    def _variant(self, node: Mapping, entry: str, inherited: AnyMapping[ClaimField, Claim]) -> Variant:
        own = self._claims(node, (entry, node["repo"]))
        claims: dict[ClaimField, Claim] = {}
        for field in CLAIMS:
            if field in node:
                if field in own:  # null says that there is no claim here
                    claims[field] = own[field]
            elif field in inherited:
                claims[field] = inherited[field]
        return Variant(
            repo=node["repo"],
            kind=node.get("kind", "model"),
            label=node.get("label"),
            location=self._at(node.value_marks["repo"]),
            claims=claims,
            unofficial=node.get("unofficial", False),
            representative=node.get("representative", False),
            waivers=self._waivers(node),
        )

    def _claims(self, node: Mapping, path: tuple[str, ...]) -> dict[ClaimField, Claim]:
        claims = {}
        for field in CLAIMS:
            if (raw := node.get(field)) is not None:
                raw, value = self._claimed(field, raw)
                claims[field] = Claim(field, value, raw, self._at(node.value_marks[field]), (*path, field))
        return claims

    def _claimed(self, field: ClaimField, raw: Any) -> tuple[Any, ClaimValue]:
        """What stands there and what it means: thousands of variants state the same, and share it."""
        if not isinstance(raw, str | int):
            return raw, self._meant(field, raw)
        key = (field, type(raw), raw)
        if key not in self._stated:
            self._stated[key] = raw, self._meant(field, raw)
        return self._stated[key]

    def _meant(self, field: ClaimField, raw: Any) -> ClaimValue:
        value = parse_claim(field, raw)
        if field == "license" and isinstance(value, tuple):  # an id, or the name of a licence
            ids = (built_in.license_id(str(name), self._licenses) or str(name) for name in value)
            return tuple(dict.fromkeys(ids))
        return value

    def _reference(self, node: Mapping) -> Reference:
        return Reference(node["repo"], node.get("kind", "model"), node["role"], self._at(node.value_marks["repo"]))

    def _waivers(self, node: Mapping) -> tuple[Waiver, ...]:
        return tuple(read_waiver(waiver, self._file) for waiver in node.get("waivers") or ())

    def _at(self, mark: Mark) -> Location:
        line, column = mark
        if line != self._line:  # what stands on one line shares its number
            self._line = line
        return Location(self._file, self._line, column)


def read_waiver(node: Mapping, file: str) -> Waiver:
    """A waiver of a checked document."""
    return Waiver(
        rule=node["rule"],
        reason=node["reason"],
        seen=node["seen"],
        location=Location(file, *node.mark),
        by=node.get("by"),
        until=date.fromisoformat(node["until"]) if "until" in node else None,
    )
