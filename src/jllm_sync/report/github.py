"""The report as workflow commands of GitHub Actions: annotations at the lines of the catalog.

Each command is one line; see https://docs.github.com/actions/reference/workflow-commands-for-github-actions. GitHub
shows the first ten errors, warnings and notices of a step each, so the gravest findings come first, and what is new on
the Hub is one notice; all the others are in the step's log.
"""

from __future__ import annotations

from collections.abc import Iterator

from jllm_sync.audit import Report
from jllm_sync.finding import SEVERITIES, Finding
from jllm_sync.report.escape import visible
from jllm_sync.report.formats import Layout
from jllm_sync.report.news import apart, news_line
from jllm_sync.report.suggestion import suggestion
from jllm_sync.report.words import WORDS

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def github_report(report: Report, layout: Layout) -> str:
    """The commands, one a line, and the numbers in a line for people; waived findings are left out."""
    return "".join(f"{line}\n" for line in _lines(report, layout))


def command(name: str, message: str, **properties: str | int) -> str:
    """A workflow command, escaped as GitHub's own toolkit does it.

    >>> command("error", "50 % of\\nit", file="a,b.yaml", line=3)
    '::error file=a%2Cb.yaml,line=3::50 %25 of%0Ait'
    """
    given = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{message.translate(_IN_MESSAGE)}"


def _lines(report: Report, layout: Layout) -> Iterator[str]:
    language, words = layout.language, WORDS[layout.language]
    if not report.coverage.complete:  # first, so that it is among those that are shown
        yield command("warning", words["incomplete"], title="jllm-sync")
    listed, new = apart(report.open)
    for finding in sorted(listed, key=lambda f: SEVERITIES.index(f.severity)):
        yield _annotation(finding, layout)
    if new:
        yield command("notice", news_line(new, language), title="jllm-sync")
    coverage = words["coverage"].format(repos=report.coverage.repos, observed=report.coverage.observed)
    yield f"{words['summary'].format(**report.summary)}; {coverage}"
    yield from (visible(note) for note in report.notes)


def _annotation(finding: Finding, layout: Layout) -> str:
    language = layout.language
    words, todo = WORDS[language], suggestion(finding, language)
    message = [visible(finding.message[language])]
    if len(finding.repos) > 1:
        repos = ", ".join(map(visible, finding.repos))
        message.append(words["variants"].format(count=len(finding.repos), repos=repos))
    message += dict.fromkeys(f"{words['evidence']}: {visible(evidence.url)}" for evidence in finding.evidence[:3])
    suggested = f"{visible(todo.yaml)} ({todo.where})" if todo.yaml else todo.where
    message.append(f"{words['todo']}: {suggested}")
    return command(
        _COMMANDS[finding.severity],
        "\n".join(message),
        file=visible(layout.path(finding.location.file)),
        line=finding.location.line,
        col=finding.location.column,
        title=visible(f"{finding.rule}: {finding.repo}"),
    )
