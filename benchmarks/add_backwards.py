"""How near `add` comes to what people wrote: rows of a list in pages are taken out and added again.

    python benchmarks/add_backwards.py README.md en/README.md fr/README.md [--rows 40] [--seed N] [--hub FILE]
        [--show]

Of every row the Hub's side is the recording (the embedded one, or FILE). What no repo states is handed over as a
person would know it (`add --cell`): the name with its page, the text on training and what it was merged from, the
domain, the footnotes, the developer's label where the owner has no other row; and what this recording holds nothing
about, such as the day of a repo's making, or a config.json that nobody kept. Such cells count as told; but where `add`
puts links into one, it is its own. Of all others a cell is the same where its Markdown is, byte for byte. --show prints
every other one.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from jllm_sync.catalog.edit import EditsRefused
from jllm_sync.catalog.pages.claims import Draft
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.catalog.pages.manners import sizes_of
from jllm_sync.catalog.pages.markdown import Rich
from jllm_sync.discovery.candidate import Candidate
from jllm_sync.drafting.claims import seen_claims
from jllm_sync.drafting.draft import draft, related_listed
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording
from jllm_sync.readings import Reading
from jllm_sync.readings.weights import read_weights
from jllm_sync.repo import RepoRef

OF_NO_REPO = ("name", "training", "domain", "parents", "description", "platform")
"""Columns whose cells say what stands in no repo."""
_LINKS = re.compile(r"\s*(?:<br>)?\s*\((?:\[[^\]]*\]\(https?://(?:[^()]|\([^()]*\))*\)[,、]?\s*)+\)")
_KIND = re.compile(r"\s*[(（\n]")
_LINKED_MARK = re.compile(r"\[([^\]])\]\([^)]*\)")
_MARKS = re.compile(r" ?(?:\[\^[^\]\s]+\]|\(\?\)|（？）)")
PAGES = Path(__file__).parent.parent / "tests" / "data" / "pages"
_DEFAULT = [str(PAGES / page) for page in ("README.md", "en/README.md", "fr/README.md")]


def without_row(document: PagesDocument, number: int) -> PagesDocument:
    """The pages without the lines of one row."""
    row = list(document.read.drafts)[number]
    gone = {(local.file, local.line) for local in row.record.rows}
    files = [
        PageFile(
            path,
            b"".join(line for place, line in enumerate(data.splitlines(keepends=True), 1) if (path, place) not in gone),
        )
        for path, data in document.files.items()
    ]
    return PagesDocument(files)


def seen_of(new: list[Observation]) -> set[str]:
    """The columns that the recording says something about."""
    found: set[str] = set()
    for candidate in map(Candidate, new):
        found |= seen_claims(candidate)
        found |= {"year"} if candidate.created else set()
        found |= {"architecture"} if candidate.model_type else set()
        found |= {"foundation"} if candidate.parents else set()
        weights = read_weights(candidate.observation)
        found |= {"loadable"} if isinstance(weights, Reading) and weights.value.has_config else set()
    return found


def facts_of(row: Draft, rest: PagesDocument, seen: set[str]) -> dict[str, dict[str, str]]:
    """What a person knows of a row that the recording does not: cells by column and language."""
    owners = {offer.repo.partition("/")[0].lower() for offer in row.offers}
    known = {variant.repo.partition("/")[0].lower() for entry in rest.catalog.entries for variant in entry.variants}
    seen = seen | ({"developer"} if owners & known else set())
    found: dict[str, dict[str, str]] = {}
    for local in row.record.rows:
        for column, cell in local.places.items():
            text = cell.markdown
            if column not in OF_NO_REPO and column in seen:
                text = "".join(match[0] for match in _MARKS.finditer(text))
                if not text:
                    continue
            else:  # the variants' links are `add`'s own work
                text = _LINKS.sub("", text).strip()
                text = _LINKED_MARK.sub(r"\1", text) if column == "loadable" else text
            found.setdefault(column, {})[local.language] = text
    return found


def main(arguments: list[str]) -> int:
    """Take rows out, draft them again, and count the cells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", default=_DEFAULT)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--seed", type=int, help="take rows by chance, not each so many")
    parser.add_argument("--hub", type=Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    document = PagesDocument([PageFile(path, Path(path).read_bytes()) for path in options.pages])
    hub = RecordedHub(read_recording(options.hub) if options.hub else embedded_recording())
    rows = list(document.read.drafts)
    refs = {RepoRef(offer.repo, offer.kind) for row in rows for offer in row.offers if offer.kind == "model"}
    results = hub.observe(sorted(refs), frozenset()).results
    known = {ref for ref in refs if isinstance(results.get(ref), Observation)}
    whole = [
        number
        for number, row in enumerate(rows)
        if row.offers and all(RepoRef(offer.repo, offer.kind) in known for offer in row.offers)
    ]
    if options.seed is None:
        chosen = whole[:: max(1, len(whole) // options.rows)][: options.rows]
    else:
        chosen = sorted(random.Random(options.seed).sample(whole, min(options.rows, len(whole))))
    cells: dict[str, Counter[str]] = {}
    outcome: Counter[str] = Counter()
    for number in chosen:
        row = rows[number]
        rest = without_row(document, number)
        asked = [RepoRef(offer.repo, offer.kind) for offer in row.offers]
        listed = [
            seen for ref in related_listed(rest.catalog, asked) if isinstance(seen := results.get(ref), Observation)
        ]
        section = next(s.node.id for s in document.read.sections if row in s.drafts)
        new = [seen for ref in asked if isinstance(seen := results.get(ref), Observation)]
        facts = facts_of(row, rest, seen_of(new))
        try:
            _, after = draft(rest, listed, new, section, None, "en", date(2026, 8, 22), cells=facts)
        except (EditsRefused, UserError) as refused:
            outcome["refused"] += 1
            if options.show:
                print(f"{row.record.master.at('name')}: {refused}")
            continue
        assert isinstance(after, PagesDocument)
        repos = {offer.repo for offer in row.offers}
        made = next((one for one in after.read.drafts if {offer.repo for offer in one.offers} == repos), None)
        if made is None:
            outcome["one a family or size, where the list has one for all"] += 1
            continue
        outcome["one row"] += 1
        outcome["at the same line"] += made.record.master.line == row.record.master.line
        outcome["among rows of its size, base or architecture"] += _fits(row, made, after)
        if options.show and made.record.master.line != row.record.master.line:
            print(f"{row.record.master.at('name')}: at line {made.record.master.line}")
        for old, local in zip(row.record.rows, made.record.rows, strict=False):
            for column, cell in old.places.items():
                theirs = local.places[column].markdown if column in local.places else ""
                told = facts.get(column, {}).get(old.language)
                how = "other" if theirs != cell.markdown else "told" if told == theirs else "same"
                cells.setdefault(column, Counter())[how] += 1
                if options.show and how == "other":
                    print(f"{old.at(column)} {column}\n  {cell.markdown}\n  {theirs}")
    print(f"{len(chosen)} rows: " + ", ".join(f"{count} {what}" for what, count in outcome.most_common()))
    total: Counter[str] = Counter()
    for column, counts in cells.items():
        total += counts
        print(f"  {column:13} {_counted(counts)}")
    print(f"  {'all':13} {_counted(total)}")
    return 0


def _base(row: Draft) -> Rich | None:
    return row.record.cell("foundation") or row.record.cell("architecture")


def _fits(old: Draft, new: Draft, after: PagesDocument) -> bool:
    """Whether a row stands where it stood, but for rows that have its size, its base or its architecture."""
    lines = sorted((old.record.master.line, new.record.master.line))
    between = [one for one in after.read.drafts if lines[0] <= one.record.master.line <= lines[1]]
    sizes = {str(sizes_of(one)[-1:]) for one in between}
    kinds = {_KIND.split(cell.text)[0] for one in between if (cell := _base(one)) is not None}
    return len(sizes) == 1 or len(kinds) == 1


def _counted(counts: Counter[str]) -> str:
    return "  ".join(f"{how} {counts[how]:4}" for how in ("told", "same", "other"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
