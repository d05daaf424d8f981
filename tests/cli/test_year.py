"""A year replayed: what 20 nights add to a served Hub, what is proposed of it, what that costs, and what ticks become.

The 60 models that are wanted (40 of owners that the list of 2024-12 has, 20 of others) are in the list of today. The
others have names of the kinds that fill the Hub (conversions, adapters, fine-tunes that nobody uses, models of many
languages), some of them made up. Languages and bases are those of cards where these are known, but for six wanted ones
whose cards are made to name no language, only their names do; popularity and dates are made up throughout.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import responses
import yaml
from requests import PreparedRequest

from jllm_sync.hub.recording import embedded_recording
from tests.build import LIST_2024
from tests.cli.conftest import Program
from tests.hub.helpers import repo
from tests.hub_server import HubServer, Repo, repos_of
from tests.issues.world import BOT

YEAR = Path(__file__).parents[1] / "data/discovery/year.jsonl"
NIGHTS = 20
LINES = [json.loads(line) for line in YEAR.read_text("utf-8").splitlines()]
WANTED = {line["repo"] for line in LINES if line["wanted"]}
OWNERS = {line["repo"].partition("/")[0].lower() for line in LINES if line["wanted"]}
REST = "https://api.github.com:443/repos/octo/list"
BUDGET = 20
WARY = {"nri-ai", "mil-ut", "fujitsu-llm-kg"}
"""Organizations whose models a person's would have to be twice as popular as they are."""


def small_list() -> str:
    """The list of 2024-12, as far as it is about the owners of this year."""
    data = yaml.safe_load(LIST_2024.read_text("utf-8"))
    for section in data["sections"]:
        section["entries"] = [
            entry
            for entry in section.get("entries", ())
            if any(v["repo"].partition("/")[0].lower() in OWNERS for v in entry.get("variants", ()))
        ]
        for entry in section["entries"]:  # parents that are other entries are left out with them
            for claims in (entry, *entry["variants"]):
                claims.pop("parents", None)
    data["settings"] = {"language": "en", "discovery": {"languages": ["ja"]}}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def served(line: dict[str, Any], now: datetime) -> Repo:
    created = (now - timedelta(hours=line["night"] % 7)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    wary = line["repo"].partition("/")[0].lower() in WARY
    info = {"createdAt": created, "cardData": line["card"], "likes": 12 if wary else line["likes"]}
    info["downloads"] = 600 if wary else line["downloads"]
    info |= {"pipeline_tag": line["tag"]} if line["tag"] else {}
    info |= {"safetensors": {"total": line["size"]}} if "size" in line else {}
    return repo(line["repo"], files=dict.fromkeys(line.get("files", ["model.safetensors"]), b""), **info)


class GitHub:
    """A repository's issues, branches and pull requests, as far as the program asks for them."""

    def __init__(self, mock: responses.RequestsMock, file: str, content: str) -> None:
        self.issues: dict[int, dict[str, Any]] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.refs = {"heads/main": "base"}
        self.files = {"base": {file: content}}
        self.number = 0
        for method in ("GET", "POST", "PATCH", "DELETE"):
            mock.add_callback(method, re.compile(re.escape(REST)), callback=self._answer(method))
        mock.add(responses.GET, "https://api.github.com:443/user", json={"login": BOT})

    def _answer(self, method: str) -> Callable[[PreparedRequest], tuple[int, dict[str, str], str]]:
        def answer(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
            url = urlsplit(str(request.url))
            path = unquote(url.path).removeprefix("/repos/octo/list")
            sent = json.loads(str(request.body)) if isinstance(request.body, str) else {}
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            status, data = self._do(method, path, sent, query)
            return status, {}, "" if status == 204 else json.dumps(data)

        return answer

    def _do(self, method: str, path: str, sent: dict[str, Any], query: dict[str, str]) -> tuple[int, Any]:
        kind, _, rest = path.strip("/").partition("/")
        if path == "":
            return 200, {"full_name": "octo/list", "default_branch": "main"}
        if kind == "labels":
            return 200, {"name": "jllm-sync"}
        if kind == "issues" and rest.endswith("/comments"):
            return (200, []) if method == "GET" else (201, {})
        if kind in ("issues", "pulls"):
            return self._items(self.issues if kind == "issues" else self.pulls, method, rest, sent, query)
        if kind == "contents":
            text = self.files[query.get("ref", "base")][rest]
            return 200, {"encoding": "base64", "content": base64.b64encode(text.encode()).decode()}
        return self._git(method, rest, sent)

    def _items(
        self, items: dict[int, dict[str, Any]], method: str, rest: str, sent: dict[str, Any], query: dict[str, str]
    ) -> tuple[int, Any]:
        if method == "GET":
            found = [one for one in items.values() if query.get("state", "open") in ("all", one["state"])]
            head = query.get("head", "").rpartition(":")[2]
            found = [one for one in found if not head or one["head"]["ref"] == head]
            return 200, found if query.get("page", "1") == "1" else []
        if method == "PATCH":
            items[int(rest)].update(sent)
            return 200, items[int(rest)]
        self.number += 1
        made = {"number": self.number, "state": "open", "user": {"login": BOT}, **sent}
        made["labels"] = [{"name": name} for name in sent.get("labels", ())]
        if "head" in sent:
            made["head"] = {"ref": sent["head"]}
        items[self.number] = made
        return 201, made

    def _git(self, method: str, rest: str, sent: dict[str, Any]) -> tuple[int, Any]:
        kind, _, name = rest.partition("/")
        if kind == "matching-refs":
            return 200, [{"ref": f"refs/{ref}"} for ref in self.refs if ref.startswith(name)]
        if kind == "ref":
            at = self.refs.get(name)
            return (200, {"object": {"sha": at}}) if at else (404, {"message": "Not Found"})
        if kind == "commits" and method == "GET":
            return 200, {"tree": {"sha": name}, "message": "x\n\nMade-by: jllm-sync\n"}
        if kind == "trees":
            sha = f"tree{len(self.files)}"
            self.files[sha] = self.files[sent["base_tree"]] | {one["path"]: one["content"] for one in sent["tree"]}
            return 201, {"sha": sha}
        if kind == "commits":
            return 201, {"sha": sent["tree"]}
        if kind == "refs" and method == "DELETE":
            self.refs.pop(name, None)
            return 204, {}
        self.refs[sent["ref"].removeprefix("refs/") if method == "POST" else name] = sent["sha"]
        return 201, {}

    @property
    def board(self) -> dict[str, Any]:
        return next(one for one in self.issues.values() if "jllm-sync:do add" in one["body"])


@pytest.mark.slow
def test_a_year_of_new_models(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(small_list(), "utf-8")
    known, renamed = repos_of(embedded_recording())
    new = {line["repo"].lower() for line in LINES}
    old = [one for one in known if one.owner.lower() in OWNERS and one.id.lower() not in new]
    state, report = ("--state", str(tmp_path / "state.db")), tmp_path / "report.json"
    for name, value in {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "octo/list"}.items():
        monkeypatch.setenv(name, value)
    first_seen: dict[str, int] = {}
    costs, drafts, asked = list[int](), list[int](), list[str]()
    with (
        HubServer(old, renamed, quotas=None) as server,
        responses.RequestsMock(assert_all_requests_are_fired=False) as mock,
    ):
        server.organizations = OWNERS - {"aname-tommy"}
        github = GitHub(mock, "catalog.yaml", catalog.read_text("utf-8"))
        for night in range(1, NIGHTS + 1):
            now = datetime.now(UTC)
            for line in LINES:
                if line["night"] == night:
                    server.add(served(line, now))
            server.forget()
            run = program("check", *state, "--format", "json", "-o", str(report), HF_ENDPOINT=server.url)
            assert run.returncode in (0, 1), run.stderr
            beyond = [path for path in server.paths() if re.search("[?](filter|search)=|/overview", path)]
            costs.append(len(beyond))
            asked += beyond
            found = {f["repo"] for f in json.loads(report.read_text("utf-8"))["findings"] if f["rule"].endswith("-new")}
            for one in found - first_seen.keys():
                first_seen[one] = night
            listing = program("discover", *state, "--new", "--format", "json", HF_ENDPOINT=server.url)
            assert json.loads(listing.stdout)["proposals"] == [], "check has told of them"
            server.forget()
            sync = ("issues", "sync", "--from", str(report), "--hub", "live", *state)
            done = program(*sync, HF_ENDPOINT=server.url)
            assert done.returncode == 0, done.stderr + done.stdout
            drafts.append(len(server.paths()))
            if night in (3, 9):  # a person ticks what was found so far
                board = github.board
                board["body"] = board["body"].replace("- [ ] **add to the list**", "- [x] **add to the list**")
            if night == 12:  # and takes one of them in
                merged = next(one for one in github.pulls.values() if "MIL-UT" in one["title"])
                merged["state"] = "closed"
                github.files["base2"] = github.files[github.refs[f"heads/{merged['head']['ref']}"]]
                github.refs["heads/main"] = "base2"
                catalog.write_text(github.files["base2"]["catalog.yaml"], "utf-8")
    appeared = {line["repo"]: line["night"] for line in LINES if line["wanted"]}
    silent = {line["repo"] for line in LINES if line["wanted"] and "language" not in line["card"]}
    assert len(silent) == 6 and silent <= first_seen.keys(), "their names are searched for"
    late = {one: (night, first_seen.get(one)) for one, night in appeared.items() if first_seen.get(one) != night}
    assert late == {}
    assert {one for one in first_seen if one in new and one not in WANTED} == set()
    assert max(costs) <= BUDGET and sum("overview" in path for path in asked) == len(WARY), (costs, asked)
    branches = [pull["head"]["ref"] for pull in github.pulls.values()]
    assert len(set(branches)) == len(branches) >= 20, "one pull request a family"
    assert f"heads/{merged['head']['ref']}" not in github.refs, "its branch is gone"
    assert not found & {one for one in WANTED if one.startswith("MIL-UT/")}, "what is listed is not proposed"
    opened = [pull for pull in github.pulls.values() if pull["state"] == "open"]
    drafted = "".join(github.files[github.refs[f"heads/{pull['head']['ref']}"]]["catalog.yaml"] for pull in opened)
    early = {one for one, night in appeared.items() if night <= 9}
    assert {one for one in early if one not in drafted} == set()
    assert [drafts[night - 1] for night in (6, 11, 15, 20)] == [0, 0, 0, 0], "a night without news drafts nothing anew"
