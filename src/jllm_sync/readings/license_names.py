"""What licences are called: the Hub's identifiers by the spellings, links and titles in cards and LICENSE files."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from jllm_sync.data.load import load

_DATA = "hub_licenses.yaml"


@lru_cache(maxsize=1024)
def normalize(text: str) -> str | None:
    """The Hub's identifier that a card's wording stands for, ``other`` and ``unknown`` included; None where none."""
    plain = _hyphened(_behind_link(text) or text)
    return plain if plain in ("other", "unknown") else _spellings().get(plain)


def names_a_license(text: str) -> bool:
    """Whether a wording is a name at all, and not "LICENSE", "none", "link" or the like."""
    plain = words(text)
    return bool(plain) and plain not in _no_names()


def is_family(identifier: str) -> bool:
    """Whether an identifier names several licences at once, and so none of them."""
    return identifier in load(_DATA)["families"]


def same_title(line: str, wanted: str) -> bool:
    """Whether a LICENSE file's first line begins with the title of a licence; capitals, marks and "the" aside.

    A title further on in the line is another matter: "Modified MIT License", or a part under terms of its own.
    """
    title = words(wanted).removeprefix("the ")
    return re.match(rf"(the )?{re.escape(title)}(?!\.?[a-z0-9])", words(line)) is not None


def states_title(line: str, wanted: str) -> bool:
    """Whether a LICENSE file's first line is the title of a licence, or says that something is under it."""
    parts = re.split(_title_leads(), words(line))
    return any(same_title(part, wanted) for part in (line, *parts[1:]))


def identifier_of_title(line: str) -> str | None:
    """The Hub's identifier of the licence whose text begins like this; None where no title is known."""
    for identifier, known in load(_DATA)["identifiers"].items():
        if any(same_title(line, wanted) for wanted in known.get("titles", ())):
            return str(identifier)
    return None


def words(text: str) -> str:
    """A text's words in small letters, with one blank between them."""
    return " ".join(re.findall(r"\w[\w.]*", text.lower()))


def _hyphened(text: str) -> str:
    return re.sub(r"[\s_,-]+", "-", text.lower()).strip("-.").removeprefix("the-")


def _behind_link(text: str) -> str | None:
    """What the address of a licence's page comes to, as data/hub_licenses.yaml has it."""
    link = re.match(r"https?://(?:www\.)?([^?#]+)", text.strip().lower())
    if link is None:
        return None
    for known in load(_DATA)["links"]:
        if match := re.fullmatch(known["page"], link[1].rstrip("/")):
            return match.expand(known["means"])
    return None


@cache
def _spellings() -> dict[str, str]:
    return {
        _hyphened(spelling): identifier
        for identifier, known in load(_DATA)["identifiers"].items()
        for spelling in (identifier, *known.get("spellings", ()), known["name"], *known.get("titles", ()))
    }


@cache
def _no_names() -> frozenset[str]:
    return frozenset(map(words, load(_DATA)["no_names"]))


@cache
def _title_leads() -> str:
    return "|".join(rf"\b{re.escape(lead)} " for lead in load(_DATA)["title_leads"])
