"""The fixes' pull request: pushed to a real repository, asked of a server that answers as GitHub does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / ".github/scripts/open_fix_pull_request.py"


class GitHub(ThreadingHTTPServer):
    """Knows the pull requests of one repository."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pulls: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.forbidden = False
        self.elsewhere: str | None = None


class Handler(BaseHTTPRequestHandler):
    server: GitHub

    def do_GET(self) -> None:
        self._answer(200, self.server.pulls)

    def do_PATCH(self) -> None:
        change = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.pulls = [] if change == {"state": "closed"} else self.server.pulls
        self._answer(200, {})

    def do_POST(self) -> None:
        pull = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.forbidden:
            self._answer(403, {"message": "GitHub Actions is not permitted to create pull requests."})
            return
        if self.path.endswith("/comments"):
            self._answer(201, {})
            return
        self.server.pulls.append({**pull, "number": 1, "html_url": "https://github.example/o/r/pull/1"})
        self._answer(201, self.server.pulls[-1])

    def _answer(self, status: int, data: Any) -> None:
        self.server.asked.append(f"{self.command} {self.path} {self.headers['Authorization']}")
        body = json.dumps(data).encode()
        self.send_response(status if self.server.elsewhere is None else 302)
        if self.server.elsewhere is not None:
            self.send_header("Location", self.server.elsewhere)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    bare, folder = tmp_path / "server/o/r", tmp_path / "checkout"
    bare.mkdir(parents=True)
    folder.mkdir()
    git(bare, "init", "--quiet", "--bare")
    git(folder, "init", "--quiet")
    (folder / "catalog.yaml").write_text("license: mit\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "before")
    return folder


def propose(checkout: Path, github: GitHub, **inputs: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CATALOG": "catalog.yaml",
        **inputs,
        "BASE": "main",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_TOKEN": "secret-token",
        "GITHUB_SERVER_URL": (checkout.parent / "server").as_uri(),
        "GITHUB_API_URL": f"http://127.0.0.1:{github.server_address[1]}",
    }
    return subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


def test_one_pull_request_that_later_runs_renew(checkout: Path, github: GitHub) -> None:
    assert propose(checkout, github).stdout == "No fixes to propose.\n"
    assert [asked.split()[0] for asked in github.asked] == ["GET"]

    (checkout / "catalog.yaml").write_text("license: gemma\n")
    (checkout / "report.json").write_text("not part of it")
    done = propose(checkout, github)
    assert (done.returncode, done.stdout) == (0, "Fixes are in https://github.example/o/r/pull/1\n")
    pushed = checkout.parent / "server/o/r"
    assert git(pushed, "show", "--name-only", "--format=%an", "jllm-sync/fixes").split() == [
        "github-actions[bot]",
        "catalog.yaml",
    ]
    assert (github.pulls[0]["head"], github.pulls[0]["base"]) == ("jllm-sync/fixes", "main")

    assert git(checkout, "rev-parse", "--abbrev-ref", "HEAD") == "main"  # and the fixes stand in the checkout still
    assert (checkout / "catalog.yaml").read_text() == "license: gemma\n"
    before = git(pushed, "rev-parse", "jllm-sync/fixes")
    assert propose(checkout, github).returncode == 0
    assert git(pushed, "rev-parse", "jllm-sync/fixes") == before  # the same content is not pushed again
    (checkout / "catalog.yaml").write_text("license: apache-2.0\n")
    assert propose(checkout, github).returncode == 0
    assert git(pushed, "show", "jllm-sync/fixes:catalog.yaml") == "license: apache-2.0"
    assert len(github.pulls) == 1
    assert "secret-token" not in (checkout / ".git/config").read_text()


def test_all_pages_of_a_list_are_one_commit(checkout: Path, github: GitHub) -> None:
    for name in ("README.md", "en.md"):
        (checkout / name).write_text("| MIT |\n")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "--message", "pages")
    (checkout / "README.md").write_text("| Gemma |\n")
    (checkout / "en.md").write_text("| Gemma |\n")
    files = [{"path": "README.md", "language": "ja"}, {"path": "en.md", "language": "en"}]
    (checkout / "report.json").write_text(json.dumps({"catalog": {"path": "README.md", "files": files}}))
    assert propose(checkout, github, CATALOG="catalog.yaml", REPORT="report.json").returncode == 0
    shown = git(checkout.parent / "server/o/r", "show", "--name-only", "--format=", "jllm-sync/fixes")
    assert shown.split() == ["README.md", "en.md"]


def test_a_refusal_says_which_setting_allows_it(checkout: Path, github: GitHub) -> None:
    github.forbidden = True
    (checkout / "catalog.yaml").write_text("license: gemma\n")
    done = propose(checkout, github)
    assert done.returncode == 1
    assert "Allow GitHub Actions to create pull requests" in done.stderr
    assert "secret-token" not in done.stdout + done.stderr


def test_the_pull_request_is_closed_with_a_word_when_nothing_is_left(checkout: Path, github: GitHub) -> None:
    (checkout / "catalog.yaml").write_text("license: gemma\n")
    assert propose(checkout, github).returncode == 0
    (checkout / "catalog.yaml").write_text("license: mit\n")
    assert "is closed" in propose(checkout, github).stdout
    assert github.pulls == []
    assert any(asked.startswith("POST /repos/o/r/issues/1/comments") for asked in github.asked)
    assert propose(checkout, github).stdout == "No fixes to propose.\n"


def test_the_token_follows_no_answer_to_another_host(checkout: Path, github: GitHub) -> None:
    with GitHub() as other:
        threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
        github.elsewhere = f"http://127.0.0.1:{other.server_address[1]}/repos/o/r/pulls"
        (checkout / "catalog.yaml").write_text("license: gemma\n")
        done = propose(checkout, github)
        other.shutdown()
    assert done.returncode == 1 and "302" in done.stderr
    assert other.asked == []
