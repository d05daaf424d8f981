"""A real HTTP server on the loopback that answers as GitHub's API does of one repository, with a token's permissions.

It knows what the Action asks for: the repository, issues, comments, labels, pull requests and Git objects. What it
must be trusted with is small: `tests/github_mock` holds the same requests to GitHub's own description.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BOT = "github-actions[bot]"
_WANTS = (
    ("contents", re.compile(r"/(git/|contents/)")),
    ("pull-requests", re.compile(r"/pulls\b")),
    ("issues", re.compile(r"/(issues|labels)\b")),
)
"""Which permission a path wants; comments on a pull request are content with that for pull requests."""


class GitHubServer:
    """The repository octo/list.

    Args:
        files: the default branch.
        permissions: ``permissions:`` of the job: what is not named is none.
        private: whether reading wants a permission, too.
        host: the address that it is served at; its paths may begin as those of GitHub Enterprise do.
    """

    def __init__(
        self, files: Mapping[str, str], permissions: Mapping[str, str], private: bool = True, host: str = "127.0.0.1"
    ) -> None:
        self.permissions, self.private = dict(permissions), private
        self.branches: dict[str, dict[str, bytes]] = {"main": {name: text.encode() for name, text in files.items()}}
        self.commits: dict[str, tuple[str, dict[str, bytes]]] = {}
        self.heads: dict[str, str] = {}
        self.issues: dict[int, dict[str, Any]] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.labels: set[str] = set()
        self.people: dict[str, dict[str, str]] = {}
        """Author and committer of the commits, where they matter."""
        self.log: list[str] = []
        self._server = (_Server6 if ":" in host else ThreadingHTTPServer)((host, 0), _Handler)
        self._server.github = self  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        """The address of its API."""
        host = str(self._server.server_address[0])
        return f"http://{f'[{host}]' if ':' in host else host}:{self._server.server_port}"

    @property
    def open_issues(self) -> list[dict[str, Any]]:
        """The issues that are open, oldest first."""
        return [one for one in self.issues.values() if one["state"] == "open"]

    def writes(self) -> list[str]:
        """The requests that wrote something."""
        return [line for line in self.log if not line.startswith("GET ") and line.endswith((" 200", " 201"))]

    def __enter__(self) -> GitHubServer:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, query: Mapping[str, str], sent: Mapping[str, Any]) -> tuple[int, Any]:
        """What is answered to one request."""
        if path == "/user":
            return 403, {"message": "Resource not accessible by integration"}
        tail = path.removeprefix("/repos/octo/list")
        if not self._may(method, tail):
            return 403, {"message": "Resource not accessible by integration"}
        kind, _, rest = tail.lstrip("/").partition("/")
        answers = {"": self._repository, "issues": self._issues, "labels": self._labels, "pulls": self._pulls}
        answers |= {"git": self._git, "contents": self._contents}
        return answers[kind](method, rest, query, sent)

    def _may(self, method: str, tail: str) -> bool:
        wanted = next((name for name, pattern in _WANTS if pattern.match(tail)), None)
        if wanted is None:
            return True
        held = [self.permissions.get(wanted, "none")]
        number = re.match(r"/issues/(\d+)/comments", tail)
        if tail.startswith("/issues/comments") or (number and int(number[1]) in self.pulls):
            held.append(self.permissions.get("pull-requests", "none"))
        return "write" in held or (method == "GET" and ("read" in held or not self.private))

    def _repository(self, *_: Any) -> tuple[int, Any]:
        return 200, {"full_name": "octo/list", "has_issues": True, "default_branch": "main", "owner": {"login": "octo"}}

    def _labels(self, method: str, rest: str, _: Any, sent: Mapping[str, Any]) -> tuple[int, Any]:
        if method == "POST":
            self.labels.add(sent["name"])
            return 201, {"name": sent["name"]}
        return (200, {"name": rest}) if rest in self.labels else (404, {"message": "Not Found"})

    def _issues(self, method: str, rest: str, query: Mapping[str, str], sent: Mapping[str, Any]) -> tuple[int, Any]:
        if rest.startswith("comments/"):
            self.comments[int(rest.removeprefix("comments/"))] |= sent
            return 200, self.comments[int(rest.removeprefix("comments/"))]
        if rest.endswith("/comments"):
            number = int(rest.split("/")[0])
            if method == "POST":
                made = {"id": len(self.comments) + 100, "issue": number, "body": sent["body"]}
                made["user"] = {"login": BOT, "type": "Bot"}
                self.comments[made["id"]] = made
                return 201, made
            return 200, [one for one in self.comments.values() if one["issue"] == number]
        if method == "POST":
            number = len(self.issues) + len(self.pulls) + 1
            labels = [{"name": name} for name in sent["labels"]]
            self.issues[number] = {**sent, "number": number, "state": "open", "user": {"login": BOT}, "labels": labels}
            return 201, self.issues[number]
        if method == "PATCH":
            self.issues[int(rest)] |= sent
            return 200, self.issues[int(rest)]
        shown = [one for one in self.issues.values() if query.get("state") in ("all", one["state"])]
        return 200, shown[::-1]

    def _pulls(self, method: str, rest: str, query: Mapping[str, str], sent: Mapping[str, Any]) -> tuple[int, Any]:
        if method == "POST":
            number = len(self.issues) + len(self.pulls) + 1
            self.pulls[number] = {**sent, "number": number, "state": "open", "user": {"login": BOT}}
            self.pulls[number] |= {
                "head": {"ref": sent["head"]},
                "html_url": f"https://github.com/octo/list/pull/{number}",
            }
            return 201, self.pulls[number]
        if method == "PATCH":
            self.pulls[int(rest)] |= sent
            return 200, self.pulls[int(rest)]
        head = query.get("head", "").removeprefix("octo:")
        return 200, [one for one in self.pulls.values() if head in ("", one["head"]["ref"])][::-1]

    def _git(self, method: str, rest: str, _: Any, sent: Mapping[str, Any]) -> tuple[int, Any]:
        if rest.startswith("ref/heads/"):
            branch = rest.removeprefix("ref/heads/")
            if branch not in self.branches:
                return 404, {"message": "Not Found"}
            head = self.heads.get(branch, "")
            if not head or self.commits[head][1] != self.branches[branch]:
                head = self.commit("by hand", self.branches[branch])
            return 200, {"object": {"sha": head}}
        if rest.startswith("commits/"):
            words, files = self.commits[rest.removeprefix("commits/")]
            return 200, {"tree": {"sha": self.commit("", files)}, "message": words, **self.people}
        if rest == "trees":
            files = dict(self.commits[sent["base_tree"]][1])
            files |= {one["path"]: one["content"].encode() for one in sent["tree"]}
            return 201, {"sha": self.commit("", files)}
        if rest == "commits":
            return 201, {"sha": self.commit(sent["message"], self.commits[sent["tree"]][1])}
        branch = str(sent.get("ref", "")).removeprefix("refs/heads/") or rest.removeprefix("refs/heads/")
        self.branches[branch], self.heads[branch] = self.commits[sent["sha"]][1], sent["sha"]
        return 201 if method == "POST" else 200, {}

    def commit(self, words: str, files: dict[str, bytes]) -> str:
        sha = hashlib.sha1(repr((words, sorted(files.items()))).encode()).hexdigest()
        self.commits[sha] = (words, files)
        return sha

    def _contents(self, _: str, rest: str, query: Mapping[str, str], __: Any) -> tuple[int, Any]:
        text = self.commits[query["ref"]][1][rest]
        return 200, {"encoding": "base64", "content": base64.b64encode(text).decode()}


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    def _serve(self) -> None:
        github: GitHubServer = self.server.github  # type: ignore[attr-defined]
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        sent = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        status, data = github.answer(self.command, unquote(address.path.removeprefix("/api/v3")), query, sent)
        github.log.append(f"{self.command} {address.path} {status}")
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass
