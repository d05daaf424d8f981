"""Families that were ticked for the list: a pull request each, with the entry or the rows that `add` would write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from jllm_sync.audit import Report
from jllm_sync.discovery.exclusions import DiscoverySettings
from jllm_sync.errors import UserError
from jllm_sync.finding import Finding
from jllm_sync.issues.client import Api, GitHubFailure, Repository, is_refusal
from jllm_sync.issues.families import PROPOSALS, families, short_hash
from jllm_sync.issues.marker import Tracked
from jllm_sync.issues.model import IssueSettings, PullRequest
from jllm_sync.issues.pull_request import BranchPullRequests, branch_of
from jllm_sync.issues.texts import LONGEST_BODY, fitting, length
from jllm_sync.issues.ticks import Addition, addition_id, has_dashboard, is_plain, read_additions
from jllm_sync.messages import Sayable, message, said
from jllm_sync.report.escape import code, plain, repo_link, title_text, visible
from jllm_sync.report.markdown import evidence_cell

_LONGEST_DRAFT = 30_000
"""Characters of a draft that a body shows; the pull request has all of it."""
_LISTED = "list:"
_DRAFT = "draft:"
_SEEN = "seen:"
"""Says of which state of list and Hub a draft was made: while these stay, nothing is asked of the Hub."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What `add` would write for a family."""

    files: Mapping[str, tuple[bytes, bytes]]
    """By its path inside the repository, each file that changes: as it was read, and with the draft in it."""
    text: str
    """The new entry, variants or rows."""
    notes: tuple[str, ...]
    """What a person should look at, a line each."""


DraftFamily = Callable[[Sequence[str]], Drafted]
"""Drafts repos into the catalog; raises UserError, with the reason, where it cannot now."""


class Additions:
    """The pull requests that take families in.

    Args:
        api: the repository.
        repository: what is known of it.
        settings: ``settings.issues``.
        draft: drafts a family.
    """

    def __init__(self, api: Api, repository: Repository, settings: IssueSettings, draft: DraftFamily) -> None:
        self._api, self._repository, self._settings, self._draft = api, repository, settings, draft
        self.refused = False
        """Whether GitHub lets the token open no pull request."""

    def publish(self, issues: Sequence[Tracked], report: Report, pulls: dict[str, PullRequest]) -> tuple[Sayable, ...]:
        """Open, update and close; what could not be done is said, and tried again in the next run.

        Args:
            issues: the open issues of ours.
            report: the run.
            pulls: is given the last pull request of each addition, by its id.

        Raises:
            GitHubFailure: GitHub did not show the pull requests.
        """
        notes: list[Sayable] = []
        for one in read_additions(issues, report, {}):
            if (last := self._pulls(one.family.fingerprint).last()) is not None:
                pulls[one.id] = last
        wanted = read_additions(issues, report, pulls)
        for one in wanted:
            try:
                pulls[one.id] = self._publish(one, pulls.get(one.id))
            except (GitHubFailure, UserError) as failure:
                why = failure.why if isinstance(failure, GitHubFailure) else failure.args[0]
                name = title_text(one.family.name, 200)
                notes.append(message("pull-add-unwritten", family=name, why=why))
                self.refused = self.refused or is_refusal(failure)
        self._close(report, frozenset(one.id for one in wanted), has_dashboard(issues), pulls)
        with suppress(GitHubFailure):  # the next sync clears them
            self._clear()
        return tuple(notes)

    def _pulls(self, fingerprint: str) -> BranchPullRequests:
        return BranchPullRequests(self._api, self._repository, self._settings, f"add-{fingerprint}")

    def _publish(self, one: Addition, last: PullRequest | None) -> PullRequest:
        pulls = self._pulls(one.family.fingerprint)
        base = pulls.base()
        seen = f"{_SEEN}{short_hash(base, *sorted(_state_of(finding) for finding in one.family.findings))}"
        if last is not None and last.open and seen in last.requests:
            return last
        drafted = self._draft([finding.repo for finding in one.family.findings])
        for path, (before, _) in drafted.files.items():
            if pulls.file(base, path) != before:
                raise UserError(message("pull-add-behind", file=path))
        language = self._settings.language
        title = said(message("pull-add-title", family=title_text(one.family.name, 200)), language)
        text = _text(one, drafted, self._settings)
        listed = [f"{_LISTED}{f.repo}" for f in one.family.findings if is_plain(f.repo) and "--" not in f.repo]
        names = (one.id, f"{_DRAFT}{short_hash(text)}", seen, *listed)
        new = {path: after for path, (_, after) in drafted.files.items()}
        words = "Take in a family that was ticked for the list"
        pull, note = pulls.put(base, new, words, title, text, names, last)
        if note or pull is None:
            raise UserError(note)
        return pull

    def _close(self, report: Report, wanted: frozenset[str], has_boxes: bool, pulls: dict[str, PullRequest]) -> None:
        """Close what was taken in, turned away, or is not asked for any more.

        What is merely not proposed is left as it is: a run may not have seen it for many reasons (a listing that
        failed or ends earlier, a setting, a part of the catalog), and none of them is a person's word.
        """
        proposed = {addition_id(family) for family in families(report)}
        listed = report.catalog.models()
        turned_away = _turned_away(report)
        prefix = branch_of(self._settings, "add-")
        for data in self._api.pages("/pulls", state="open"):
            branch = str((data.get("head") or {}).get("ref", ""))
            if not branch.startswith(prefix):
                continue
            own = self._pulls(branch.removeprefix(prefix))
            open_ = own.read(data)
            id_ = f"add:{branch.removeprefix(prefix)}"
            if open_ is None or id_ in wanted:
                continue
            repos = [name.removeprefix(_LISTED).lower() for name in open_.requests if name.startswith(_LISTED)]
            if any(repo in listed for repo in repos):
                own.withdraw(open_, message("pull-add-taken"))
            elif repos and all(map(turned_away, repos)):
                own.withdraw(open_, message("pull-add-ignored"))
            elif id_ in proposed and has_boxes:
                own.withdraw(open_, message("pull-nothing"))
            else:
                continue
            pulls[id_] = PullRequest(open_.number, False, frozenset({id_}))

    def _clear(self) -> None:
        """Take our branches away that no open pull request stands on any more, merged or not; a person's work stays."""
        prefix = branch_of(self._settings, "add-")
        found = self._api.page(f"/git/matching-refs/heads/{quote(prefix)}")
        branches = [str(one.get("ref", "")).removeprefix("refs/heads/") for one in found]
        if not branches:
            return
        used = {str((data.get("head") or {}).get("ref", "")) for data in self._api.pages("/pulls", state="open")}
        for branch in branches:
            if branch.startswith(prefix) and branch not in used:
                self._pulls(branch.removeprefix(prefix)).remove()


def _turned_away(report: Report) -> Callable[[str], bool]:
    """Whether the catalog says of a repo, by its ID in small letters, that it is not wanted: ignored, or waived."""
    settings = DiscoverySettings.of(report.catalog)
    waived = {finding.repo.lower() for finding in report.findings if finding.waiver and finding.rule in PROPOSALS}
    return lambda repo: repo in waived or settings.ignored(repo) is not None


def _state_of(finding: Finding) -> str:
    """What a draft of a proposed repo rests on: the repo at its revision."""
    return " ".join([finding.fingerprint, finding.digest, *sorted({str(one.revision) for one in finding.evidence})])


def _text(one: Addition, drafted: Drafted, settings: IssueSettings) -> str:
    """The body: what was drafted, what to look at, and why it is proposed."""
    language, family = settings.language, one.family
    draft = "\n".join(visible(line, _LONGEST_DRAFT) for line in drafted.text[:_LONGEST_DRAFT].splitlines())
    fence = "`" * 3
    while fence in draft:
        fence += "`"
    intro = message("pull-add-body", issue=str(one.issue), family=plain(family.name, 200), files=len(drafted.files))
    head = [said(intro, language), "", fence, draft, fence, ""]
    tail = ["", said(message("pull-note"), language), ""]
    guess = (message("pull-add-section", section=f.section) for f in family.findings[:1] if f.rule == "family-new")
    checks = [f"- [ ] {plain(note)}" for note in (*(said(one, language) for one in guess), *drafted.notes)]
    proofs = [
        f"- {repo_link(f.repo) if is_plain(f.repo) else code(f.repo)}: {plain(said(f.message, language))} "
        f"{evidence_cell(f.evidence, language)}"
        for f in family.findings
    ]
    parts = [(message("pull-add-look"), checks), (message("pull-add-why"), proofs)]
    room = LONGEST_BODY - length("\n".join([*head, *tail])) - 20_000  # for the marker, headings and notes
    lines = head
    for title, own in parts:
        kept = fitting([length(line) + 1 for line in own], room)
        room -= sum(length(line) + 1 for line in own[:kept])
        if own:
            lines += [f"### {said(title, language)}", "", *own[:kept]]
            lines += (
                [f"- {said(message('dashboard-more', count=len(own) - kept), language)}"] if kept < len(own) else []
            )
            lines.append("")
    return "\n".join([*lines, *tail])
