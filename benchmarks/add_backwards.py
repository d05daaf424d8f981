"""How near `add` comes to what people wrote: rows of a list in pages are taken out and drafted again.

    python benchmarks/add_backwards.py README.md en/README.md fr/README.md [--rows 40] [--hub FILE]

Of every row the Hub's side is the recording (the embedded one, or FILE). What no repo states (the name and its page,
the year where the Hub kept no date, the text on training, the domain) is shown and not summed up: a person knows it. A
cell counts as the same where its Markdown is, byte for byte; as empty where nothing was seen that it could say.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from jllm_sync.catalog.edit import EditsRefused
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.drafting.draft import draft
from jllm_sync.drafting.requests import related_listed
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording
from jllm_sync.repo import RepoRef

OF_NO_REPO = ("name", "year", "training", "domain", "parents", "description", "platform")
"""Columns whose cells say what stands in no repo."""
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


def main(arguments: list[str]) -> int:
    """Take rows out, draft them again, and count the cells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", default=_DEFAULT)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--hub", type=Path)
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
    chosen = whole[:: max(1, len(whole) // options.rows)][: options.rows]
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
        try:
            _, after = draft(rest, listed, new, section, None, "en", date(2026, 8, 22))
        except (EditsRefused, UserError) as refused:
            outcome[f"refused: {type(refused).__name__}"] += 1
            continue
        assert isinstance(after, PagesDocument)
        repos = {offer.repo for offer in row.offers}
        made = next((one for one in after.read.drafts if {offer.repo for offer in one.offers} == repos), None)
        if made is None:
            outcome["several rows, or another row's variants"] += 1
            continue
        outcome["one row"] += 1
        outcome["at the same line"] += made.record.master.line == row.record.master.line
        for old, local in zip(row.record.rows, made.record.rows, strict=False):
            for column, cell in old.places.items():
                theirs = local.places[column].markdown if column in local.places else ""
                how = "same" if theirs == cell.markdown else "empty" if theirs in ("", "?") else "other"
                cells.setdefault(column, Counter())[how] += 1
    print(f"{len(chosen)} rows: " + ", ".join(f"{count} {what}" for what, count in outcome.most_common()))
    total: Counter[str] = Counter()
    for column, counts in cells.items():
        total += Counter() if column in OF_NO_REPO else counts
        print(f"  {column:13} same {counts['same']:4}  other {counts['other']:4}  left empty {counts['empty']:4}")
    print(f"  {'of the Hub':13} same {total['same']:4}  other {total['other']:4}  left empty {total['empty']:4}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
