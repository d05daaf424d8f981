"""Nights of syncs against a GitHub that fails at random and people who do what people do: a real server's answers.

Whatever happened, after quiet nights nothing is open twice, nothing that people wrote is lost, nothing is left to do.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from jllm_sync.issues.client import Api, Clock, GitHubFailure
from jllm_sync.issues.marker import DIVIDER, split
from jllm_sync.issues.model import IssueSettings
from jllm_sync.issues.sync import Synced, sync
from tests.github_action.github_server import GitHubServer
from tests.issues.world import finding, report

LIMIT = {"message": "You have exceeded a secondary rate limit"}
BEFORE = [(500, {}), (403, LIMIT), (429, {}), (304, {}), (200, None), (502, "<html>"), (202, {}), (422, {})]
"""What is answered in place of doing anything."""
AFTER = (502, {"message": "Server Error"})
"""What is answered after all was done."""


class RudeGitHub(GitHubServer):
    """It fails as often as ``rate`` says; issues are locked, deleted, transferred."""

    def __init__(self, draw: random.Random) -> None:
        super().__init__({"catalog.yaml": "x: 1\n"}, {"issues": "write", "contents": "write"})
        self.draw, self.rate = draw, 0.0
        self.locked, self.away = set[int](), dict[int, int]()
        """Away: by number, the status that tells it."""

    def answer(self, method: str, path: str, query: Mapping[str, str], sent: Mapping[str, Any]) -> tuple[int, Any]:
        fails = self.draw.random() < self.rate
        if fails and (method == "GET" or self.draw.random() < 0.7):
            return self.draw.choice(BEFORE)
        number = int(found[1]) if (found := re.match(r"/repos/octo/list/issues/(\d+)", path)) else 0
        if number in self.away:
            return self.away[number], {"message": "Moved or deleted"}
        if number in self.locked and method != "GET":
            return 403, {"message": "Unable to create comment because issue is locked."}
        done = super().answer(method, path, query, sent)
        return AFTER if fails else done

    def _issues(self, method: str, rest: str, query: Mapping[str, str], sent: Mapping[str, Any]) -> tuple[int, Any]:
        if method == "PATCH" and "labels" in sent:
            sent = {**sent, "labels": [{"name": name} for name in sent["labels"]]}
        status, data = super()._issues(method, rest, query, sent)
        if method == "GET" and rest == "":
            data = [one for one in data if one["number"] not in self.away]
            label = query.get("labels")
            data = [one for one in data if label is None or {"name": label} in one["labels"]]
        return status, data

    def deed(self, number: int) -> None:
        """Something that a person does to an issue."""
        one = self.issues[number]
        match self.draw.randrange(12):
            case 0 | 1:
                one["state"] = "open" if one["state"] == "closed" else "closed"
            case 2:
                one["title"] = "mine"
            case 3 | 4:
                one["body"] += f"\nbelow {self.draw.random()}"
            case 5:
                one["body"] = f"above {self.draw.random()}\n{one['body']}"
            case 6:
                one["body"] = ""
            case 7:
                self.locked ^= {number}
            case 8:
                self.away[number] = self.draw.choice([301, 404, 410])
            case 9:
                one["labels"] = []
            case 10:
                self.labels.clear()
                for each in self.issues.values():
                    each["labels"] = []
            case 11:
                one["body"] = one["body"].replace(DIVIDER, "")


def night(github: RudeGitHub, found: list[Any], day: int) -> Synced | GitHubFailure:
    api = Api("t", "octo/list", github.url, max_wait=1e9, clock=Clock(lambda _: None))
    try:
        return sync(api, report(found), IssueSettings(), date(2026, 1, 1 + day), "catalog.yaml", None)
    except GitHubFailure as failure:
        return failure


@pytest.mark.parametrize("seed", [3, 27, 58, 77])
def test_what_people_and_github_do_heals(seed: int) -> None:
    draw = random.Random(seed)
    github = RudeGitHub(draw)
    with github:
        found = []
        for day in range(8):
            every = [finding(entry, variant, said=draw.choice("12")) for entry in range(4) for variant in range(2)]
            found = [one for one in every if draw.random() < 0.6]
            github.rate = draw.choice([0, 0.1, 0.3])
            night(github, found, day)
            for _ in range(draw.randrange(3) if github.issues else 0):
                github.deed(draw.choice(list(github.issues)))
        written = {number: re.findall(r"(?:above|below) 0\.\d+", one["body"]) for number, one in github.issues.items()}
        github.rate = 0
        github.locked.clear()
        quiet = [night(github, found, 20) for _ in range(3)]
        last = quiet[-1]
    assert isinstance(last, Synced), last
    assert list(last.plan.actions) == [] and last.result.complete
    there = [one for number, one in github.issues.items() if number not in github.away]
    marks = [split(one["body"]).mark for one in there if one["state"] == "open" and one["labels"]]
    assert [key for key, times in Counter(mark.key for mark in marks if mark).items() if times > 1] == []
    for number, words in written.items():
        assert all(word in github.issues[number]["body"] for word in words)
