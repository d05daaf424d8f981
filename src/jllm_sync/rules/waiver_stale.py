"""waiver-stale: a waiver has expired, has lapsed, or waives nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from jllm_sync.catalog.model import Entry, Variant, Waiver
from jllm_sync.finding import Finding, Stated, covers
from jllm_sync.messages import Message, message
from jllm_sync.rules.rule import Found, Place, Run, RunRule


def check(run: Run) -> Iterator[tuple[Place, Found]]:
    """Fires on each waiver that no longer does anything; of a rule that did not run, it says nothing."""
    rules = {rule.id: rule for rule in run.rules}
    for entry in run.entries:
        count: Counter[tuple[str, str, str]] = Counter()
        for scope, variants, waiver in _waivers(entry):
            rule, first = rules.get(waiver.rule), variants[0]
            place = (scope, first.repo, waiver.rule)
            count[place] += 1
            if rule is None:
                continue
            if rule.of_new:
                # What the catalog lacks is no variant, and what a run did not come upon may be there all the same.
                covered = [f for f in run.findings if f.entry == entry.id and covers(waiver, f, run.today)]
                seen = False
            else:
                repos = {(variant.repo, variant.kind) for variant in variants}
                covered = [f for f in run.findings if f.rule == rule.id and (f.repo, f.kind) in repos]
                seen = bool(covered) or all(run.judged(rule, entry, variant) for variant in variants)
            said = _staleness(waiver, covered, seen, run.today)
            if said is not None:
                field = f"{scope}.{waiver.rule}" + (f".{count[place]}" if count[place] > 1 else "")
                yield (
                    Place(entry, first.repo, first.kind, waiver.location, field),
                    Found(message=said, claimed=Stated(waiver.seen, _text(waiver.seen))),
                )


def _waivers(entry: Entry) -> Iterator[tuple[str, tuple[Variant, ...], Waiver]]:
    """Each waiver with the variants that it is for; an entry's is for all that are the entry's own."""
    own = tuple(variant for variant in entry.variants if not variant.unofficial) or entry.variants
    for waiver in entry.waivers:
        if own:
            yield "entry.waivers", own, waiver
    for variant in entry.variants:
        for waiver in variant.waivers:
            yield "waivers", (variant,), waiver


def _staleness(waiver: Waiver, covered: list[Finding], seen: bool, today: date) -> Message | None:
    if waiver.until is not None and waiver.until < today:
        return message("waiver-stale.expired", rule=waiver.rule, until=str(waiver.until))
    if not covered and seen:
        return message("waiver-stale.idle", rule=waiver.rule)
    if covered and not any(covers(waiver, finding, today) for finding in covered):
        now = covered[0].reading.text if covered[0].reading else "–"
        return message("waiver-stale.lapsed", rule=waiver.rule, seen=_text(waiver.seen), now=now)
    return None


def _text(seen: object) -> str:
    """What was accepted, as findings show readings: numbers with commas, lists joined."""
    if isinstance(seen, list):
        return ", ".join(map(_text, seen))
    return f"{seen:,}" if isinstance(seen, int) and not isinstance(seen, bool) else str(seen)


RULE = RunRule(id="waiver-stale", severity="info", check=check)
