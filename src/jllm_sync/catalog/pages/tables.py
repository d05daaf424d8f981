"""What the whole catalog holds beside its sections: the ids in use, the licences, the base models."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from jllm_sync.catalog.pages.claims import LicenseName
from jllm_sync.catalog.pages.text import key, slug
from jllm_sync.catalog.pages.words import known_foundations, words
from jllm_sync.messages import Text

_LONGEST_ID = 80
"""Ids may be longer; what is longer than this was no name."""


@dataclass(slots=True)
class Tables:
    """Collects the catalog's tables while its rows are read."""

    footnotes: dict[str, str]
    """The master's footnotes by their names."""
    licenses: dict[str, dict[str, Any]] = field(default_factory=dict)
    foundations: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)

    def entry_id(self, candidate: str, last_segment: str) -> str:
        """An id that no other entry has: the candidate, or with the section's last segment, or with a number."""
        candidate = candidate[:_LONGEST_ID].strip("-.") or "entry"
        found, number = candidate, 2
        if found in self._ids:
            found = candidate = f"{candidate}-{last_segment}"
        while found in self._ids:
            found = f"{candidate}-{number}"
            number += 1
        self._ids.add(found)
        return found

    def license(self, license_: LicenseName) -> str:
        """The id of a licence, which joins the catalog's `licenses`."""
        if license_.id != "unknown":
            fact = {"name": license_.name, "accepts": [dict(way) for way in license_.accepts]}
            self.licenses.setdefault(license_.id, fact)
        return license_.id

    def foundation(self, name: str) -> str:
        """The id of a base model, which joins the catalog's `foundations` with those that it was made from."""
        numbers = (f"foundation-{number}" for number in itertools.count(1))
        free = (id_ for id_ in numbers if self.foundations.get(id_, {}).get("name", name) == name)
        id_ = slug(name) or next(free)  # a name without a Latin letter
        known = known_foundations().get(key(name))
        if id_ not in self.foundations:
            fact: dict[str, Any] = {"name": name}
            if known is not None and known.made_from is not None:
                fact["from"] = self.foundation(known.made_from)
            self.foundations[id_] = fact | ({"repos": list(known.repos)} if known is not None else {})
        return id_

    def doubt(self, footnotes: list[str]) -> Text:
        """Why a licence is doubted, in words of our own, by what the footnotes say."""
        text = key(" ".join(self.footnotes.get(name, "") for name in footnotes))
        return next(reason for when, reason in words().doubts if when in text)
