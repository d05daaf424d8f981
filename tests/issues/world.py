"""Catalogs, reports and a repository's issues to plan with: values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jllm_sync.audit import Coverage, Report
from jllm_sync.catalog.model import Catalog, Entry, Location, Section, Variant, Waiver
from jllm_sync.finding import Edit, Evidence, Finding, Fix, Severity, Stated
from jllm_sync.hub.observation import Unobserved
from jllm_sync.hub.source import Cost, Origin
from jllm_sync.issues.model import (
    Close,
    Comment,
    Create,
    ExistingIssue,
    IssueSettings,
    Plan,
    Reopen,
    Update,
    with_numbers,
)

BOT = "github-actions[bot]"
SETTINGS = IssueSettings()
HERE = Location("catalog.yaml", 1, 1)


def catalog(entries: int = 4, variants: int = 2, name: str = "Model") -> Catalog:
    made = tuple(
        Entry(
            id=f"e{entry}",
            section="s",
            name=f"{name} {entry}",
            location=HERE,
            claims={},
            variants=tuple(Variant(f"owner/e{entry}-v{v}", "model", None, HERE, {}) for v in range(variants)),
        )
        for entry in range(entries)
    )
    return Catalog("catalog.yaml", "0" * 64, "List", {}, {}, {}, (Section("s", "S", HERE, made),))


def finding(
    entry: int = 0,
    variant: int = 0,
    rule: str = "context-drift",
    severity: Severity = "warning",
    said: str = "8192",
    waived: bool = False,
    text: str | None = None,
) -> Finding:
    repo = f"owner/e{entry}-v{variant}"
    edit = Edit((f"e{entry}", repo, "context"), "add", None, said, HERE)
    url = f"https://huggingface.co/{repo}/blob/0123456789abcdef0123456789abcdef01234567/config.json"
    return Finding(
        rule=rule,
        severity=severity,
        confidence="high",
        section="s",
        entry=f"e{entry}",
        repo=repo,
        kind="model",
        field="context",
        location=HERE,
        claim=Stated("4096", "4096"),
        reading=Stated(said, text or said),
        evidence=(Evidence("file", "config.json", "max_position_embeddings", said, "0123456789abcdef", url),),
        message={"en": f"The Hub says {text or said}.", "ja": f"Hub は{text or said}です。"},
        fix=Fix("safe", (edit,)) if severity != "info" else None,
        waiver=Waiver(rule, "fine", said, HERE) if waived else None,
    )


def report(
    findings: Iterable[Finding] = (), unobserved: Sequence[str] = (), complete: bool = True, of: Catalog | None = None
) -> Report:
    blank = tuple(Unobserved(repo, "model", "unreachable") for repo in unobserved)
    return Report(
        catalog=of or catalog(),
        origin=Origin("recorded", "https://huggingface.co", "2026-08-01"),
        coverage=Coverage(complete, 8, 8 - len(blank), blank, ()),
        cost=Cost(),
        findings=tuple(findings),
    )


def written(action: Update | Close | Reopen, numbers: dict[str, int]) -> str:
    places = action.places if isinstance(action, Update) else ()
    return with_numbers(action.body or "", places, numbers)


def carry_out(plan: Plan, issues: Sequence[ExistingIssue], by: str = BOT) -> list[ExistingIssue]:
    """The issues after a plan, as GitHub would have them."""
    after = {issue.number: issue for issue in issues}
    numbers: dict[str, int] = {}
    for action in plan.actions:
        match action:
            case Create():
                number = max(after, default=0) + 1
                numbers[action.key] = number
                body = with_numbers(action.body, action.places, numbers)
                after[number] = ExistingIssue(number, action.title, body, True, by, (action.label,))
            case Update() | Close() | Reopen():
                issue = after[action.number]
                is_open = {Update: issue.open, Close: False, Reopen: True}[type(action)]
                after[action.number] = replace(
                    issue,
                    open=is_open,
                    title=action.title or issue.title,
                    body=issue.body if action.body is None else written(action, numbers),
                )
            case Comment():
                assert action.number in after
    return [after[number] for number in sorted(after)]
