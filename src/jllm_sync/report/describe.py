"""A finding, and a run, in words: each is worded here once; formats and issues only lay it out.

What comes from elsewhere (a repo's ID, a value, YAML) is given to a message as the format shows it, by a function such
as `escape.visible` or `escape.code`; in which language all this is said is the format's to choose, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import takewhile
from typing import Any

from jllm_sync.audit import Coverage, Report
from jllm_sync.catalog.edit import PAGE, POSITION, CellChange, Refusal
from jllm_sync.catalog.model import Catalog, Location
from jllm_sync.catalog.yaml.emit import one_line
from jllm_sync.finding import Edit, Evidence, Finding, value_text
from jllm_sync.messages import Sayable, Text, has_message, in_language, joined, message
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import CatalogRule

Show = Callable[[str], str]
"""How a format shows text from elsewhere."""

EVIDENCE_SHOWN = 3
"""How many pieces of evidence are shown; the JSON has them all."""
EDITS_SHOWN = 3
"""How many edits of a fix are shown, and of one that is the same in several pages, how many places."""
_VALUE_SHOWN = 80
_OWNERS_SHOWN = 5
_PLACES = {
    "model info": message("evidence-model-info"),
    "page header": message("evidence-page-header"),
    "repo page": message("evidence-repo-page"),
}
"""What is no file of a repo, and is named in the reader's language; reports keep the names."""
_OF_NEW = frozenset(rule.id for rule in RULES if rule.of_new)
_OF_CATALOG = frozenset(rule.id for rule in RULES if isinstance(rule, CatalogRule))


def sides(finding: Finding) -> tuple[Sayable, str] | None:
    """What the catalog says and what the Hub says; None where the finding is about the repo itself, or no word of the
    Hub stands against the catalog's: it is about words, or about the repo's own name.
    """
    if finding.field and finding.claim and finding.reading and finding.rule not in _OF_CATALOG:
        claimed = message("claim-unknown") if finding.claim.value == "unknown" else finding.claim.text
        return claimed, finding.reading.text
    return None


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence in words."""

    source: Sayable
    """Who says it: a file of the repo, an answer of the API, a person."""
    says: Sayable
    """What it says, as ``key = value``; empty where its being there is the fact."""
    revision: str
    """The commit it was read at, shortened; empty where that is not known."""
    note: Text
    """What limits it, or empty."""
    url: str
    """Where to read it."""


def fact(evidence: Evidence) -> Fact:
    """A piece of evidence in words."""
    note = evidence.note or ""
    if evidence.kind == "report":
        return Fact(message("evidence-by-a-person"), "", "", note, evidence.url)
    says: Sayable = ""
    if evidence.file == "repo page" and has_message(f"state-{evidence.value}"):
        says = message(f"state-{evidence.value}")
    elif evidence.key or evidence.value is not None:
        value = value_text(evidence.value)
        value = value if len(value) <= _VALUE_SHOWN else f"{value[:_VALUE_SHOWN]}…"
        says = f"{evidence.key} = {value}" if evidence.key else value
    place: Sayable = evidence.file
    if evidence.kind in ("api", "label"):
        place = _PLACES.get(evidence.file, place)
    elif evidence.file == "README.md":  # of a list in pages, this is the name of its master, too
        place = message("evidence-card")
    return Fact(place, says, (evidence.revision or "")[:7], note, evidence.url)


def todo(finding: Finding, catalog: Catalog, show: Show, lines: bool = True) -> Sayable:
    """What to do about a finding: what to write where, and with how much care; without a fix, the rule's remedy.

    Args:
        finding: the finding.
        catalog: the catalog that it is about; of pages, what is to be written is what `apply` would write.
        show: how the format shows YAML.
        lines: whether to name lines, in YAML one that is not the finding's own; lines move whenever somebody edits the
            catalog above, so issues leave them out.
    """
    if finding.fix is None:
        return remedy(finding.rule, catalog.pages is not None)
    if catalog.pages is not None:
        steps, hand = _steps_in_pages(finding.fix.edits, catalog, show, lines)
        if hand:  # none of it is made then, and the care is in the words
            return joined(hand, "sentence")
    else:
        place = finding.location
        steps = [
            _step(edit, show, lines and (edit.location.file, edit.location.line) != (place.file, place.line))
            for edit in finding.fix.edits[:EDITS_SHOWN]
        ]
        if left := len(finding.fix.edits) - len(steps):
            steps.append(message("more-than-shown", count=left))
    whole = joined(steps, "clause")
    return message("todo-after-a-look", todo=whole) if finding.fix.kind == "unsafe" else whole


def remedy(rule: str, on_pages: bool) -> Sayable:
    """What a maintainer can do about a rule's findings: in YAML, or in rows and cells of pages."""
    key = f"{rule}.remedy-on-pages"
    return message(key if on_pages and has_message(key) else f"{rule}.remedy")


def _step(edit: Edit, show: Show, with_line: bool) -> Sayable:
    carrier = "entry" if len(edit.path) == 2 else "variant"
    key = "todo-repo" if edit.path[-1] == "repo" else f"todo-{edit.op}-{carrier}"
    step = message(key, yaml=show(yaml_line(edit)))
    return message("todo-at-line", todo=step, line=str(edit.location.line)) if with_line else step


@dataclass(frozen=True, slots=True)
class PageStep:
    """What changes alike in pages: one text in place of another in cells of a column, or where rows stand."""

    field: str
    """The column, `repo` for an ID in whichever it stands, or `POSITION`."""
    old: str | None
    """What stands there; None where the pages have different words."""
    new: str
    """What becomes of it; of a row, the line that it moves before."""
    places: tuple[Location, ...]

    def said(self, show: Show, lines: bool = True) -> Sayable:
        """The step in words, with its first places."""
        place = joined(dict.fromkeys(_harmless(where, show) for where in self.where(lines)[:EDITS_SHOWN]))
        if self.field == POSITION:
            return message("todo-move", place=place, line=self.new) if lines else message("todo-move-in", file=place)
        if not self.old:
            return message("todo-cell", new=show(self.new), place=place)
        return message("todo-piece", old=show(self.old), new=show(self.new), place=place)

    def where(self, lines: bool = True) -> list[str]:
        """The places, or only their files."""
        return [f"{place.file}:{place.line}" if lines else place.file for place in self.places]


def page_steps(edits: Sequence[Edit], catalog: Catalog) -> tuple[list[PageStep], list[Edit]]:
    """What edits change in a catalog's pages, what is the same in several once; and the edits that no cell can take by
    itself, which are a person's.
    """
    assert catalog.pages is not None
    from jllm_sync.catalog.pages.editor import cells_changed

    changes: list[tuple[str, Edit | CellChange, str, str]] = []
    for edit in edits:
        if is_cell(edit):
            changes.append((edit.path[-1], edit, *differing(str(edit.old), str(edit.new))))
        elif edit.path[-1] == POSITION:
            changes.append((POSITION, edit, "", str(edit.new)))
    by_hand: list[Edit] = []
    of_claims = [edit for edit in edits if not edit.path[1].startswith(PAGE)]
    for of_repos in (False, True):
        claims = [edit for edit in of_claims if (edit.path[-1] == "repo") == of_repos]
        made = cells_changed(catalog.pages, catalog.licenses, claims) if claims else ()
        if isinstance(made, Refusal):
            by_hand += claims
        elif of_repos:  # an ID is told whole
            changes += [("repo", one, str(claims[0].old), str(claims[0].new)) for one in made]
        else:
            changes += [(one.column, one, *differing(str(one.old), str(one.new))) for one in made]
    groups: dict[tuple[str, str, str], list[tuple[Edit | CellChange, str, str]]] = {}
    for field, one, old, new in changes:
        alike = "" if old == one.old else _spelled_alike(old)
        groups.setdefault((field, alike, _spelled_alike(new)), []).append((one, old, new))
    steps = []
    for (field, _, _), group in groups.items():
        _, old, new = group[0]
        same = all(_spelled_alike(other) == _spelled_alike(old) for _, other, _ in group)
        steps.append(PageStep(field, old if same else None, new, tuple(one.location for one, _, _ in group)))
    return steps, by_hand


def _spelled_alike(markdown: str) -> str:
    """A cell's Markdown by which pages are compared: they may spell a hyphen as a reference, each in its own way."""
    return unescape(markdown).replace("\u2011", "-")


def _steps_in_pages(
    edits: Sequence[Edit], catalog: Catalog, show: Show, lines: bool
) -> tuple[list[Sayable], list[Sayable]]:
    """What to write where in pages, only the first few; and what a person has to word."""
    found, hand = page_steps(edits, catalog)
    shown = found[:EDITS_SHOWN]
    steps: list[Sayable] = [step.said(show, lines) for step in shown]
    left = sum(len(step.places) for step in found) - sum(min(len(step.places), EDITS_SHOWN) for step in shown)
    if left:
        steps.append(message("more-than-shown", count=left))
    return steps, [by_hand(edit, catalog, show, lines) for edit in hand[:EDITS_SHOWN]]


def _harmless(place: str, show: Show) -> str:
    """A file's name as it is; one that could be more than a name, as the format shows what is foreign."""
    return place if _PLAIN_PLACE.fullmatch(place) else show(place)


_PLAIN_PLACE = re.compile(r"[\w./+-]+(?::\d+)?")


def column(name: str) -> Sayable:
    """What a field is called; one that no reading has and the files do not name, by its name in the table."""
    return message(f"field-{name}") if has_message(f"field-{name}") else name


def by_hand(edit: Edit, catalog: Catalog, show: Show, lines: bool = True) -> Sayable:
    """What a cell should say that speaks of several models, or in words of its own."""
    value = edit.new
    if edit.path[-1] == "license" and isinstance(value, str) and value in catalog.licenses:
        value = in_language(catalog.licenses[value].name, catalog.files[0].language or "")
    place = _harmless(f"{edit.location.file}:{edit.location.line}" if lines else edit.location.file, show)
    text = value if isinstance(value, str) else yaml_value(value)
    whose = {"repo": show(edit.path[1])} if len(edit.path) == 3 else {}
    key = "todo-by-hand-of" if whose else "todo-by-hand-row"
    return message(key, field=column(edit.path[-1]), value=show(text), place=place, **whose)


def is_cell(edit: Edit) -> bool:
    """Whether it writes a cell of one page as a whole, and not a claim or a row's place."""
    return len(edit.path) == 3 and edit.path[1].startswith(PAGE) and edit.path[-1] != POSITION


def differing(old: str, new: str) -> tuple[str, str]:
    """The part of a cell that changes, and what becomes of it; a short cell without links is shown whole.

    It is the smallest part that stands there once: words, else addresses, else lines, else the cell.
    """
    if max(len(old), len(new)) <= _VALUE_SHOWN and "](" not in old:
        return old, new
    begin = _same(old, new)
    end = _same(old[begin:][::-1], new[begin:][::-1])
    for of_piece in (r"[\w.,-]", r"[^\s()\[\]<>]", r"[^<>]"):
        left, right = re.search(f"{of_piece}*$", old[:begin]), re.match(f"{of_piece}*", old[len(old) - end :])
        first, rest = left.start() if left else begin, end - (right.end() if right else 0)
        piece, becomes = old[first : len(old) - rest], new[first : len(new) - rest]
        alike = re.findall(rf"(?<!{of_piece}){re.escape(piece)}(?!{of_piece})", old)
        if piece and becomes and len(alike) == 1:
            return piece, becomes
    return old, new


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def yaml_line(edit: Edit) -> str:
    """The line that an edit writes into the catalog or takes out of it, as it stands there."""
    return f"{edit.path[-1]}: {yaml_value(edit.old if edit.op == 'remove' else edit.new)}"


def yaml_value(value: Any) -> str:
    """A value as the catalog holds it on one line; one that YAML cannot hold, as text."""
    try:
        return one_line(value)
    except ValueError:
        return value_text(value)


def is_new(finding: Finding) -> bool:
    """Whether a finding is about what is new on the Hub, and nobody has waived it."""
    return finding.rule in _OF_NEW and finding.waiver is None


def listed_and_new(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What is wrong with the list, and what is new on the Hub.

    There may be a hundred of the new, which are told in one line and shown by `discover`; a run with nothing else to
    say tells them one by one.
    """
    findings = list(findings)
    listed = [finding for finding in findings if not is_new(finding)]
    if not listed:
        return findings, []
    return listed, [finding for finding in findings if is_new(finding)]


def new_on_hub(new: Iterable[Finding], show: Show) -> Sayable:
    """What is new on the Hub, in one line: how much, and of whom; the owners with most of it."""
    counts = Counter(finding.repo.partition("/")[0] for finding in new)
    owners: list[Sayable] = [f"{show(owner)} {count}" for owner, count in counts.most_common(_OWNERS_SHOWN)]
    if len(counts) > _OWNERS_SHOWN:
        owners.append(message("new-other-owners", count=len(counts) - _OWNERS_SHOWN))
    return message("new-on-hub", count=counts.total(), owners=joined(owners))


def compared(report: Report, show: Show) -> Sayable:
    """What was compared with what: nobody may take a recording for the Hub of today."""
    catalog, origin = show(report.catalog.file), report.origin
    if origin.kind == "none":
        return message("run-catalog-alone", catalog=catalog)
    if origin.kind == "recorded":
        return message("run-recorded", catalog=catalog, date=show(origin.recorded_at or "?"))
    return message("run-live", catalog=catalog, endpoint=show(origin.endpoint))


def incomplete(of: Coverage) -> Sayable:
    """What a run that is incomplete says of itself: more, where it saw nothing at all."""
    nothing = of.repos and not of.observed
    return message("run-incomplete.nothing" if nothing else "run-incomplete")


def left_out(report: Report, show: Show) -> Sayable | None:
    """How many findings were known before and are left out, and from where; None where nothing was to be left out."""
    baseline = report.selection.baseline
    if baseline is None:
        return None
    known: list[Sayable] = [show(baseline.report)] if baseline.report is not None else []
    known += [message("run-last")] if baseline.last_run else []
    return message("run-left-out", count=baseline.left_out, known=joined(known))


def summary(report: Report) -> Sayable:
    """How many findings there are of each severity; that there is nothing to report, only where all was seen."""
    if report.coverage.complete and not report.findings:
        return message("run-nothing" if report.selection.baseline is None else "run-nothing-new")
    return message("run-summary", **report.summary)


def coverage(of: Coverage) -> Iterator[Sayable]:
    """What was checked and what was not, part by part."""
    yield message("run-coverage", repos=of.repos, observed=of.observed)
    for reason, count in Counter(result.reason for result in of.unobserved).items():
        yield message("run-unobserved", count=count, reason=message(f"unobserved-{reason}"))
    if of.unaudited_entries:
        yield message("run-unaudited", count=len(of.unaudited_entries))


def claims(of: Coverage) -> Sayable | None:
    """Of how many claims of each field the Hub said something; None where no rule of the run compares any."""
    fields = [
        message("run-claim-compared", field=message(f"field-{name}"), claims=one.claims, compared=one.compared)
        for name, one in of.claims.items()
    ]
    return message("run-claims", fields=joined(fields)) if fields else None
