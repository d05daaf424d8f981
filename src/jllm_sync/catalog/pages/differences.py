"""Where another language says other things of the same row."""

from __future__ import annotations

from jllm_sync.catalog.pages.claims import licenses_of, numbers
from jllm_sync.catalog.pages.offers import hub_repos
from jllm_sync.catalog.pages.qualifiers import segments
from jllm_sync.catalog.pages.record import Record
from jllm_sync.catalog.pages.rich import Rich
from jllm_sync.catalog.pages.text import slug


def compare(record: Record) -> None:
    """Report other repos, other context lengths and other licences than the master's."""
    master = record.master
    for row in record.rows[1:]:
        if (theirs := hub_repos(row)) != (mine := hub_repos(master)):
            text = " ".join(
                [*(f"+{repo}" for repo in sorted(theirs - mine)), *(f"-{repo}" for repo in sorted(mine - theirs))]
            )
            record.note("mismatch", "name", f"other repos than {master.file}:{master.line}: {text}", row)
        for name, read in (("context", _numbers_of), ("license", _licenses_in)):
            here, there = (read(side.cells.get(name, Rich(""))) for side in (row, master))
            if here != there:
                text = f"{_listed(here)}; {master.file}:{master.line} has {_listed(there)}"
                record.note("mismatch", name, text, row)


def _numbers_of(cell: Rich) -> frozenset[str]:
    return frozenset(f"{number:,}" for number in numbers(cell.text))


def _licenses_in(cell: Rich) -> frozenset[str]:
    found: set[str] = set()
    for part in segments(cell):
        value = licenses_of(part.value, slug)
        found |= {id_ or "a licence of its own" for id_ in value.ids} | ({"(?)"} if value.doubted else set())
    return frozenset(found)


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)) or "nothing"
