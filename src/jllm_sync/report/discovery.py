"""What discovery found, for a terminal, for a web page and for programs (schemas/discovery.schema.json).

Below it, where that was asked for, what others made of listed models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.text import Text

from jllm_sync import __version__
from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.derivatives import Made, Tree, Trees
from jllm_sync.discovery.labels import family_name
from jllm_sync.discovery.proposals import Discovery, Proposal, kind_said, reasons_said
from jllm_sync.hub.derivatives import Relation
from jllm_sync.hub.observation import Unobserved
from jllm_sync.hub.source import Observed
from jllm_sync.messages import Language, in_all, in_language, message, said
from jllm_sync.report.escape import code, json_text, link, plain, repo_link, visible
from jllm_sync.report.json import evidence_data
from jllm_sync.report.words import CONFIDENCE, REASON, WORDS

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "recorded": "{catalog} beside a recording of the Hub, facts up to {date} (not the Hub of today)",
        "live": "{catalog} beside {endpoint}",
        "family": "new family: {stem}",
        "probably": "probably {section}",
        "children": "{count} derivatives on the Hub",
        "supersedes": "follows",
        "why": "why",
        "evidence": "evidence",
        "none": "Nothing to propose.",
        "summary": "{total} proposed: {variants} for entries of the catalog, {members} in {families} new families",
        "left_out": "{count} left out: {reasons}",
        "verbose": "-v lists what was left out and why; ",
        "more": "`jllm-sync add REPO...` drafts entries",
        "incomplete": "INCOMPLETE: the Hub was not seen whole: {why}",
        "left_out_title": "Left out",
        "repo": "Repo",
        "kind": "Kind",
        "confidence": "Confidence",
        "reason": "Reason",
        "title": "New on the Hub",
    },
    "ja": {
        "recorded": "{catalog} と Hub の記録（{date} まで。現在の Hub ではありません）",
        "live": "{catalog} と {endpoint}",
        "family": "新しい系列: {stem}",
        "probably": "おそらく {section}",
        "children": "Hub 上の派生モデル {count} 件",
        "supersedes": "前の版",
        "why": "理由",
        "evidence": "根拠",
        "none": "提案はありません。",
        "summary": "提案 {total} 件: 既存項目へ {variants} 件、新しい系列 {families} 件に {members} 件",
        "left_out": "対象外 {count} 件: {reasons}",
        "verbose": "-v で対象外とその理由の一覧、",
        "more": "`jllm-sync add REPO...` で下書き",
        "incomplete": "不完全な結果です。Hub をすべて確認できませんでした: {why}",
        "left_out_title": "対象外",
        "repo": "リポジトリ",
        "kind": "種類",
        "confidence": "確度",
        "reason": "理由",
        "title": "Hub の新着",
    },
}


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
        return self.seen_whole and (made is None or (made.interrupted is None and not made.failed))

    def groups(self) -> list[tuple[str, str, list[Proposal]]]:
        """Proposals by what they belong to: an entry's id or a family, the section, the proposals."""
        order = {section.id: place for place, section in enumerate(self.catalog.sections)}
        keyed = sorted(
            self.discovery.proposals,
            key=lambda p: (order[p.section], p.entry is None, p.entry or p.family or "", p.repo.lower()),
        )
        grouped = groupby(keyed, key=lambda p: (p.entry or p.family or p.repo, p.section))
        return [(key, section, list(members)) for (key, section), members in grouped]


def as_lines(found: Found, language: Language, verbose: bool = False, quiet: bool = False) -> Iterator[Text]:
    """The proposals by entry and family, then what was left out: counted, and with ``verbose`` listed."""
    words = _WORDS[language]
    if not quiet:
        yield Text(visible(_compared(found, language)), style="dim")
    for place, (key_, section, members) in enumerate(found.groups()):
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
    for note in _doubts(found, language):
        yield Text(visible(note), style="" if found.seen_whole else "bold red")
    if not quiet and (found.discovery.proposals or found.discovery.left_out):
        yield Text(("" if verbose else words["verbose"]) + words["more"], style="dim")


def _coverage_lines(found: Found, language: Language, verbose: bool) -> Iterator[Text]:
    if summary := _summary(found, language):
        yield Text(summary, style="bold")
    if found.discovery.left_out:
        yield Text(_left_out_line(found, language))
    if verbose:
        for reason, group in groupby(
            sorted(found.discovery.left_out, key=lambda one: (one.reason, one.repo.lower())), key=lambda one: one.reason
        ):
            yield Text(said(message(f"left-out.{reason}"), language) + ":")
            for one in group:
                yield Text(f"  {visible(one.repo)}  ").append(visible(said(one.detail, language)), style="dim")


def _doubts(found: Found, language: Language) -> Iterator[str]:
    """What was not seen, and what else the run has to say of itself."""
    yield from found.observed.notes
    if found.seen_whole:
        return
    counts = Counter(REASON[language][one.reason] for one in found.failed)
    failed = [WORDS[language]["unobserved"].format(count=count, reason=reason) for reason, count in counts.items()]
    why = found.observed.interrupted or ("; " if language == "en" else "、").join(failed)
    yield _WORDS[language]["incomplete"].format(why=why)


def _compared(found: Found, language: Language) -> str:
    """What was compared with what: nobody may take a recording for the Hub of today."""
    origin = found.observed.origin
    return _WORDS[language][origin.kind].format(
        catalog=found.catalog.file, date=origin.recorded_at or "?", endpoint=origin.endpoint
    )


def _family(members: Sequence[Proposal]) -> str:
    """What a new family is called: as its repos are, with what tells it from another of the same name."""
    called = family_name([member.repo for member in members])
    owner = members[0].repo.partition("/")[0]
    stem = (members[0].family or "").partition("/")[2]
    more = stem[len(called) :] if stem.startswith(called.lower()) else ""
    return f"{owner}/{called}{more}"


def _group_line(found: Found, key: str, section: str, members: Sequence[Proposal], language: Language) -> Text:
    words = _WORDS[language]
    if members[0].entry is None:
        line = Text(words["family"].format(stem=visible(_family(members))), style="bold")
        return line.append(f"  {words['probably'].format(section=section)}", style="not bold dim")
    entry = next(entry for entry in found.catalog.entries if entry.id == key)
    line = Text(visible(in_language(entry.title, language)), style="bold")
    line.append(f"  {entry.location}", style="not bold dim")
    if count := found.discovery.derivatives.get(key):
        line.append(f"  ({words['children'].format(count=count)})", style="not bold dim")
    return line


def _proposal_lines(proposal: Proposal, language: Language) -> Iterator[Text]:
    words = _WORDS[language]
    head = Text("  ").append(visible(proposal.repo), style="bold cyan")
    yield head.append(
        f"  {said(kind_said(proposal), language)}  [{CONFIDENCE[language][proposal.confidence]}]", style="not bold"
    )
    yield Text("    ").append(f"{words['why']}  ", style="dim").append(visible(said(reasons_said(proposal), language)))
    for url in dict.fromkeys(evidence.url for evidence in proposal.evidence):
        yield Text(f"    {url}", style="dim")


def _summary(found: Found, language: Language) -> str | None:
    """How much is proposed; that it is nothing, only where all was seen."""
    proposals = found.discovery.proposals
    if not proposals:
        return _WORDS[language]["none"] if found.seen_whole else None
    families = {proposal.family for proposal in proposals if proposal.entry is None}
    members = sum(proposal.entry is None for proposal in proposals)
    return _WORDS[language]["summary"].format(
        total=len(proposals), variants=len(proposals) - members, members=members, families=len(families)
    )


def _left_out_line(found: Found, language: Language) -> str:
    parts = [
        f"{count} {said(message(f'left-out.{reason}'), language)}" for reason, count in found.discovery.counts.items()
    ]
    if language == "ja":
        parts = [
            f"{said(message(f'left-out.{reason}'), language)} {count}"
            for reason, count in found.discovery.counts.items()
        ]
    return _WORDS[language]["left_out"].format(
        count=len(found.discovery.left_out), reasons=(", " if language == "en" else "、").join(parts)
    )


def as_markdown(found: Found, language: Language, verbose: bool = False) -> str:
    """The proposals as one table a section, for an issue or a page."""
    words = _WORDS[language]
    lines = [f"# {words['title']}", "", plain(_compared(found, language)), ""]
    for note in _doubts(found, language):
        lines += [plain(note) if found.seen_whole else f"**{plain(note)}**", ""]
    if summary := _summary(found, language):
        lines += [summary, ""]
    sections = {section.id: section for section in found.catalog.sections}
    for section, groups in groupby(found.groups(), key=lambda group: group[1]):
        lines += [f"## {plain(in_language(sections[section].title, language))} (`{section}`)", ""]
        lines += _row([words["repo"], "", words["kind"], words["confidence"], words["why"]], heading=True)
        for key, _, members in groups:
            for p in members:
                url = repo_link(p.repo)
                where = f"`{key}`" if p.entry else words["family"].format(stem=code(_family(members)))
                why = plain(said(reasons_said(p), language))
                lines += _row([url, where, said(kind_said(p), language), CONFIDENCE[language][p.confidence], why])
        lines.append("")
    if found.discovery.left_out:
        lines += [_left_out_line(found, language), ""]
    if verbose and found.discovery.left_out:
        lines += [f"## {words['left_out_title']}", ""]
        lines += _row([words["repo"], words["reason"], ""], heading=True)
        for one in sorted(found.discovery.left_out, key=lambda one: (one.reason, one.repo.lower())):
            reason = said(message(f"left-out.{one.reason}"), language)
            lines += _row([code(one.repo), reason, plain(said(one.detail, language))])
        lines.append("")
    if found.trees is not None:
        lines += tree_markdown(found.trees, language, verbose=verbose)
    return "\n".join(lines)


def _row(cells: Sequence[str], heading: bool = False) -> list[str]:
    row = f"| {' | '.join(cells)} |"
    return [row, f"|{' --- |' * len(cells)}"] if heading else [row]


SCHEMA = "jllm-sync/discovery/1"


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
                "reasons": [in_all(reason) for reason in p.reasons],
                "evidence": [evidence_data(evidence) for evidence in p.evidence],
            }
            for p in discovery.proposals
        ],
        "left_out": [
            {"repo": one.repo, "reason": one.reason, "detail": in_all(one.detail), "entry": one.entry}
            for one in discovery.left_out
        ],
        "counts": dict(discovery.counts),
        "derivatives": dict(discovery.derivatives),
    }
    if found.trees is not None:
        data["trees"] = tree_data(found.trees)
    return json_text(data)


SHOWN = 5
"""Models of one repo that are named unless all are wanted; copies are counted only."""

_TREE_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Made by others from listed models (named, never proposed)",
        "listed": "listed: {entry}",
        "downloads": "{count:,} downloads a month",
        "at_least": "at least {count}",
        "more": "{count} more: -v names all",
        "none": "Nothing by others is known.",
        "asked": "{known} of {wanted} listed models covered; asked about now: {asked}, requests: {requests}",
        "oldest": " (the oldest answer of {date})",
        "unasked": "{count} not asked about yet: later runs go on with them (with a state), or raise --derivatives",
        "failed": "could not be asked about: {repo}: {why}",
        "interrupted": "INCOMPLETE: not all was asked: {why}",
        "repo": "Repo",
        "base": "Made from",
        "how": "How",
        "languages": "Languages",
        "month": "Downloads a month",
    },
    "ja": {
        "title": "掲載モデルから他者が作ったモデル（一覧のみ。提案はしません）",
        "listed": "掲載済み: {entry}",
        "downloads": "月間 {count:,} ダウンロード",
        "at_least": "{count} 件以上",
        "more": "ほか {count} 件（-v ですべて表示）",
        "none": "他者が作ったモデルは見つかっていません。",
        "asked": "掲載モデル {wanted} 件中 {known} 件が確認済み（今回の確認 {asked} 件、リクエスト {requests} 回）",
        "oldest": "（最も古い確認は {date}）",
        "unasked": "未確認 {count} 件: 状態ファイルがあれば次回以降に確認します。--derivatives で回数を増やせます",
        "failed": "確認できませんでした: {repo}: {why}",
        "interrupted": "不完全な結果です。すべては確認できませんでした: {why}",
        "repo": "リポジトリ",
        "base": "元のモデル",
        "how": "作り方",
        "languages": "言語",
        "month": "月間ダウンロード",
    },
}
_RELATION: dict[Language, dict[Relation | None, str]] = {
    "en": {
        "finetune": "fine-tune",
        "merge": "merge",
        "adapter": "adapter",
        "quantized": "quantised copy",
        None: "derivative",
    },
    "ja": {
        "finetune": "ファインチューニング",
        "merge": "マージ",
        "adapter": "アダプタ",
        "quantized": "量子化版",
        None: "派生モデル",
    },
}


def tree_lines(trees: Trees, language: Language, *, verbose: bool, quiet: bool) -> Iterator[Text]:
    """The models by the repo they were made from, then how much of the list was asked about."""
    words = _TREE_WORDS[language]
    yield Text(words["title"], style="bold")
    for tree in trees.trees:
        head = Text("  ").append(visible(tree.repo), style="bold cyan")
        yield head.append(f"  {_tree_counts(tree, language)}  {tree.url}", style="not bold dim")
        for made in _made_shown(tree, verbose):
            line = Text(f"    {visible(made.repo)}")
            yield line.append(f"  {'  '.join(_made_facts(made, language))}", style="dim")
        if rest := len(tree.made) - len(_made_shown(tree, verbose)):
            yield Text(f"    {words['more'].format(count=rest)}", style="dim")
    if not trees.trees:
        yield Text(f"  {words['none']}")
    for repo, why in trees.seen.failed.items():
        yield Text("  " + words["failed"].format(repo=visible(repo), why=visible(why)))
    if not quiet:
        for note in _asked(trees, language):
            yield Text(note, style="dim")
    if trees.seen.interrupted is not None:
        yield Text(words["interrupted"].format(why=visible(trees.seen.interrupted)), style="bold red")


def tree_markdown(trees: Trees, language: Language, *, verbose: bool) -> list[str]:
    """The same as one table."""
    words = _TREE_WORDS[language]
    lines = [f"## {words['title']}", ""]
    if trees.trees:
        names = [words[name] for name in ("repo", "base", "how", "languages", "month")]
        lines += [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    for tree in trees.trees:
        base = f"{link(code(tree.repo), tree.url)} ({_tree_counts(tree, language)})"
        for made in _made_shown(tree, verbose):
            how, downloads = _RELATION[language][made.relation], f"{made.downloads or 0:,}"
            lines.append(f"| {repo_link(made.repo)} | {base} | {how} | {', '.join(made.languages)} | {downloads} |")
    if not trees.trees:
        lines.append(words["none"])
    lines += ["", *(f"- {plain(note)}" for note in _asked(trees, language))]
    lines += [f"- {plain(words['failed'].format(repo=repo, why=why))}" for repo, why in trees.seen.failed.items()]
    if trees.seen.interrupted is not None:
        lines.append(f"- **{plain(words['interrupted'].format(why=trees.seen.interrupted))}**")
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


def _made_shown(tree: Tree, verbose: bool) -> Sequence[Made]:
    new = [made for made in tree.made if made.relation != "quantized"]
    return tree.made if verbose else new[:SHOWN]


def _tree_counts(tree: Tree, language: Language) -> str:
    parts = [f"{_RELATION[language][relation]} {count}" for relation, count in tree.counts.items()]
    total = str(len(tree.made))
    if not tree.complete:
        total = _TREE_WORDS[language]["at_least"].format(count=total)
    return f"{total}: {', '.join(parts) if language == 'en' else '、'.join(parts)}"


def _made_facts(made: Made, language: Language) -> Iterator[str]:
    words = _TREE_WORDS[language]
    yield _RELATION[language][made.relation]
    if made.languages:
        yield ", ".join(made.languages)
    if made.downloads is not None:
        yield words["downloads"].format(count=made.downloads)
    if made.entry is not None:
        yield words["listed"].format(entry=made.entry)


def _asked(trees: Trees, language: Language) -> Iterator[str]:
    words, seen = _TREE_WORDS[language], trees.seen
    known = words["asked"].format(
        asked=len(seen.asked), requests=seen.requests, known=len(seen.by_repo), wanted=trees.wanted
    )
    if seen.by_repo:
        oldest = min(derivatives.asked_at for derivatives in seen.by_repo.values())
        known += words["oldest"].format(date=oldest.date().isoformat())
    yield known
    if trees.unasked:
        yield words["unasked"].format(count=trees.unasked)
