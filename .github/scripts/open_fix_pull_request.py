"""Puts what `jllm-sync apply` changed into a pull request: one branch, one pull request, renewed by each run.

Runs after `apply`, in the checkout. GITHUB_TOKEN needs `contents: write` and `pull-requests: write`; it goes to git by
environment, never on a command line, and is never stored in the checkout.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

BRANCH = "jllm-sync/fixes"
TITLE = "Correct what the Hub says otherwise"
BODY = """\
These edits follow from the evidence in the last audit: each changes one claim of the catalog to what the Hub states
today. Please look at each before you merge; what you do not agree with, waive in the catalog.

This branch is made anew by every run: push no commits to it. A pull request that was opened with the GITHUB_TOKEN of
a workflow starts no workflows; close and reopen it to run the checks.
"""


CLOSED = "Nothing is left to correct: what these edits were about has been mended, waived, or is said otherwise by now."


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the token would go along to wherever an answer leads."""

    def redirect_request(self, *arguments: Any) -> None:
        """No request."""


def main() -> int:
    """Commit the catalog's changes to the branch, push it where they are others, and open a pull request or close it.

    Nothing is checked out: the commit is made from the index of its own, and the checkout stays as it is.
    """
    repository = os.environ["GITHUB_REPOSITORY"]
    base = os.environ.get("BASE") or _git("rev-parse", "--abbrev-ref", "HEAD")
    changed = [file for file in _files() if _git("status", "--porcelain", "--", file)]
    owner = repository.split("/")[0]
    query = urllib.parse.urlencode({"head": f"{owner}:{BRANCH}", "base": base, "state": "open"})
    path = f"/repos/{repository}/pulls"
    pulls = _api("GET", f"{path}?{query}")
    if not changed:
        for pull in pulls:
            _api("POST", f"/repos/{repository}/issues/{pull['number']}/comments", {"body": CLOSED})
            _api("PATCH", f"{path}/{pull['number']}", {"state": "closed"})
        print("No fixes to propose." if not pulls else f"Nothing is left: {pulls[0]['html_url']} is closed.")
        return 0
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    commit = _commit(changed)
    if _tree_on_branch(f"{server}/{repository}") != _git("rev-parse", f"{commit}^{{tree}}"):
        _git("push", "--quiet", "--force", f"{server}/{repository}", f"{commit}:refs/heads/{BRANCH}", token=True)
    if not pulls:
        pulls = [_api("POST", path, {"title": TITLE, "head": BRANCH, "base": base, "body": BODY})]
    print(f"Fixes are in {pulls[0]['html_url']}")
    return 0


def _files() -> list[str]:
    """The catalog's files: as they are named, and the pages that a catalog.yaml names."""
    named = [re.sub("^[a-z]{2,3}=", "", line.strip()) for line in os.environ["CATALOG"].splitlines() if line.strip()]
    if report := os.environ.get("REPORT"):
        with open(report, "rb") as stream:  # noqa: PTH123 (as the rest of this script)
            named += [one["path"] for one in json.load(stream)["catalog"].get("files", ())]
    return list(dict.fromkeys(named))


def _commit(files: Sequence[str]) -> str:
    """A commit of HEAD with these files as they stand in the checkout, of which neither branch nor index moves."""
    author = "github-actions[bot]"
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", author), ("EMAIL", f"41898282+{author}@users.noreply.github.com"))
    }
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}  # noqa: PTH118 (a name for git)
        _git("read-tree", "HEAD", more=index)
        _git("update-index", "--", *files, more=index)
        tree = _git("write-tree", more=index)
    return _git("commit-tree", tree, "-p", "HEAD", "-m", TITLE, more=identity)


def _tree_on_branch(remote: str) -> str | None:
    """The tree of the branch as it was pushed last; None where there is none."""
    if not _git("ls-remote", "--heads", remote, f"refs/heads/{BRANCH}", token=True):
        return None
    _git("fetch", "--quiet", "--depth=1", "--no-tags", remote, f"refs/heads/{BRANCH}", token=True)
    return _git("rev-parse", "FETCH_HEAD^{tree}")


def _git(*arguments: str, token: bool = False, more: Mapping[str, str] | None = None) -> str:
    environment = {**os.environ, **(more or {})}
    if token:
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        login = base64.b64encode(f"x-access-token:{os.environ['GITHUB_TOKEN']}".encode()).decode()
        environment |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {login}",
        }
    done = subprocess.run(["git", *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"::error title=jllm-sync::git {arguments[0]} failed: {_one_line(done.stderr)}")
    return done.stdout.strip()


def _api(method: str, path: str, body: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(
        os.environ.get("GITHUB_API_URL", "https://api.github.com") + path,
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        hint = (
            "; allow it under Settings, Actions, General: Allow GitHub Actions to create pull requests"
            if error.code == 403
            else ""
        )
        message = _one_line(error.read(2000).decode("utf-8", "replace"))
        sys.exit(f"::error title=jllm-sync::{method} {path.split('?')[0]}: {error.code} {message}{hint}")
    except urllib.error.URLError as error:
        sys.exit(f"::error title=jllm-sync::{method} {path.split('?')[0]}: {_one_line(str(error.reason))}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500].replace("%", "%25")


if __name__ == "__main__":
    sys.exit(main())
