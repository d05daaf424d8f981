"""Pull requests: what people ticked, and the safe fixes.

A branch of ours holds a single commit on top of the default branch and is written anew when the ticks change, so it
never conflicts; as soon as a person has pushed to it, it is theirs and left alone.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from jllm_sync.catalog.edit import CatalogEdit
from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.document import edit_catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.errors import UserError
from jllm_sync.issues.client import Api, GitHubFailure, Repository
from jllm_sync.issues.marker import short_hash
from jllm_sync.issues.model import IssueSettings, PullRequest
from jllm_sync.issues.ticks import Request, asked_for, edits_of
from jllm_sync.messages import Message, Sayable, message, said
from jllm_sync.report.escape import code

EditCatalog = Callable[[bytes, Sequence[CatalogEdit], str], bytes]
"""Applies edits to a catalog's bytes (the file's name goes into messages); raises UserError where one does not fit."""


def edit_and_check(data: bytes, edits: Sequence[CatalogEdit], file: str) -> bytes:
    """The catalog with the edits in it, if it is one that the program takes; raises UserError."""
    new = edit_catalog(data, edits, file)
    parse_catalog(new, file)
    return new


@dataclass(frozen=True, slots=True)
class PagesInRepository:
    """A list's pages where a repository keeps them, and the settings that go with them."""

    pages: Sequence[tuple[str, str]]
    """Path and language of each, the master first."""
    settings: str | None = None
    """The path of their settings, where they have any."""

    def edited(self, read: Callable[[str], bytes], edits: Sequence[CatalogEdit]) -> dict[str, bytes]:
        """The files that edits change, if what they make is a catalog that the program takes; raises UserError.

        Args:
            read: a file's bytes by its path.
            edits: what to change.
        """
        from jllm_sync.catalog.pages.document import PageFile, PagesDocument, read_settings  # no part of YAML

        own = read_settings(read(self.settings), self.settings) if self.settings is not None else None
        before = PagesDocument([PageFile(path, read(path), language) for path, language in self.pages], own)
        after = before.edited(edits)
        _ = after.catalog
        return {path: data for path, data in after.files.items() if data != before.files.get(path)}


_TRAILER = "Made-by: jllm-sync"
_TREE = re.compile(f"^{_TRAILER}(?: ([0-9a-f]+))?$", re.MULTILINE)
"""The trailer with the tree that the commit had: who amends a commit keeps its words, not its tree."""
_MARK = re.compile(r"<!-- jllm-sync:requests ?([^>]*?) ?-->")


def branch_of(settings: IssueSettings, ending: str) -> str:
    """The name of a branch of ours; two catalogs in one repository have two labels, and so two sets of branches."""
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", settings.label).strip("-") or "jllm-sync"
    if not settings.label.isascii():  # of two in Japanese nothing else would be left to tell them by
        slug += f"-{short_hash(settings.label.lower())}"
    return f"{slug}/{ending}"


class BranchPullRequests:
    """The pull requests of one branch, through GitHub's API: a commit by way of its Git objects, so that nothing is
    checked out.

    Args:
        api: the repository.
        repository: what is known of it.
        settings: ``settings.issues``.
        ending: what the branch is called behind our name.
    """

    def __init__(self, api: Api, repository: Repository, settings: IssueSettings, ending: str) -> None:
        self._api, self._repository, self._settings = api, repository, settings
        self.branch = branch_of(settings, ending)

    def last(self) -> PullRequest | None:
        """The newest pull request from our branch that one of our authors opened."""
        head = f"{self._repository.owner}:{self.branch}"
        data = self._api.page("/pulls", state="all", head=head, sort="created", direction="desc", per_page=30)
        ours = (self.read(one) for one in data)
        return next((one for one in ours if one is not None), None)

    def read(self, data: Mapping[str, Any]) -> PullRequest | None:
        """A pull request from GitHub's JSON; None where it is none of ours."""
        match = _MARK.search(data.get("body") or "")
        if match is None or not self.is_by_author(data):
            return None
        return PullRequest(data["number"], data["state"] == "open", frozenset(match[1].split()))

    def is_by_author(self, data: Mapping[str, Any]) -> bool:
        """Whether one of our authors opened a pull request."""
        return (data.get("user") or {}).get("login", "").lower() in {one.lower() for one in self._settings.authors}

    def base(self) -> str:
        """The newest commit of the default branch."""
        return str(self._api.get(f"/git/ref/heads/{quote(self._repository.default_branch)}")["object"]["sha"])

    def file(self, commit: str, path: str) -> bytes:
        """A file at a commit; large files come as blobs only."""
        data = self._api.get(f"/contents/{quote(path)}", ref=commit)
        if data.get("encoding") != "base64":
            data = self._api.get(f"/git/blobs/{data['sha']}")
        return base64.b64decode(data["content"])

    def file_if_there(self, commit: str, path: str) -> bytes | None:
        """A file at a commit; None where it has no such file."""
        try:
            return self.file(commit, path)
        except GitHubFailure as failure:
            if failure.reason == "not-found":
                return None
            raise

    def put(
        self,
        base: str,
        files: Mapping[str, bytes],
        words: str,
        title: str,
        body: str,
        names: Sequence[str],
        last: PullRequest | None,
    ) -> tuple[PullRequest | None, Sayable]:
        """Write branch and pull request.

        Args:
            base: the commit that the branch starts from.
            files: the files that change, by their paths.
            words: the commit's message; no text from the Hub, since it can close issues once it is merged.
            title: the pull request's.
            body: its text, without the marker.
            names: what the marker remembers.
            last: the last pull request of the branch.

        Returns:
            The pull request, and why nothing was written where somebody else pushed to the branch.
        """
        current = last if last is not None and last.open else None
        head = self._head()
        if head is not None and not self._is_ours(head):
            if current is not None:
                return current, message("pull-foreign", number=str(current.number), branch=self.branch)
            return last, message("pull-foreign-closed", branch=self.branch)
        if head is None or current is None or any(self.file_if_there(head, path) != new for path, new in files.items()):
            self._commit(base, files, words, head)
        return self._open(title, body, names, current), ""

    def withdraw(self, current: PullRequest, why: Message) -> None:
        """Close an open pull request; its marker forgets the ticks, so that they can come again."""
        body = said(why, self._settings.language) + "\n\n<!-- jllm-sync:requests -->\n"
        self._api.patch(f"/pulls/{current.number}", {"state": "closed", "body": body})

    def remove(self) -> None:
        """Delete the branch, if it is still as we left it."""
        head = self._head()
        if head is not None and self._is_ours(head):
            self._api.delete(f"/git/refs/heads/{quote(self.branch)}")

    def _open(self, title: str, text: str, names: Sequence[str], current: PullRequest | None) -> PullRequest:
        body = f"<!-- jllm-sync:requests {' '.join(names)} -->\n{text}"
        wanted = frozenset(names)
        if current is not None:
            if current.requests != wanted:
                self._api.patch(f"/pulls/{current.number}", {"title": title, "body": body})
            return PullRequest(current.number, True, wanted)
        payload = {"title": title, "body": body, "head": self.branch, "base": self._repository.default_branch}
        try:
            data: Mapping[str, Any] = self._api.post("/pulls", payload)
        except GitHubFailure as failure:
            if failure.reason == "forbidden":
                raise GitHubFailure(
                    "forbidden", message("pull-forbidden", why=failure.why), failure.status
                ) from failure
            if failure.reason not in ("unclear", "invalid"):
                raise
            self._api.pause(5.0)
            found = self.last()
            if found is None or not found.open:
                raise
            return found
        return PullRequest(int(data["number"]), True, wanted)

    def _commit(self, base: str, files: Mapping[str, bytes], words: str, head: str | None) -> None:
        tree = self._api.get(f"/git/commits/{base}")["tree"]["sha"]
        blobs = [
            {"path": path, "mode": "100644", "type": "blob", "content": new.decode("utf-8")}
            for path, new in files.items()
        ]
        new_tree = self._api.post("/git/trees", {"base_tree": tree, "tree": blobs})["sha"]
        payload = {"message": f"{words}\n\n{_TRAILER} {new_tree}\n", "tree": new_tree, "parents": [base]}
        commit = self._api.post("/git/commits", payload)["sha"]
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
        return self.made(self._api.get(f"/git/commits/{commit}"))

    def made(self, commit: Mapping[str, Any]) -> bool:
        """Whether we made a commit, from GitHub's JSON, and nobody has changed since what it holds."""
        match = _TREE.search(commit["message"])
        return match is not None and match[1] in (None, (commit.get("tree") or {}).get("sha"))


class GitHubPullRequests(BranchPullRequests):
    """The pull request that edits what is listed.

    Args:
        api: the repository.
        repository: what is known of it.
        settings: ``settings.issues``.
        path: the catalog's path inside the repository.
        edit: applies edits to the catalog's text, or the pages that are edited.
    """

    def __init__(
        self,
        api: Api,
        repository: Repository,
        settings: IssueSettings,
        path: str,
        edit: EditCatalog | PagesInRepository,
    ) -> None:
        super().__init__(api, repository, settings, "requests")
        self._path, self._edit = path, edit

    def publish(
        self, requests: Sequence[Request], catalog: Catalog, last: PullRequest | None
    ) -> tuple[PullRequest | None, Sayable]:
        """Write branch and pull request; close an open one for which nothing is left."""
        current = last if last is not None and last.open else None
        if not requests:
            if current is None:
                return last, ""
            self.withdraw(current, message("pull-nothing"))
            return PullRequest(current.number, False, frozenset()), ""
        try:
            base = self.base()
            files = self._edited(base, edits_of(requests, catalog))
        except UserError as error:
            return last, message("pull-unfit", file=self._path, why=error.args[0])
        if not files:
            return last, ""  # it is all there already; the next audit will see it
        lines = [f"{request.command} {request.finding.rule} of {request.finding.entry}" for request in requests]
        words = "Carry out what was ticked in the audit issues\n\n" + "\n".join(lines)
        title = said(message("pull-title"), self._settings.language)
        names = [request.id for request in requests]
        return self.put(base, files, words, title, self._body(requests), names, last)

    def _edited(self, base: str, edits: Sequence[CatalogEdit]) -> dict[str, bytes]:
        """The files that edits change, by their paths."""
        if isinstance(self._edit, PagesInRepository):
            return self._edit.edited(lambda path: self.file(base, path), edits)
        old = self.file(base, self._path)
        new = self._edit(old, edits, self._path)
        return {self._path: new} if new != old else {}

    def _body(self, requests: Sequence[Request]) -> str:
        language = self._settings.language
        lines = [said(message("pull-body"), language), ""]
        for request in requests:
            finding, what = request.finding, asked_for(request.command)
            rule, repo = f"`{finding.rule}`", code(finding.repo)
            line = message("pull-line", issue=str(request.issue), what=what, rule=rule, repo=repo)
            lines.append(f"- {said(line, language)}")
        return "\n".join([*lines, "", said(message("pull-note"), language), ""])


_FIXES = "Correct what the Hub says otherwise"
"""The words of a commit with fixes; the title of its pull request, too, where 0.1.0 opened it."""
_BOT = "41898282+github-actions[bot]@users.noreply.github.com"


class FixPullRequest(BranchPullRequests):
    """The pull request with the safe fixes of a report.

    Args:
        api: the repository.
        repository: what is known of it.
        settings: ``settings.issues``.
        base: the branch that is to be fixed; empty for the default branch.
    """

    def __init__(self, api: Api, repository: Repository, settings: IssueSettings, base: str = "") -> None:
        aim = replace(repository, default_branch=base) if base else repository
        super().__init__(api, aim, settings, "fixes")

    def read(self, data: Mapping[str, Any]) -> PullRequest | None:
        """A pull request of ours; the script of the Action of 0.1.0 left no marker in it, which it then gets."""
        found = super().read(data)
        if found is None and data.get("title") == _FIXES and self.is_by_author(data):
            return PullRequest(data["number"], data["state"] == "open", frozenset())
        return found

    def made(self, commit: Mapping[str, Any]) -> bool:
        """Whether we made a commit; the script of 0.1.0 pushed them with git, as the bot and without a trailer."""
        people = [(commit.get(role) or {}).get("email") for role in ("author", "committer")]
        return super().made(commit) or (commit["message"].strip() == _FIXES and people == [_BOT, _BOT])

    def publish(self, files: Mapping[str, tuple[bytes, bytes]], *, complete: bool) -> tuple[Sayable, bool]:
        """Write branch and pull request; close an open one for which nothing is left.

        Args:
            files: the catalog's files by their paths in the repository, before and after the fixes.
            complete: whether the audit was: only then is what it lacks settled.

        Returns:
            What became of the fixes, and whether that is what was wanted.

        Raises:
            GitHubFailure: GitHub would not.
        """
        last = self.last()
        if all(old == new for old, new in files.values()):
            if last is None or not last.open or not complete:
                return message("pull-fixes-none"), True
            self.withdraw(last, message("pull-fixes-settled"))
            return message("pull-fixes-closed", number=str(last.number)), True
        base = self.base()
        behind = [path for path, (old, _) in files.items() if self.file(base, path) != old]
        if behind:
            return message("pull-fixes-behind", file=behind[0], branch=self._repository.default_branch), False
        language = self._settings.language
        title, body = said(message("pull-fixes-title"), language), said(message("pull-fixes-body"), language)
        wanted = {path: new for path, (_, new) in files.items()}
        pull, note = self.put(base, wanted, _FIXES, title, body, ["fixes"], last)
        if note or pull is None:
            return note, False
        return message("pull-fixes-made", number=str(pull.number)), True
