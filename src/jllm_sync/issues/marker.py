"""The hidden part of an issue: whose it is, what it last said, and where people's own text begins.

A body is a marker, our text, a divider, and what people wrote below it. The marker counts only in an issue that one
of our authors opened and that bears our label; anybody can write the marker, nobody can write it there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jllm_sync.issues.model import NO_NUMBER, CloseReason, ExistingIssue, IssueSettings

DIVIDER = "<!-- jllm-sync: what you write below this line is kept -->"
_MARK = re.compile(r"<!-- jllm-sync:issue (\{.*\}) -->[ \t]*$", re.MULTILINE)
_ANY_OF_OURS = re.compile(r"<!-- ?jllm-sync\b[^\n]*?-->")
_BOX = re.compile(r"^(\s*[-*] \[)[xX ](\])", re.MULTILINE)
_NUMBER = re.compile(f"#[0-9]+|{NO_NUMBER}")
_LONGEST_MARK = 30_000
_REASONS: Mapping[str, CloseReason] = {r: r for r in ("gone", "waived", "unlisted", "duplicate")}


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as an issue last told of it."""

    severity: str
    rule: str
    digest: str
    repos: tuple[str, ...]
    """The repos it is about; empty where the marker had no room for them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What an issue's marker holds."""

    key: str
    count: int = 1
    """How often the issue was written: names the comment that goes with the next change; 0: its marker was gone."""
    title: str = ""
    """A hash of the title that we gave it: another title is a person's, and stays."""
    text: str = ""
    """A hash of our text: where it differs, a person wrote into it."""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """The findings it tells of, by fingerprint."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """The ticked requests, by their ids, with the day on which the tick was first seen."""
    done: Mapping[str, int] = field(default_factory=dict)
    """The requests whose pull request was closed, with its number: only a new tick asks again."""
    closed: CloseReason | None = None
    """Why we closed it; None while it is open, and where a person closed it."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """On the dashboard: the hash of our text of each issue, by its key, to know it by when its own marker is gone."""
    waits: tuple[str, ...] = ()
    """On the dashboard: a hash of what is found of each entry whose issue waits for a later run."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A body taken apart."""

    mark: Mark | None
    ours: str
    """The text between marker and divider; all of it where somebody took the divider out."""
    people: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """An issue of ours."""

    issue: ExistingIssue
    mark: Mark
    parts: Parts


def tracked(existing: Sequence[ExistingIssue], settings: IssueSettings) -> tuple[Tracked, ...]:
    """The issues that are ours: by one of the authors, with the label, with a marker that can be read."""
    found = []
    for issue in sorted(existing, key=lambda one: one.number):
        if is_ours(issue, settings):
            parts = split(issue.body)
            if parts.mark is not None:
                found.append(Tracked(issue, parts.mark, parts))
    return tuple(found)


def is_ours(issue: ExistingIssue, settings: IssueSettings) -> bool:
    """Whether one of the authors opened an issue, and it bears the label."""
    return is_by_author(issue, settings) and settings.label.lower() in (one.lower() for one in issue.labels)


def is_by_author(issue: ExistingIssue, settings: IssueSettings) -> bool:
    """Whether one of the authors opened an issue."""
    return issue.author.lower() in {author.lower() for author in settings.authors}


def with_mark(issue: ExistingIssue, key: str) -> ExistingIssue:
    """An issue whose marker is gone, with one again: whatever text it has is kept as people's, below the divider."""
    parts = split(issue.body)
    ours = _ANY_OF_OURS.sub("", parts.ours).strip()
    people = "\n\n".join(filter(None, (ours, parts.people.strip("\n"))))
    mark = Mark(key, count=0, title=short_hash(issue.title), text=text_hash(""))
    return replace(issue, body=join(mark, "", people))


def split(body: str) -> Parts:
    """Take a body apart; GitHub's editor leaves line ends of another kind, which are levelled."""
    text = level_lines(body)
    ours, divider, people = text.partition(DIVIDER)
    match = _MARK.search(ours)
    if match is None:
        return Parts(None, ours, people if divider else "")
    ours = ours[: match.start()] + ours[match.end() :].removeprefix("\n")
    return Parts(_read(match[1]), ours, people.removeprefix("\n") if divider else "")


def level_lines(body: str) -> str:
    """The text with line ends of one kind."""
    return body.replace("\r\n", "\n").replace("\r", "\n")


def join(mark: Mark, ours: str, people: str) -> str:
    """Put a body together."""
    return f"{write(mark)}\n{ours}{DIVIDER}\n{people}"


def strays(parts: Parts, ours: str) -> str:
    """What people wrote into our text, which the new text would lose: the lines that are in neither."""
    if parts.mark is None or text_hash(parts.ours) == parts.mark.text:
        return ""
    known = {_level(line) for line in ours.split("\n")}
    lines = (_ANY_OF_OURS.sub("", line).rstrip() for line in parts.ours.split("\n") if _level(line) not in known)
    return "\n".join(line for line in lines if line)


def write(mark: Mark) -> str:
    """The marker as a line of the body."""
    line = _line(mark, with_repos=True)
    return line if len(line) <= _LONGEST_MARK else _line(mark, with_repos=False)


def text_hash(text: str) -> str:
    """A hash of our text that ticks, line ends and the numbers of issues do not change."""
    return short_hash("\n".join(_level(line) for line in text.strip().split("\n")))


def short_hash(text: str) -> str:
    """A short hash, good enough to tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _level(line: str) -> str:
    return _NUMBER.sub("#", _BOX.sub(r"\1 \2", line)).strip()


def _line(mark: Mark, with_repos: bool) -> str:
    seen = {
        name: [one.severity, one.rule, one.digest, list(one.repos) if with_repos else []]
        for name, one in mark.seen.items()
    }
    data: dict[str, Any] = {"key": mark.key, "n": mark.count, "title": mark.title, "text": mark.text, "seen": seen}
    optional: dict[str, Any] = {"asked": dict(mark.asked), "done": dict(mark.done), "closed": mark.closed}
    if with_repos:
        optional |= {"copies": dict(mark.copies), "waits": list(mark.waits)}
    data |= {name: value for name, value in optional.items() if value}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "-\\u002d")  # ends no HTML comment
    return f"<!-- jllm-sync:issue {text} -->"


def _read(text: str) -> Mark | None:
    try:
        data = json.loads(text)
        return Mark(
            key=str(data["key"]),
            count=int(data["n"]),
            title=str(data["title"]),
            text=str(data["text"]),
            seen={
                str(name): Seen(str(severity), str(rule), str(digest), tuple(map(str, repos)))
                for name, (severity, rule, digest, repos) in data["seen"].items()
            },
            asked={str(name): str(day) for name, day in data.get("asked", {}).items()},
            done={str(name): int(number) for name, number in data.get("done", {}).items()},
            closed=_REASONS.get(data.get("closed")),
            copies={str(key): str(hash_) for key, hash_ in data.get("copies", {}).items()},
            waits=tuple(map(str, data.get("waits", ()))),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
