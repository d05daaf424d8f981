"""Tells what the audit of a pull request found in one comment on it, which later runs renew.

GITHUB_TOKEN needs `pull-requests: write`. Where it has not, as in pull requests from forks, that is a warning: the
job's summary says the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jllm_sync.errors import UserError
from jllm_sync.issues.client import Api, GitHubFailure, access_from
from jllm_sync.messages import said
from run_action import cut

LONGEST_COMMENT = 60_000
"""Bytes; GitHub takes 65,536 characters."""


def main() -> int:
    """Write, renew, or leave the comment; never a failure."""
    try:
        number = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())["pull_request"]["number"]
        access = access_from(os.environ)
        print(_comment(Api(access.token, access.repository, access.api_url, 60.0), int(number), os.environ))
    except (GitHubFailure, UserError) as failure:
        why = said(failure.why, "en") if isinstance(failure, GitHubFailure) else str(failure)
        allowed = "give the job pull-requests: write; a pull request from a fork has read access only"
        print(f"::warning title=jllm-sync::comment: {_one_line(why)}; {allowed}. The summary of the job says the same.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"::warning title=jllm-sync::comment: {_one_line(repr(error))}: this is no event of a pull request")
    return 0


def _comment(api: Api, number: int, environment: Mapping[str, str]) -> str:
    """Bring the comment in line; says what was done."""
    mark = f"<!-- jllm-sync:pull-request {hashlib.sha256(environment['CATALOG'].encode()).hexdigest()[:12]} -->"
    body = f"{mark}\n{_text(environment)}"
    path = f"/issues/{number}/comments"
    mine = _login(api)
    ours = [one for one in api.pages(path) if _is_ours(one, mark, mine)]
    if not ours:
        if not any(character in "123456789" for character in environment["FOUND"]):
            return "Nothing was found: no comment."
        return f"Commented: {api.post(path, {'body': body}).get('html_url')}"
    if ours[0]["body"].replace("\r\n", "\n").strip() == body.strip():
        return f"The comment says it already: {ours[0].get('html_url')}"
    api.patch(f"/issues/comments/{ours[0]['id']}", {"body": body})
    return f"Renewed: {ours[0].get('html_url')}"


def _is_ours(comment: Mapping[str, Any], mark: str, mine: str | None) -> bool:
    """Whether it begins with the marker, which anybody can write, and is by us: a token may edit all comments."""
    author = comment.get("user") or {}
    by_us = author.get("type") == "Bot" if mine is None else author.get("login") == mine
    return by_us and str(comment.get("body") or "").startswith(mark)


def _login(api: Api) -> str | None:
    """Whose token it is; a workflow's own cannot ask, and belongs to a bot."""
    try:
        return str(api.get("//user")["login"])
    except GitHubFailure as failure:
        if failure.reason not in ("forbidden", "not-found"):
            raise
        return None


def _text(environment: Mapping[str, str]) -> str:
    """The job's summary, as far as a comment holds it, and where the rest is; it says nothing of which run it was."""
    text = Path(environment["TOLD"]).read_text(encoding="utf-8")
    server, repository = environment.get("GITHUB_SERVER_URL", "https://github.com"), environment["GITHUB_REPOSITORY"]
    run = f"{server}/{repository}/actions/runs/{environment.get('GITHUB_RUN_ID', '')}"
    return cut(text, LONGEST_COMMENT, f"The rest is in the [summary of the run]({run}).")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500].replace("%", "%25")


if __name__ == "__main__":
    sys.exit(main())
