"""What a catalog need not declare: the known licences and foundations, and what its own declarations make of them.

A declared id adds one, renames one (it keeps the built-in spellings, repos and licence) or replaces those that it
states itself: ``accepts: []`` and ``repos: []`` replace them by none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from jllm_sync.catalog.model import Accepts, Base, License
from jllm_sync.data import load, spread
from jllm_sync.license_names import known_licenses, normalize, words
from jllm_sync.messages import Text

_FOUNDATIONS = "foundations.yaml"


@cache
def built_in_licenses() -> Mapping[str, License]:
    """The licences that are known without being declared, by their ids."""
    return {
        id_: License(
            id_,
            known["name"],
            tuple(Accepts(**way) for way in known.get("accepts", [{"license": id_}] if "hub" in known else [])),
            declared=False,
        )
        for id_, known in known_licenses().items()
    }


@cache
def built_in_foundations() -> Mapping[str, Base]:
    """The base models that are known without being declared, by their ids."""
    return {
        id_: Base(
            id_,
            known["name"],
            tuple(repo for pattern in known["repos"] for repo in spread(pattern)),
            known.get("license"),
            known.get("from"),
            tuple(known["types"]),
        )
        for id_, known in load(_FOUNDATIONS).items()
    }


def licenses(declared: Mapping[str, Mapping[str, Any]]) -> dict[str, License]:
    """The licences of a catalog by their ids: the declared ones first, then the built-in rest.

    Args:
        declared: the catalog's ``licenses`` as they stand in it.
    """
    known = built_in_licenses()
    return {
        id_: License(
            id_,
            node.get("name") or known[id_].name,
            tuple(Accepts(**way) for way in node["accepts"]) if "accepts" in node else known[id_].accepts,
        )
        for id_, node in declared.items()
    } | {id_: license_ for id_, license_ in known.items() if id_ not in declared}


def foundations(
    declared: Mapping[str, Mapping[str, Any]], licenses: Mapping[str, Mapping[str, Any]]
) -> dict[str, Base]:
    """The foundations of a catalog by their ids, likewise; ``licenses`` as they stand in the catalog."""
    known = built_in_foundations()
    merged: dict[str, Base] = {}
    for id_, node in declared.items():
        base = known.get(id_, Base(id_, id_))
        repos = node.get("repos", base.repos)
        merged[id_] = Base(
            id_,
            node.get("name") or base.name,
            tuple(repos or ()),
            license_id(node["license"], licenses) if node.get("license") else base.license,
            node.get("from", base.made_from),
            base.types,
        )
    return merged | {id_: base for id_, base in known.items() if id_ not in declared}


def bases_by_repo(bases: Mapping[str, Base]) -> dict[str, frozenset[str]]:
    """Which foundations a repo is one of, by its ID in small letters.

    A declared foundation that shares half of its repos with a built-in one is the same base by another name, with all
    its repos; one that shares fewer has a size of its own beside it (Qwen2.5-72B).
    """
    ids: dict[str, set[str]] = {}
    for base in bases.values():
        for repo in base.repos:
            ids.setdefault(repo.lower(), set()).add(base.id)
    found = {repo: frozenset(own) for repo, own in ids.items()}
    for id_ in {id_ for own in ids.values() if len(own) > 1 for id_ in own}:
        same = same_bases(bases[id_], ids)
        found |= {repo: found[repo] | same for repo in map(str.lower, bases[id_].repos)}
    return found


def same_bases(base: Base, ids: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The ids of the foundations that hold at least half of a base's repos; one that holds fewer is a part of it.

    Args:
        base: the base.
        ids: which foundations a repo is one of, by its ID in small letters.
    """
    shared = Counter(id_ for repo in base.repos for id_ in ids.get(repo.lower(), ()))
    return frozenset(id_ for id_, count in shared.items() if 2 * count >= len(base.repos))


def license_id(text: str, declared: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The id that a licence claim stands for: an id, or a licence's name ("CC BY-SA 4.0"); None where none."""
    if text in declared or text in built_in_licenses():
        return text
    wanted = words(text)
    for id_, node in declared.items():
        if wanted in map(words, _texts(node.get("name", id_))):
            return id_
    identifier = normalize(text)
    if identifier in built_in_licenses():
        return identifier
    return next((id_ for id_, known in built_in_licenses().items() if wanted in map(words, _texts(known.name))), None)


def _texts(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())
