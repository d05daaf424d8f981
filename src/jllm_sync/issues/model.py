"""What the planner of issues works with: the issues there are, and what is to be done to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jllm_sync.messages import Language, Sayable

DASHBOARD = "dashboard"
"""The key of the one issue about the whole catalog."""

CloseReason = Literal["gone", "waived", "unlisted", "duplicate"]
Command = Literal["waive", "fix", "ignore", "add"]
Pulls = Literal["made", "refused", "none"]
"""What becomes of ticked boxes: a pull request; nothing yet, since GitHub refuses it; nothing, as the run was asked."""


def entry_key(entry: str) -> str:
    """The key of the issue about one entry."""
    return f"entry:{entry}"


@dataclass(frozen=True, slots=True)
class ExistingIssue:
    """An issue as GitHub has it."""

    number: int
    title: str
    body: str
    open: bool
    author: str
    """The login of who opened it, such as github-actions[bot]."""
    labels: tuple[str, ...]

    @classmethod
    def from_api(cls, data: Mapping[str, Any]) -> ExistingIssue:
        """An issue from GitHub's JSON; a deleted author ("ghost") is null there."""
        return cls(
            number=data["number"],
            title=data["title"],
            body=data.get("body") or "",
            open=data["state"] == "open",
            author=(data.get("user") or {}).get("login", ""),
            labels=tuple(one if isinstance(one, str) else one.get("name") or "" for one in data.get("labels") or ()),
        )


@dataclass(frozen=True, slots=True)
class IssueSettings:
    """``settings.issues`` of the catalog."""

    language: Language = "en"
    authors: tuple[str, ...] = ("github-actions[bot]",)
    """Whose issues count as ours: a marker in anybody else's is ignored."""
    label: str = "jllm-sync"
    """The label of our issues; two catalogs in one repository need two labels."""
    max_new: int = 10
    """How many issues about entries one run may open."""
    manners: bool = False
    """Whether issues are opened for a list's own manners, which need no Hub, too."""
    artifact_url: str | None = None
    """Where the whole report can be read, for bodies that had to be cut."""
    pulls: Pulls = "made"
    """What becomes of ticked boxes."""

    @classmethod
    def of(cls, settings: Mapping[str, Any], language: Language, artifact_url: str | None = None) -> IssueSettings:
        """From the catalog's settings, which the schema has checked.

        Args:
            settings: ``settings`` of the catalog.
            language: the language where ``settings.issues`` has none of its own.
            artifact_url: the link where ``settings.issues`` has none of its own.
        """
        own: Mapping[str, Any] = settings.get("issues", {})
        return cls(
            language=own.get("language", language),
            authors=tuple(own.get("authors", ("github-actions[bot]",))),
            label=own.get("label", "jllm-sync"),
            max_new=own.get("max_new", 10),
            manners=own.get("manners", False),
            artifact_url=own.get("artifact_url", artifact_url),
        )


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The last pull request that was made from ticked checkboxes."""

    number: int
    open: bool
    requests: frozenset[str]
    """The ids of the requests that it carries out."""


Places = tuple[tuple[int, str], ...]
"""Where in a body the numbers of issues go that the plan itself opens: the offset and the issue's key."""


@dataclass(frozen=True, slots=True)
class Create:
    """Open an issue."""

    key: str
    title: str
    body: str
    label: str
    places: Places = ()


@dataclass(frozen=True, slots=True)
class Update:
    """Change an issue's title, its body, or both."""

    number: int
    key: str
    title: str | None
    body: str | None
    places: Places = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """Say something under an issue. It comes before the change it speaks of."""

    number: int
    key: str
    body: str
    event: str
    """Its hidden marker: a comment that bears it already is not written again."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close an issue; the new body says why, too."""

    number: int
    key: str
    reason: CloseReason
    title: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a closed issue again."""

    number: int
    key: str
    title: str | None
    body: str


Action = Create | Update | Comment | Close | Reopen


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync would do, in this order."""

    actions: Sequence[Action]
    deferred: tuple[str, ...] = ()
    """The keys of issues that are not opened in this run, because it opens enough others."""
    notes: tuple[Sayable, ...] = ()
    """What a maintainer should know of the plan."""


NO_NUMBER = "#–"
"""What stands where the number of an issue goes that the plan opens, and stays where it could not be opened."""
_GAP = re.compile("\0([^\0]*)\0")


def number_of(key: str) -> str:
    """The place of such a number in a text of ours, which holds no NUL of its own; `take_places` takes it out."""
    return f"\0{key}\0"


def take_places(ours: str) -> tuple[str, Places]:
    """A text of ours as it can be written, and the places in it where numbers go."""
    places: list[tuple[int, str]] = []
    text, end = "", 0
    for gap in _GAP.finditer(ours):
        text += ours[end : gap.start()]
        places.append((len(text), gap[1]))
        text += NO_NUMBER
        end = gap.end()
    return text + ours[end:], tuple(places)


def with_numbers(body: str, places: Places, numbers: Mapping[str, int]) -> str:
    """A body with the numbers of the issues that were opened; what stands elsewhere in it is not looked at."""
    for at, key in reversed(places):
        if key in numbers:
            body = f"{body[:at]}#{numbers[key]}{body[at + len(NO_NUMBER) :]}"
    return body
