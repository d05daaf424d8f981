"""How new variants and families are called: in the style of what the catalog has already."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jllm_sync.catalog.model import Entry
from jllm_sync.discovery.names import parse_name
from jllm_sync.messages import in_language

_BOUNDARY = re.compile(r"(?<=[-_ ])|(?<=(?<!\d)\.)")
_ID = re.compile(r"[^a-z0-9+]+")


def label_like(repo: str, entry: Entry) -> str | None:
    """The label that a new variant of an entry gets; None where its siblings have none.

    Where the siblings' labels stand in the names of their repos, so does the new one: what the nearest of them leaves
    out at the beginning, it leaves out too. Otherwise the repo's name stands for it.
    """
    labelled = [(variant.repo, in_language(variant.label, "en")) for variant in entry.variants if variant.label]
    if not labelled:
        return None
    name = repo.rpartition("/")[2]
    best = ""
    for sibling, label in labelled:
        own = sibling.rpartition("/")[2]
        at = own.lower().find(label.lower())
        start = own[:at] if at > 0 else ""
        if name.lower().startswith(start.lower()) and len(best) < len(start) < len(name):
            best = start
    return name[len(best) :]


def family_name(repos: Sequence[str]) -> str:
    """What the repos of one family are called together: the beginning that their names share, before the size."""
    names = [repo.rpartition("/")[2] for repo in repos]
    shared = _shared([head_of(name) for name in names])
    if not parse_name(shared).brands:  # a foundation's name alone is nobody's own
        shared = _shared(names)
    return shared or names[0]


def label_in(repo: str, family: str) -> str | None:
    """The label of a repo in a new family: what its name adds to the family's."""
    name = repo.rpartition("/")[2]
    rest = name[len(family) :] if name.lower().startswith(family.lower()) else name
    return rest.lstrip("-_. ") or None


def entry_id(name: str, taken: set[str]) -> str:
    """A new id of an entry: the name in small letters; a number is added where it is taken."""
    point = re.compile(r"(?<=\d)\.(?=\d)")
    slug = ".".join(_ID.sub("-", part) for part in point.split(name.lower()))
    slug = slug.strip("-") or "model"
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def _shared(names: Sequence[str]) -> str:
    first = names[0]
    for other in names[1:]:
        while not _begins(other.lower(), first.lower()):
            first = _shorter(first)
    return first.rstrip("-_. ")


def _begins(name: str, head: str) -> bool:
    return name == head or not head or (name.startswith(head) and not (head[-1] + name[len(head)]).isalnum())


def head_of(name: str) -> str:
    """The name up to the part that says its size in numbers; whole where none does."""
    head = ""
    for part in _BOUNDARY.split(name):
        if head and parse_name(part.strip("-_. ")).size is not None:
            break
        head += part
    return head.rstrip("-_. ")


def stem_text(repo: str) -> str:
    """The beginning of a repo's name that says what the model is called, as it is written, languages included."""
    name = repo.rpartition("/")[2]
    stem, head = parse_name(repo).stem, ""
    for part in _BOUNDARY.split(name):
        head += part
        if stem and parse_name(head.strip("-_. ")).stem == stem:
            break
    return head.rstrip("-_. ")


def _shorter(text: str) -> str:
    cut = max(text.rstrip("-_. ").rfind(mark) for mark in "-_. ")
    return text[:cut] if cut > 0 else ""
