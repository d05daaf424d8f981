"""The report as workflow commands of GitHub Actions: annotations at the lines of the catalog.

Each command is one line; see https://docs.github.com/actions/reference/workflow-commands-for-github-actions. GitHub
shows the first ten errors, warnings and notices of a step each, so what matters most comes first, what is to be said of
one line is one annotation, and what is new on the Hub is one notice; all the others are in the step's log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jllm_sync.audit import Report
from jllm_sync.catalog.model import Catalog, Location
from jllm_sync.data import rule_address
from jllm_sync.finding import CONFIDENCES, SEVERITIES, Finding
from jllm_sync.messages import Language, joined, message, said
from jllm_sync.report import Layout, describe
from jllm_sync.report.escape import visible
from jllm_sync.report.text import quoted

_MOST_OF_A_LINE = 10
"""Findings at one line of the catalog that its annotation tells of."""
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
        yield command("warning", said(describe.incomplete(report.coverage), language), title="jllm-sync")
    listed, new = describe.listed_and_new(report.open)
    by_line: dict[tuple[str, int], list[tuple[Finding, Location]]] = {}
    for finding in sorted(listed, key=_weight):
        for place in one_a_file(finding):
            by_line.setdefault((place.file, place.line), []).append((finding, place))
    for findings in by_line.values():
        yield _annotation([finding for finding, _ in findings], findings[0][1], report.catalog, layout)
    if new:
        yield command("notice", said(describe.new_on_hub(new, visible), language), title="jllm-sync")
    checked = [] if report.origin.kind == "none" else [next(describe.coverage(report.coverage))]
    known = [left_out] if (left_out := describe.left_out(report, visible)) else []
    yield said(joined([message("run-summary", **report.summary), *known, *checked], "clause"), language)
    yield from (visible(said(note, language)) for note in report.notes)


def one_a_file(finding: Finding) -> tuple[Location, ...]:
    """The places of a finding, the first of each page: a language's reader is to see it once."""
    places: dict[str, Location] = {}
    for place in finding.locations or (finding.location,):
        places.setdefault(place.file, place)
    return tuple(places.values())


def _weight(finding: Finding) -> tuple[int, int]:
    """What matters first comes first: the graver, and of these the more certain."""
    return SEVERITIES.index(finding.severity), -CONFIDENCES.index(finding.confidence)


def _annotation(findings: Sequence[Finding], place: Location, catalog: Catalog, layout: Layout) -> str:
    """What is to be said of one line of the catalog, the gravest first."""
    first, more = findings[0], findings[1:]
    text = "\n".join(_told(first, catalog, layout.language))
    for finding in more[: _MOST_OF_A_LINE - 1]:
        text += "\n\n" + "\n".join(
            [f"{finding.rule}: {visible(finding.repo)}", *_told(finding, catalog, layout.language)]
        )
    if (left := len(findings) - _MOST_OF_A_LINE) > 0:
        text += "\n\n" + said(message("more-than-shown", count=left), layout.language)
    title = f"{first.rule}: {first.repo}"
    if more:
        title = said(message("github-title-more", title=title, count=len(more)), layout.language)
    return command(
        _COMMANDS[first.severity],
        text,
        file=visible(layout.path(place.file)),
        line=place.line,
        col=place.column,
        title=visible(title),
    )


def _told(finding: Finding, catalog: Catalog, language: Language) -> list[str]:
    lines = [visible(said(finding.message, language))]
    if len(finding.repos) > 1:
        repos = ", ".join(map(visible, finding.repos))
        lines.append(said(message("finding-variants", count=len(finding.repos), repos=repos), language))
    facts = finding.evidence[: describe.EVIDENCE_SHOWN]
    label = said(message("label-evidence"), language)
    lines += dict.fromkeys(f"{label}: {visible(evidence.url)}" for evidence in facts)
    lines.append(f"{said(message('label-todo'), language)}: {said(describe.todo(finding, catalog, quoted), language)}")
    if address := rule_address(finding.rule):
        lines.append(f"{said(message('label-rule'), language)}: {address}")
    return lines
