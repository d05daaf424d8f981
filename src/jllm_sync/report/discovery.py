"""What discovery found, for a terminal, for a web page and for programs (schemas/discovery.schema.json).

What is new is told by family, the likeliest interest first.
Below it, where that was asked for, what others made of listed models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from rich.text import Text

from jllm_sync import __version__
from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.derivatives import Made, Tree, Trees
from jllm_sync.discovery.names import family_name, label_in, parse_name
from jllm_sync.discovery.proposals import Discovery, Proposal, kind_said, reasons_said
from jllm_sync.finding import CONFIDENCES, Confidence
from jllm_sync.hub.observation import Relation, Unobserved
from jllm_sync.hub.source import Observed
from jllm_sync.messages import Language, Message, Sayable, in_all, in_language, joined, message, said
from jllm_sync.report import describe
from jllm_sync.report.escape import code, json_text, link, plain, repo_link, visible
from jllm_sync.report.json import evidence_data

SCHEMA = "jllm-sync/discovery/1"
_WIDE = 79
"""Columns of the members' line in short: -v says all. The line above is never cut, as it says where a family goes."""
_MEMBERS = 8
"""Repos of a family that are named in short."""
SHOWN = 5
"""Models of one repo that are named unless all are wanted; copies are counted only."""


@dataclass(frozen=True, slots=True)
class Found:
    """A run of discovery, ready to be shown."""

    catalog: Catalog
    observed: Observed
    discovery: Discovery
    trees: Trees | None = None
    """What others made of the listed models, where somebody wanted to know."""

    @property
    def failed(self) -> tuple[Unobserved, ...]:
        """The listed repos that could not be observed: of their owners not all was seen, either."""
        results = self.observed.results.values()
        return tuple(one for one in results if isinstance(one, Unobserved) and one.left_open)

    @property
    def seen_whole(self) -> bool:
        """Whether all that the listed repos' owners publish was seen."""
        return self.observed.interrupted is None and not self.failed

    @property
    def complete(self) -> bool:
        """Whether the Hub was seen as far as it was asked for."""
        made = self.trees.seen if self.trees is not None else None
        new = self.observed.newcomers
        return (
            self.seen_whole
            and (made is None or (made.interrupted is None and not made.failed))
            and (new is None or new.failed is None)
        )

    def groups(self) -> list[tuple[str, str, list[Proposal]]]:
        """Proposals by what they belong to: an entry's id or a family, the section, the proposals."""
        order = {section.id: place for place, section in enumerate(self.catalog.sections)}
        keyed = sorted(
            self.discovery.proposals,
            key=lambda p: (order[p.section], p.entry is None, p.entry or p.family or "", p.repo.lower()),
        )
        runs = groupby(keyed, key=lambda p: (p.entry or p.family or p.repo, p.section))
        return [(key, section, list(members)) for (key, section), members in runs]


def as_lines(found: Found, language: Language, verbose: bool = False, quiet: bool = False) -> Iterator[Text]:
    """The proposals by entry and family, then what was left out: counted, and with ``verbose`` listed."""
    if not quiet:
        yield Text(said(_compared(found, visible), language), style="dim")
    if not verbose:
        for group in grouped(found.discovery.proposals):
            yield from _short_lines(found, group, language)
    for place, (key_, section, members) in enumerate(found.groups() if verbose else ()):
        if place or not quiet:
            yield Text()
        yield _group_line(found, key_, section, members, language)
        for proposal in members:
            yield from _proposal_lines(proposal, language)
    if found.trees is not None:
        if not quiet or found.discovery.proposals:
            yield Text()
        yield from tree_lines(found.trees, language, verbose=verbose, quiet=quiet)
    if quiet and found.seen_whole:
        return
    if not quiet or found.discovery.proposals or found.trees is not None:
        yield Text()
    if not quiet:
        yield from _coverage_lines(found, language, verbose)
    for doubt in _doubts(found):
        yield Text(visible(said(doubt, language)), style="" if found.seen_whole else "bold red")
    if not quiet and (found.discovery.proposals or found.discovery.left_out):
        more = message("found-more")
        yield Text(said(more if verbose else message("found-verbose", more=more), language), style="dim")


def _coverage_lines(found: Found, language: Language, verbose: bool) -> Iterator[Text]:
    if summary := _summary(found):
        yield Text(said(summary, language), style="bold")
    if found.discovery.left_out:
        yield Text(said(_left_out(found), language))
    if verbose:
        for reason, group in groupby(
            sorted(found.discovery.left_out, key=lambda one: (one.reason, one.repo.lower())), key=lambda one: one.reason
        ):
            yield Text(said(message(f"left-out.{reason}"), language) + ":")
            for one in group:
                yield Text(f"  {visible(one.repo)}  ").append(visible(said(one.detail, language)), style="dim")


def _doubts(found: Found) -> Iterator[Sayable]:
    """What was not seen, and what else the run has to say of itself."""
    yield from found.observed.notes
    if found.observed.newcomers is not None:
        yield from found.observed.newcomers.notes
    if found.seen_whole:
        return
    counts = Counter(one.reason for one in found.failed)
    failed = [
        message("run-unobserved", count=count, reason=message(f"unobserved-{reason}"))
        for reason, count in counts.items()
    ]
    yield message("found-incomplete", why=found.observed.interrupted or joined(failed, "clause"))


def _compared(found: Found, show: describe.Show) -> Message:
    """What was compared with what: nobody may take a recording for the Hub of today."""
    origin, catalog = found.observed.origin, show(found.catalog.file)
    if origin.kind == "recorded":
        return message("found-compared-recorded", catalog=catalog, date=show(origin.recorded_at or "?"))
    return message("found-compared-live", catalog=catalog, endpoint=show(origin.endpoint))


def _family(members: Sequence[Proposal]) -> str:
    """What a new family is called: as its repos are, with what tells it from another of the same name."""
    called = family_name([member.repo for member in members])
    owner = members[0].repo.partition("/")[0]
    stem = (members[0].family or "").partition("/")[2]
    more = stem[len(called) :] if stem.startswith(called.lower()) else ""
    return f"{owner}/{called}{more}"


def _short_lines(found: Found, group: Group, language: Language) -> Iterator[Text]:
    """A family in two lines: what it is called, where it belongs and how sure that is; its members, and one why."""
    titles = {entry.id: entry.title for entry in found.catalog.entries}
    where = message("found-into", entry=titles[group.entry]) if group.entry else message("found-new", id=group.section)
    facts: list[Sayable] = [where, message(f"confidence-{group.confidence}")]
    if group.created is not None:
        facts.append(group.created.isoformat())
    if group.downloads is not None:
        facts.append(message("made-downloads", count=group.downloads))
    head = Text(visible(f"{group.owner}/{group.name}"), style="bold cyan")
    head.append(f"  {visible(said(joined(facts), language))}", style="not bold default")
    yield head
    called = family_name([one.repo for one in group.proposals])
    labels = [label_in(one.repo, called) or one.repo.partition("/")[2] for one in group.proposals]
    shown = ", ".join(labels[:_MEMBERS]) + (f", … (+{len(labels) - _MEMBERS})" if len(labels) > _MEMBERS else "")
    line = Text(f"  {visible(shown)}  ")
    line.append(visible(said(group.proposals[0].reasons[0], language)), style="dim")
    line.truncate(_WIDE, overflow="ellipsis")
    yield line


def _group_line(found: Found, key: str, section: str, members: Sequence[Proposal], language: Language) -> Text:
    if members[0].entry is None:
        line = Text(said(message("found-family", stem=visible(_family(members))), language), style="bold")
        return line.append(f"  {said(message('found-probably', section=section), language)}", style="not bold dim")
    entry = next(entry for entry in found.catalog.entries if entry.id == key)
    line = Text(visible(in_language(entry.title, language)), style="bold")
    line.append(f"  {entry.location}", style="not bold dim")
    if count := found.discovery.derivatives.get(key):
        line.append(f"  ({said(message('found-children', count=count), language)})", style="not bold dim")
    return line


def _proposal_lines(proposal: Proposal, language: Language) -> Iterator[Text]:
    head = Text("  ").append(visible(proposal.repo), style="bold cyan")
    sure = said(message(f"confidence-{proposal.confidence}"), language)
    yield head.append(f"  {said(kind_said(proposal), language)}  [{sure}]", style="not bold")
    why = Text("    ").append(f"{said(message('found-why'), language)}  ", style="dim")
    yield why.append(visible(said(reasons_said(proposal), language)))
    for url in dict.fromkeys(evidence.url for evidence in proposal.evidence):
        yield Text(f"    {url}", style="dim")


def _summary(found: Found) -> Message | None:
    """How much is proposed; that it is nothing, only where all was seen."""
    proposals = found.discovery.proposals
    if not proposals:
        return message("found-none") if found.seen_whole else None
    families = {proposal.family for proposal in proposals if proposal.entry is None}
    members = sum(proposal.entry is None for proposal in proposals)
    return message(
        "found-summary",
        total=len(proposals),
        variants=len(proposals) - members,
        members=members,
        families=len(families),
    )


def _left_out(found: Found) -> Message:
    reasons = [
        message("found-left-out-reason", count=count, reason=message(f"left-out.{reason}"))
        for reason, count in found.discovery.counts.items()
    ]
    return message("found-left-out", count=len(found.discovery.left_out), reasons=joined(reasons))


def as_markdown(found: Found, language: Language, verbose: bool = False) -> str:
    """The proposals as one table a section, for an issue or a page."""
    lines = [f"# {said(message('found-title'), language)}", "", said(_compared(found, plain), language), ""]
    for doubt in _doubts(found):
        text = plain(said(doubt, language))
        lines += [text if found.seen_whole else f"**{text}**", ""]
    if summary := _summary(found):
        lines += [said(summary, language), ""]
    sections = {section.id: section for section in found.catalog.sections}
    repo, kind, sure, why, reason = (
        said(message(key), language)
        for key in (
            "found-column-repo",
            "found-column-kind",
            "found-column-confidence",
            "found-why",
            "found-column-reason",
        )
    )
    for section, groups in groupby(found.groups(), key=lambda group: group[1]):
        lines += [f"## {plain(in_language(sections[section].title, language))} (`{section}`)", ""]
        lines += _row([repo, "", kind, sure, why], heading=True)
        for key, _, members in groups:
            family = said(message("found-family", stem=code(_family(members))), language)
            for p in members:
                sure_ = said(message(f"confidence-{p.confidence}"), language)
                cells = [repo_link(p.repo), f"`{key}`" if p.entry else family, said(kind_said(p), language), sure_]
                lines += _row([*cells, plain(said(reasons_said(p), language))])
        lines.append("")
    if found.discovery.left_out:
        lines += [said(_left_out(found), language), ""]
    if verbose and found.discovery.left_out:
        lines += [f"## {said(message('found-left-out-title'), language)}", ""]
        lines += _row([repo, reason, ""], heading=True)
        for one in sorted(found.discovery.left_out, key=lambda one: (one.reason, one.repo.lower())):
            lines += _row(
                [code(one.repo), said(message(f"left-out.{one.reason}"), language), plain(said(one.detail, language))]
            )
        lines.append("")
    if found.trees is not None:
        lines += tree_markdown(found.trees, language, verbose=verbose)
    return "\n".join(lines)


def _row(cells: Sequence[str], heading: bool = False) -> list[str]:
    row = f"| {' | '.join(cells)} |"
    return [row, f"|{' --- |' * len(cells)}"] if heading else [row]


def as_json(found: Found) -> str:
    """All of it as data; the same catalog and observations give the same text."""
    origin, discovery = found.observed.origin, found.discovery
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "jllm-sync", "version": __version__},
        "hub": {"kind": origin.kind, "endpoint": origin.endpoint, "recorded_at": origin.recorded_at},
        "catalog": {"path": found.catalog.file, "sha256": found.catalog.sha256},
        "complete": found.complete,
        "proposals": [
            {
                "repo": p.repo,
                "rule": "family-new" if p.entry is None else "variant-new",
                "entry": p.entry,
                "nearest": p.nearest,
                "section": p.section,
                "family": p.family,
                "kind": p.kind,
                "confidence": p.confidence,
                "supersedes": p.supersedes,
                "size": p.size,
                "created": p.created.isoformat() if p.created else None,
                "downloads": p.downloads,
                "reasons": [in_all(reason) for reason in p.reasons],
                "evidence": [evidence_data(evidence) for evidence in p.evidence],
            }
            for p in discovery.proposals
        ],
        "groups": [
            {
                "id": group.id,
                "owner": group.owner,
                "name": group.name,
                "entry": group.entry,
                "section": group.section,
                "confidence": group.confidence,
                "created": group.created.isoformat() if group.created else None,
                "downloads": group.downloads,
                "repos": [one.repo for one in group.proposals],
            }
            for group in grouped(discovery.proposals)
        ],
        "left_out": [
            {
                "repo": one.repo,
                "reason": one.reason,
                "setting": one.setting,
                "detail": in_all(one.detail),
                "entry": one.entry,
            }
            for one in discovery.left_out
        ],
        "counts": dict(discovery.counts),
        "derivatives": dict(discovery.derivatives),
    }
    if found.trees is not None:
        data["trees"] = tree_data(found.trees)
    return json_text(data)


def tree_lines(trees: Trees, language: Language, *, verbose: bool, quiet: bool) -> Iterator[Text]:
    """The models by the repo they were made from, then how much of the list was asked about."""
    yield Text(said(message("made-title"), language), style="bold")
    for tree in trees.trees:
        head = Text("  ").append(visible(tree.repo), style="bold cyan")
        yield head.append(f"  {said(_counts(tree), language)}  {tree.url}", style="not bold dim")
        for made in _shown(tree, verbose):
            line = Text(f"    {visible(made.repo)}")
            yield line.append(f"  {'  '.join(said(one, language) for one in _facts(made))}", style="dim")
        if rest := len(tree.made) - len(_shown(tree, verbose)):
            yield Text(f"    {said(message('made-more', count=rest), language)}", style="dim")
    if not trees.trees:
        yield Text(f"  {said(message('made-none'), language)}")
    for failure in _failures(trees):
        yield Text(f"  {visible(said(failure, language))}")
    if not quiet:
        for one in _asked(trees):
            yield Text(said(one, language), style="dim")
    if trees.seen.interrupted is not None:
        stopped = message("made-interrupted", why=trees.seen.interrupted)
        yield Text(visible(said(stopped, language)), style="bold red")


def tree_markdown(trees: Trees, language: Language, *, verbose: bool) -> list[str]:
    """The same as one table."""
    lines = [f"## {said(message('made-title'), language)}", ""]
    if trees.trees:
        made_from = ("made-column-base", "made-column-how", "made-column-languages", "made-column-month")
        columns = ("found-column-repo", *made_from)
        lines += _row([said(message(key), language) for key in columns], heading=True)
    for tree in trees.trees:
        base = f"{link(code(tree.repo), tree.url)} ({said(_counts(tree), language)})"
        for made in _shown(tree, verbose):
            how, downloads = said(_relation(made.relation), language), f"{made.downloads or 0:,}"
            lines += _row([repo_link(made.repo), base, how, ", ".join(made.languages), downloads])
    if not trees.trees:
        lines.append(said(message("made-none"), language))
    lines += ["", *(f"- {plain(said(one, language))}" for one in (*_asked(trees), *_failures(trees)))]
    if trees.seen.interrupted is not None:
        stopped = message("made-interrupted", why=trees.seen.interrupted)
        lines.append(f"- **{plain(said(stopped, language))}**")
    return [*lines, ""]


def tree_data(trees: Trees) -> dict[str, Any]:
    """The same as data: all of it."""
    return {
        "wanted": trees.wanted,
        "known": len(trees.seen.by_repo),
        "asked": len(trees.seen.asked),
        "requests": trees.seen.requests,
        "failed": dict(trees.seen.failed),
        "interrupted": trees.seen.interrupted,
        "trees": [
            {
                "repo": tree.repo,
                "entry": tree.entry.id,
                "url": tree.url,
                "asked_at": tree.asked_at.isoformat(timespec="seconds"),
                "complete": tree.complete,
                "models": [
                    {
                        "repo": made.repo,
                        "relation": made.relation,
                        "languages": list(made.languages),
                        "downloads": made.downloads,
                        "entry": made.entry,
                    }
                    for made in tree.made
                ],
            }
            for tree in trees.trees
        ],
    }


def _shown(tree: Tree, verbose: bool) -> Sequence[Made]:
    new = [made for made in tree.made if made.relation != "quantized"]
    return tree.made if verbose else new[:SHOWN]


def _relation(relation: Relation | None) -> Message:
    return message(f"made-relation-{relation or 'unknown'}")


def _counts(tree: Tree) -> Message:
    total: Sayable = str(len(tree.made)) if tree.complete else message("made-at-least", count=len(tree.made))
    parts = [
        message("made-relation-count", relation=_relation(relation), count=count)
        for relation, count in tree.counts.items()
    ]
    return message("made-counts", total=total, parts=joined(parts))


def _facts(made: Made) -> Iterator[Sayable]:
    yield _relation(made.relation)
    if made.languages:
        yield ", ".join(made.languages)
    if made.downloads is not None:
        yield message("made-downloads", count=made.downloads)
    if made.entry is not None:
        yield message("made-listed", entry=made.entry)


def _failures(trees: Trees) -> Iterator[Message]:
    for repo, why in trees.seen.failed.items():
        yield message("made-failed", repo=repo, why=why)


def _asked(trees: Trees) -> Iterator[Message]:
    seen = trees.seen
    asked = message(
        "made-asked",
        asked=len(seen.asked),
        requests=seen.requests,
        known=len(seen.by_repo),
        wanted=trees.wanted,
    )
    if seen.by_repo:
        oldest = min(derivatives.asked_at for derivatives in seen.by_repo.values())
        asked = message("made-asked-oldest", asked=asked, date=oldest.date().isoformat())
    yield asked
    if trees.unasked:
        yield message("made-unasked", count=trees.unasked)


@dataclass(frozen=True, slots=True)
class Group:
    """What one owner published of one family, and the catalog lacks."""

    id: str
    """Its stable name: the entry that the repos belong to, or owner and stem of a new family."""
    owner: str
    name: str
    """What the family is called, as its repos write it."""
    entry: str | None
    """The entry that it adds to; None for a new family."""
    section: str
    proposals: tuple[Proposal, ...]
    """The largest first; of one size originals before what was made of them."""

    @property
    def confidence(self) -> Confidence:
        """That of its surest proposal."""
        return max((one.confidence for one in self.proposals), key=CONFIDENCES.index)

    @property
    def created(self) -> date | None:
        """The day on which its newest repo was created, where the Hub said so."""
        return max((one.created for one in self.proposals if one.created is not None), default=None)

    @property
    def downloads(self) -> int | None:
        """The downloads of 30 days, all together, where the Hub said any."""
        known = [one.downloads for one in self.proposals if one.downloads is not None]
        return sum(known) if known else None


def grouped(proposals: Iterable[Proposal]) -> tuple[Group, ...]:
    """The families with their proposals; the sure, much used and new ones first, then by name.

    Repos of several owners that belong to one entry are one group each.
    """
    by_family: dict[tuple[str, str], list[Proposal]] = {}
    for one in proposals:
        owner = one.repo.partition("/")[0]
        by_family.setdefault((owner.lower(), one.entry or one.family or one.repo), []).append(one)
    groups = [_group(id_, members) for (_, id_), members in by_family.items()]
    return tuple(sorted(groups, key=_interest))


def _largeness(one: Proposal) -> int:
    """What it is sorted by: of a mixture, where nothing else is known, as if its experts shared nothing."""
    return one.size or parse_name(one.repo).size or 0


def _group(id_: str, members: list[Proposal]) -> Group:
    ordered = tuple(sorted(members, key=lambda one: (-_largeness(one), one.kind == "copy", one.repo.lower())))
    first = ordered[0]
    called = family_name([one.repo for one in ordered if one.kind != "copy"] or [first.repo])
    stem = (first.family or "").partition("/")[2]
    more = stem[len(called) :] if stem.startswith(called.lower()) else ""  # what tells it from another of its name
    return Group(id_, first.repo.partition("/")[0], f"{called}{more}", first.entry, first.section, ordered)


def _interest(group: Group) -> tuple[int, int, int, str]:
    newest = group.created.toordinal() if group.created is not None else 0
    return -CONFIDENCES.index(group.confidence), -(group.downloads or 0), -newest, group.id.lower()
