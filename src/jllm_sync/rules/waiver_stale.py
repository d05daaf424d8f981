"""waiver-stale: a waiver has expired, has lapsed, or waives nothing.

It looks at the findings of the run and not at single repos, so its rule has nothing to check by itself; the audit asks
it once all other rules have spoken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from jllm_sync.catalog.model import Entry, Variant, Waiver
from jllm_sync.finding import Finding, Stated
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Nothing to say of a single repo."""
    return ()


RULE = Rule(
    id="waiver-stale",
    severity="info",
    check=check,
    remedy={
        "en": "take the waiver out, or renew it with what the Hub says now",
        "ja": "waiver を外すか、現在の Hub の値で更新してください",
    },
)


def stale_waivers(
    entries: Iterable[Entry],
    findings: Collection[Finding],
    observed: Collection[str],
    ran: Collection[str],
    today: date,
) -> Iterator[Finding]:
    """A finding for each waiver that no longer does anything.

    Args:
        entries: the entries of the run.
        findings: all findings of the run, waived or not.
        observed: the repos of which something was learnt: of others, nothing is known.
        ran: the ids of the rules that ran.
        today: the day of the run.
    """
    for entry in entries:
        for variant, waiver in _waivers(entry):
            repos = [variant.repo] if variant else [v.repo for v in entry.variants]
            if waiver.rule not in ran or not any(repo in observed for repo in repos):
                continue
            covered = [
                f
                for f in findings
                if f.entry == entry.id and f.rule == waiver.rule and (variant is None or f.repo in repos)
            ]
            message = _staleness(waiver, covered, today)
            if message is not None:
                yield Finding(
                    rule=RULE.id,
                    severity=RULE.severity,
                    confidence="high",
                    section=entry.section,
                    entry=entry.id,
                    repo=repos[0],
                    kind=variant.kind if variant else entry.variants[0].kind,
                    field=f"waivers.{waiver.rule}",
                    location=waiver.location,
                    claim=Stated(waiver.seen, str(waiver.seen)),
                    reading=None,
                    evidence=(),
                    message=message,
                )


def _waivers(entry: Entry) -> Iterator[tuple[Variant | None, Waiver]]:
    for waiver in entry.waivers:
        if entry.variants:
            yield None, waiver
    for variant in entry.variants:
        for waiver in variant.waivers:
            yield variant, waiver


def _staleness(waiver: Waiver, covered: list[Finding], today: date) -> Mapping[str, str] | None:
    if waiver.until is not None and waiver.until < today:
        return {
            "en": f"The waiver of {waiver.rule} ran out on {waiver.until}.",
            "ja": f"{waiver.rule} の waiver は {waiver.until} に期限切れになりました。",
        }
    if not covered:
        return {
            "en": f"The waiver of {waiver.rule} waives nothing: there is no such finding any more.",
            "ja": f"{waiver.rule} の waiver に当たる指摘はもうありません。",
        }
    if all(finding.waiver is None for finding in covered):
        now = covered[0].reading.text if covered[0].reading else "–"
        return {
            "en": f"The waiver of {waiver.rule} has lapsed: it accepted {waiver.seen}, the Hub now says {now}.",
            "ja": f"{waiver.rule} の waiver は失効しました。承認時は {waiver.seen}、現在の Hub は {now} です。",
        }
    return None
