"""The one pull request that carries out what people ticked.

Its branch holds a single commit on top of the default branch and is written anew when the ticks change, so it never
conflicts; as soon as a person has pushed to it, it is theirs and left alone.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from jllm_sync.catalog.edit import CatalogEdit
from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.document import edit_catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.errors import UserError
from jllm_sync.issues.client import Api, GitHubFailure, Repository
from jllm_sync.issues.model import IssueSettings, PullRequest
from jllm_sync.issues.ticks import Request, asked_for, edits_of
from jllm_sync.messages import Sayable, message, said
from jllm_sync.report.escape import code

EditCatalog = Callable[[bytes, Sequence[CatalogEdit], str], bytes]
"""Applies edits to a catalog's bytes (the file's name goes into messages); raises UserError where one does not fit."""


def edit_and_check(data: bytes, edits: Sequence[CatalogEdit], file: str) -> bytes:
    """The catalog with the edits in it, if it is one that the program takes; raises UserError."""
    new = edit_catalog(data, edits, file)
    parse_catalog(new, file)
    return new


_TRAILER = "Made-by: jllm-sync"
_MARK = re.compile(r"<!-- jllm-sync:requests ?([^>]*?) ?-->")


class GitHubPullRequests:
    """Pull requests through GitHub's API: a commit by way of its Git objects, so that nothing is checked out.

    Args:
        api: the repository.
        repository: what is known of it.
        settings: ``settings.issues``.
        path: the catalog's path inside the repository.
        edit: applies edits to the catalog's text.
    """

    def __init__(self, api: Api, repository: Repository, settings: IssueSettings, path: str, edit: EditCatalog) -> None:
        self._api, self._repository, self._settings = api, repository, settings
        self._path, self._edit = path, edit
        slug = re.sub(r"[^A-Za-z0-9-]+", "-", settings.label).strip("-") or "jllm-sync"
        self.branch = f"{slug}/requests"

    def last(self) -> PullRequest | None:
        """The newest pull request from our branch that one of our authors opened."""
        head = f"{self._repository.owner}:{self.branch}"
        data = self._api.get("/pulls", state="all", head=head, sort="created", direction="desc", per_page=30)
        authors = {author.lower() for author in self._settings.authors}
        for one in data if isinstance(data, list) else []:
            match = _MARK.search(one.get("body") or "")
            if match and (one.get("user") or {}).get("login", "").lower() in authors:
                return PullRequest(one["number"], one["state"] == "open", frozenset(match[1].split()))
        return None

    def publish(
        self, requests: Sequence[Request], catalog: Catalog, last: PullRequest | None
    ) -> tuple[PullRequest | None, Sayable]:
        """Write branch and pull request; close an open one for which nothing is left."""
        current = last if last is not None and last.open else None
        if not requests:
            return (self._withdraw(current) if current else last), ""
        try:
            base = self._api.get(f"/git/ref/heads/{quote(self._repository.default_branch)}")["object"]["sha"]
            old = self._file(base)
            new = self._edit(old, edits_of(requests, catalog), self._path)
        except UserError as error:
            return last, message("pull-unfit", file=self._path, why=error.args[0])
        if new == old:
            return last, ""  # it is all there already; the next audit will see it
        head = self._head()
        if head is not None and not self._is_ours(head):
            if current is not None:
                return current, message("pull-foreign", number=str(current.number), branch=self.branch)
            return last, message("pull-foreign-closed", branch=self.branch)
        if head is None or current is None or self._file(head) != new:
            self._commit(base, new, requests, head)
        return self._open(requests, current), ""

    def _open(self, requests: Sequence[Request], current: PullRequest | None) -> PullRequest:
        title, body = said(message("pull-title"), self._settings.language), self._body(requests)
        names = frozenset(request.id for request in requests)
        if current is not None:
            if current.requests != names:
                self._api.patch(f"/pulls/{current.number}", {"title": title, "body": body})
            return PullRequest(current.number, True, names)
        payload = {"title": title, "body": body, "head": self.branch, "base": self._repository.default_branch}
        try:
            data: Mapping[str, Any] = self._api.post("/pulls", payload)
        except GitHubFailure as failure:
            if failure.reason not in ("unclear", "invalid"):
                raise
            self._api.pause(5.0)
            found = self.last()
            if found is None or not found.open:
                raise
            return found
        return PullRequest(int(data["number"]), True, names)

    def _withdraw(self, current: PullRequest) -> PullRequest:
        """Close an open pull request whose ticks are gone; its marker forgets them, so that they can come again."""
        body = said(message("pull-nothing"), self._settings.language) + "\n\n<!-- jllm-sync:requests -->\n"
        self._api.patch(f"/pulls/{current.number}", {"state": "closed", "body": body})
        return PullRequest(current.number, False, frozenset())

    def _commit(self, base: str, text: bytes, requests: Sequence[Request], head: str | None) -> None:
        tree = self._api.get(f"/git/commits/{base}")["tree"]["sha"]
        file = {"path": self._path, "mode": "100644", "type": "blob", "content": text.decode("utf-8")}
        new_tree = self._api.post("/git/trees", {"base_tree": tree, "tree": [file]})["sha"]
        # No text from the Hub: a commit message can close issues once it reaches the default branch.
        lines = [f"{request.command} {request.finding.rule} of {request.finding.entry}" for request in requests]
        message = "Carry out what was ticked in the audit issues\n\n" + "\n".join(lines) + f"\n\n{_TRAILER}\n"
        commit = self._api.post("/git/commits", {"message": message, "tree": new_tree, "parents": [base]})["sha"]
        if head is None:
            self._api.post("/git/refs", {"ref": f"refs/heads/{self.branch}", "sha": commit})
        else:
            self._api.patch(f"/git/refs/heads/{quote(self.branch)}", {"sha": commit, "force": True})

    def _head(self) -> str | None:
        try:
            return str(self._api.get(f"/git/ref/heads/{quote(self.branch)}")["object"]["sha"])
        except GitHubFailure as failure:
            if failure.reason == "not-found":
                return None
            raise

    def _is_ours(self, commit: str) -> bool:
        return _TRAILER in self._api.get(f"/git/commits/{commit}")["message"]

    def _file(self, commit: str) -> bytes:
        """The catalog at a commit; large files come as blobs only."""
        data = self._api.get(f"/contents/{quote(self._path)}", ref=commit)
        if data.get("encoding") != "base64":
            data = self._api.get(f"/git/blobs/{data['sha']}")
        return base64.b64decode(data["content"])

    def _body(self, requests: Sequence[Request]) -> str:
        language = self._settings.language
        lines = [said(message("pull-body"), language), ""]
        for request in requests:
            finding, what = request.finding, asked_for(request.command)
            rule, repo = f"`{finding.rule}`", code(finding.repo)
            line = message("pull-line", issue=str(request.issue), what=what, rule=rule, repo=repo)
            lines.append(f"- {said(line, language)}")
        names = " ".join(request.id for request in requests)
        lines += ["", said(message("pull-note"), language), "", f"<!-- jllm-sync:requests {names} -->", ""]
        return "\n".join(lines)
