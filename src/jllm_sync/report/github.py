"""The report as workflow commands of GitHub Actions: annotations at the lines of the catalog.

Each command is one line; see https://docs.github.com/actions/reference/workflow-commands-for-github-actions. GitHub
shows the first ten errors, warnings and notices of a step each, so the gravest findings come first, and what is new on
the Hub is one notice; all the others are in the step's log.
"""

from __future__ import annotations

from collections.abc import Iterator

from jllm_sync.audit import Report
from jllm_sync.finding import SEVERITIES, Finding
from jllm_sync.messages import joined, message, said
from jllm_sync.report import describe
from jllm_sync.report.escape import visible
from jllm_sync.report.formats import Layout
from jllm_sync.report.text import quoted

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def github_report(report: Report, layout: Layout) -> str:
    """The commands, one a line, and the numbers in a line for people; waived findings are left out."""
    return "".join(f"{line}\n" for line in _lines(report, layout))


def command(name: str, text: str, **properties: str | int) -> str:
    """A workflow command, escaped as GitHub's own toolkit does it.

    >>> command("error", "50 % of\\nit", file="a,b.yaml", line=3)
    '::error file=a%2Cb.yaml,line=3::50 %25 of%0Ait'
    """
    given = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{text.translate(_IN_MESSAGE)}"


def _lines(report: Report, layout: Layout) -> Iterator[str]:
    language = layout.language
    if not report.coverage.complete:  # first, so that it is among those that are shown
        yield command("warning", said(message("run-incomplete"), language), title="jllm-sync")
    listed, new = describe.listed_and_new(report.open)
    for finding in sorted(listed, key=lambda f: SEVERITIES.index(f.severity)):
        yield _annotation(finding, layout)
    if new:
        yield command("notice", said(describe.new_on_hub(new, visible), language), title="jllm-sync")
    checked = next(describe.coverage(report.coverage))
    yield said(joined([message("run-summary", **report.summary), checked], "clause"), language)
    yield from (visible(said(note, language)) for note in report.notes)


def _annotation(finding: Finding, layout: Layout) -> str:
    language = layout.language
    lines = [visible(said(finding.message, language))]
    if len(finding.repos) > 1:
        repos = ", ".join(map(visible, finding.repos))
        lines.append(said(message("finding-variants", count=len(finding.repos), repos=repos), language))
    facts = finding.evidence[: describe.EVIDENCE_SHOWN]
    label = said(message("label-evidence"), language)
    lines += dict.fromkeys(f"{label}: {visible(evidence.url)}" for evidence in facts)
    lines.append(f"{said(message('label-todo'), language)}: {said(describe.todo(finding, quoted), language)}")
    return command(
        _COMMANDS[finding.severity],
        "\n".join(lines),
        file=visible(layout.path(finding.location.file)),
        line=finding.location.line,
        col=finding.location.column,
        title=visible(f"{finding.rule}: {finding.repo}"),
    )
