"""What the list's maintainers took since 2024-12, and what discovery proposes of it, beside the list of 2024-12.

    python benchmarks/discovery_since.py [--half work|report|all] [--wrong] [--names-only]

The data (data/since.jsonl, one repo a line) are facts: which repos the list of 2026-08-22 links and that of 2024-12-31
does not, in which section (None: it links them in neither, and a public copy of the Hub knows them as a listed
owner's), and what public copies of the Hub's pages state of them, as far as there are any: most are known by name
alone, which --names-only makes of all. Those of owners that the list of 2024-12 does not have are judged for their
section only, as are the models of data/sections.jsonl: with what their cards state (base_model, pipeline_tag, tags) as
the author of that file knows it, not read from the Hub, some of them made up in the manner of real ones; its parts
"report" and "third" were written before they were first scored. Owners are split in two halves by a hash of their
names. A proposal is `reasonable` where the list of today has the repo, or tests/data/discovery/labels.yaml says that a
reader would take it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.discovery.candidate import Candidate
from jllm_sync.discovery.catalog_index import CatalogIndex
from jllm_sync.discovery.proposals import Discovery, discover
from jllm_sync.finding import at_least
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import embedded_recording, parse_recording

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data/since.jsonl"
STATED = Path(__file__).parent / "data/sections.jsonl"
LABELS = ROOT / "tests/data/discovery/labels.yaml"
TODAY = date(2026, 8, 31)
REVISION = "0123456789abcdef0123456789abcdef01234567"
ELSEWHERE = {"music": "speech/others"}
"""Sections that the list of 2024-12 does not have, and where their models would stand in it."""


def half_of(owner: str) -> str:
    """Which half an owner is of."""
    return "work" if hashlib.sha256(owner.lower().encode()).digest()[0] % 2 else "report"


def rows(path: Path = DATA) -> list[dict[str, Any]]:
    """The data."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def observations(data: Iterable[dict[str, Any]], names_only: bool = False) -> tuple[Observation, ...]:
    """The repos as a recording of the Hub shows them."""
    return parse_recording("".join(_lines(data, names_only)).encode(), "since.jsonl").observations


def _lines(data: Iterable[dict[str, Any]], names_only: bool) -> Iterator[str]:
    head = {"schema": "jllm-sync/recording/1", "recorded_at": "2026-08", "endpoint": "https://huggingface.co"}
    yield json.dumps(head) + "\n"
    for row in data:
        url = f"https://huggingface.co/{row['repo']}"
        sources = [
            {"kind": "label", "path": "repo page"},
            {"kind": "file", "path": "README.md", "revision": REVISION, "url": f"{url}/blob/{REVISION}/README.md"},
            {"kind": "file", "path": "config.json", "revision": REVISION, "url": f"{url}/blob/{REVISION}/config.json"},
        ]
        state = {"value": "ok", "source": 0}
        line: dict[str, Any] = {"repo": row["repo"], "kind": "model", "state": state, "sources": sources}
        if "card" in row and not names_only:
            line["card"] = {"source": 1, "value": row["card"], "complete": False}
        if "config" in row and not names_only:
            line["files"] = {"config.json": {"source": 2, "value": row["config"], "complete": False}}
        yield json.dumps(line) + "\n"


def score(found: Discovery, data: list[dict[str, Any]], takes: frozenset[str]) -> tuple[str, list[str]]:
    """The figures of one part of the data, and what was judged otherwise than the maintainers did."""
    proposals = {p.repo.lower(): p for p in found.proposals if at_least(p.confidence, "medium")}
    left_out = {one.repo.lower(): one for one in found.left_out}
    taken = [row for row in data if row["section"] is not None]
    seen = [row for row in taken if row["repo"].lower() in proposals]
    right, wrong = 0, list[str]()
    for row in taken:
        proposal = proposals.get(row["repo"].lower())
        section = ELSEWHERE.get(row["section"], row["section"])
        if proposal is None:
            reason = left_out.get(row["repo"].lower())
            wrong.append(f"missed   {row['repo']}: {reason.reason if reason else 'low confidence, or not seen'}")
        elif proposal.section == section:
            right += 1
        else:
            wrong.append(f"section  {row['repo']}: {proposal.section}, not {section}")
    own = {row["repo"].lower() for row in data}
    proposed = sorted(own & proposals.keys())
    good = {row["repo"].lower() for row in taken} | takes
    wrong += [f"proposed {proposals[repo].repo}" for repo in proposed if repo not in good]
    reasonable = sum(repo in good for repo in proposed)
    return (
        f"{len(taken):6}{_part(len(seen), len(taken)):>16}{_part(right, len(seen)):>16}"
        f"{_part(reasonable, len(proposed)):>18}"
    ), wrong


def misplaced(catalog: Catalog, data: list[dict[str, Any]], names_only: bool = False) -> list[str]:
    """The models of the data that would stand in another section than the maintainers' own, each with both."""
    index = CatalogIndex(catalog, embedded_recording().observations)
    found = {one.repo: one for one in map(Candidate, observations(data, names_only))}
    index.new.update({repo.lower(): one for repo, one in found.items()})
    places = [(row["repo"], index.place(found[row["repo"]]).section, row["section"]) for row in data]
    return [
        f"section  {repo}: {section}, not {theirs}"
        for repo, section, theirs in places
        if section != ELSEWHERE.get(theirs, theirs)
    ]


def _part(part: int, whole: int) -> str:
    return f"{part}/{whole} {100 * part / whole:.0f}%" if whole else "–"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("work", "report", "all"), default="all")
    parser.add_argument("--wrong", action="store_true", help="list what was judged otherwise")
    parser.add_argument("--names-only", action="store_true", help="forget all that is known but the names")
    options = parser.parse_args()
    catalog = read_catalog(ROOT / "tests" / "data" / "list_2024" / "catalog.yaml")
    data = [row for row in rows() if not row.get("unlisted_owner")]
    apart = {"of unlisted owners": [row for row in rows() if row.get("unlisted_owner") and row["section"]]}
    for half in ("work", "report", "third"):
        apart[f"stated facts, {half}"] = [row for row in rows(STATED) if row["part"] == half]
    labels = yaml.safe_load(LABELS.read_text("utf-8"))
    takes = frozenset(one["repo"].lower() for half in labels.values() for one in half if one["label"] == "take")
    found = discover(catalog, observations(data, options.names_only), embedded_recording().observations, TODAY)
    print(f"{'':28}{'taken':>6}{'proposed':>16}{'right section':>16}{'reasonable':>18}")
    for half in ("work", "report"):
        if options.half not in (half, "all"):
            continue
        part = [row for row in data if half_of(row["repo"].partition("/")[0]) == half]
        owners = {row["repo"].partition("/")[0] for row in part}
        wrong: list[str] = []
        for name, some in (
            (f"{half} half ({len(owners)} owners)", part),
            ("  more than the name", [row for row in part if "card" in row or "config" in row]),
            ("  the name only", [row for row in part if "card" not in row and "config" not in row]),
        ):
            figures, judged = score(found, some, takes)
            wrong = wrong or judged
            print(f"{name:28}{figures}")
        if options.wrong:
            print("\n".join(f"    {one}" for one in wrong))
    for name, some in apart.items():
        wrong = misplaced(catalog, some, options.names_only)
        print(f"{name:28}{len(some):6}{'':16}{_part(len(some) - len(wrong), len(some)):>16}")
        if options.wrong:
            print("\n".join(f"    {one}" for one in wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main())
