"""GitHub's own API description as a mock server, and a sync of the recorded audit against it.

Prism (@stoplight/prism-cli) answers from the description (@octokit/openapi) and refuses with 422 and
``sl-violations`` whatever request the description does not allow. A proxy in front of it keeps what was refused, and
says what a description cannot: who opened an issue, under which label, with which body.

    (cd tests/github_mock && npm install --no-package-lock --ignore-scripts)
    python -m tests.github_mock.serve FOLDER
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jllm_sync.audit import Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.issues.additions import Drafted
from jllm_sync.issues.client import Api, Clock
from jllm_sync.issues.model import IssueSettings
from jllm_sync.issues.sync import Synced, sync

BOT = "github-actions[bot]"
_CATALOG = Path(__file__).parents[2] / "catalog.yaml"
_IMPLIED = frozenset({"user-agent", "host", "connection", "content-length", "accept-encoding"})


@dataclass
class Exchange:
    """The requests that a sync made, and those that Prism refused."""

    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def prism(folder: Path) -> Iterator[int]:
    """Prism on the loopback; its port."""
    port = _free_port()
    description = folder / "node_modules/@octokit/openapi/generated/api.github.com.json"
    command = [str(folder / "node_modules/.bin/prism"), "mock", "-h", "127.0.0.1", "-p", str(port)]
    with (folder / "prism.log").open("w") as log:
        process = subprocess.Popen([*command, str(description)], stdout=log, stderr=log)
        try:
            for _ in range(1200):
                if process.poll() is not None:
                    raise RuntimeError(f"prism ended: {(folder / 'prism.log').read_text()[-2000:]}")
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                raise RuntimeError("prism did not start within two minutes")
            yield port
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def proxy(upstream: int, exchange: Exchange) -> Iterator[int]:
    """The proxy on the loopback; its port."""

    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            length = int(self.headers.get("content-length", 0))
            payload = self.rfile.read(length)
            status, data = _ask(upstream, self.command, self.path, dict(self.headers), payload)
            exchange.requests.append(f"{self.command} {self.path}")
            if violations := _violations(data):
                exchange.refused.append(f"{self.command} {self.path} {payload[:300]!r}: {violations}")
            answer = _truth(self.command, self.path.partition("?")[0], payload, data["__body__"], exchange)
            if answer is not data["__body__"]:
                status = answer.pop("__status__", 200) if isinstance(answer, dict) else 200
            text = b"" if status == 204 else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_DELETE = _pass_on  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _ask(port: int, method: str, path: str, headers: dict[str, str], payload: bytes) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    kept = {name: value for name, value in headers.items() if name.lower() not in _IMPLIED}
    connection.request(method, _described(path), payload or None, kept)
    response = connection.getresponse()
    try:
        body = json.loads(response.read() or b"null")
    except ValueError:
        body = None
    names = {name.lower(): value for name, value in response.getheaders()}
    connection.close()
    wrapped = dict(body) if isinstance(body, dict) else {}
    return response.status, wrapped | {"__headers__": names, "__body__": body}


def _violations(data: dict[str, Any]) -> list[Any]:
    """What is wrong with a request; that GitHub's examples break its own description is not our matter."""
    found = json.loads(data["__headers__"].get("sl-violations", "[]"))
    wrong = [one for one in found if one["location"][0] == "request"]
    kind = str(data.get("type", ""))  # UNKNOWN: Prism accepts the request, and cannot make up an answer
    if "stoplight.io/prism/errors" in kind and not kind.endswith("#UNKNOWN"):
        wrong.append({key: data[key] for key in ("type", "detail") if key in data})
    return wrong


def _described(path: str) -> str:
    """The path as the description has it: one parameter, where GitHub takes a reference with slashes."""
    for name in ("/git/ref/", "/git/refs/", "/git/matching-refs/"):
        before, _, reference = path.partition(name)
        if reference:
            return before + name + reference.replace("/", "%2F")
    return path


def _truth(method: str, path: str, payload: bytes, body: Any, exchange: Exchange) -> Any:
    """What GitHub would know and the description's examples do not."""
    sent = json.loads(payload) if payload else {}
    tail = path.split("/")[4:]
    if method == "GET" and path == "/user":
        return body | {"login": BOT}
    if method == "GET" and not tail:
        return body | {"full_name": "octo/list", "has_issues": True, "archived": False, "default_branch": "main"}
    if method == "GET" and tail == ["issues"]:
        return list(exchange.issues.values())
    if method == "POST" and tail == ["issues"] and isinstance(body, dict):
        number = len(exchange.issues) + 1
        labels = [{"name": name} for name in sent["labels"]]
        issue = body | {"number": number, "state": "open", "user": {"login": BOT}, "labels": labels}
        issue |= {"title": sent["title"], "body": sent["body"]}
        issue.pop("pull_request", None)
        exchange.issues[number] = issue
        return issue
    if method == "PATCH" and len(tail) == 2 and tail[0] == "issues":
        exchange.issues[int(tail[1])] |= sent
        return exchange.issues[int(tail[1])]
    if method == "GET" and tail[:4] == ["git", "ref", "heads", "jllm-sync"]:
        return body if tail[4:] == ["add-old"] else {"__status__": 404, "message": "Not Found"}
    if method == "GET" and tail[:2] == ["git", "matching-refs"]:  # one branch that no pull request stands on any more
        return [{"ref": "refs/heads/jllm-sync/add-old"}]
    if method == "GET" and tail[:2] == ["git", "commits"]:
        return body | {"message": "Add\n\nMade-by: jllm-sync\n"}
    if tail[:1] == ["contents"]:
        return {"encoding": "base64", "content": b64encode(_CATALOG.read_bytes()).decode(), "sha": "0" * 40}
    if tail[-1:] == ["comments"] and method == "GET":
        return []
    if tail[:1] == ["pulls"] and method == "GET":
        return []
    return body


def run(folder: Path) -> tuple[Exchange, list[Synced]]:
    """Three syncs: of the recorded audit, of the same with ticked boxes, and of one that found nothing."""
    exchange, done = Exchange(), []
    catalog = read_catalog(_CATALOG)
    selection = Selection()
    now = datetime.now(UTC).date()
    observed = RecordedHub(embedded_recording()).observe(repos_of(catalog, selection), files_of(selection))
    report = audit(catalog, observed, selection, now)
    clean = audit(catalog, observed, Selection(rules=("waiver-stale",)), now)

    def draft(repos: Sequence[str]) -> Drafted:
        old = _CATALOG.read_bytes()
        return Drafted({"catalog.yaml": (old, old + f"# {repos[0]}\n".encode())}, f"- {repos[0]}", ("a guess",))

    def edit(data: bytes, edits: Any, file: str) -> bytes:
        return data + b"# edited\n"

    with prism(folder) as upstream, proxy(upstream, exchange) as port:
        api = Api("token", "octo/list", f"http://127.0.0.1:{port}", clock=Clock(sleep=lambda seconds: None))
        settings = IssueSettings(max_new=100)
        for round_, found in enumerate((report, report, clean)):
            if round_ == 1:
                for issue in exchange.issues.values():
                    issue["body"] = re.sub(r"- \[ \](?!.*do add)", "- [x]", issue["body"])
                    issue["body"] = re.sub(r"- \[ \](?=.*do add)", "- [x]", issue["body"], count=2)
            done.append(sync(api, found, settings, now, "catalog.yaml", edit, draft))
    return exchange, done


def main() -> int:
    """Run it, and say what Prism refused."""
    exchange, done = run(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for refused in exchange.refused:
        print(f"refused: {refused}")
    for synced in done:
        outcomes = [result.outcome for result in synced.result.results]
        print(f"{len(outcomes)} actions, complete: {synced.result.complete}, {synced.result.stopped} {synced.notes}")
    print(f"{len(exchange.requests)} requests, {len(exchange.refused)} refused")
    return 1 if exchange.refused or not all(one.result.complete for one in done) else 0


if __name__ == "__main__":
    sys.exit(main())
