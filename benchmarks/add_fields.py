"""`add` beside what the list's maintainers wrote: 40 repos of their list are hidden one by one and drafted again.

    python benchmarks/add_fields.py [--catalog catalog.yaml] [--repos 40] [--hub FILE] [--wrong]

The repos are spread evenly over those of which the recording holds a card or a config. A repo that is the only one of
its entry is hidden with the entry, and drafted as a new one. Of each claim that the catalog makes of the repo, the
draft's value is the same, another one, or missing; `unseen` are those missing of which the recording holds no file that
could say it. Claims that only the draft makes are counted as `more`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jllm_sync.catalog.model import Catalog, Entry, Variant
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.drafting.draft import draft, related_listed
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording
from jllm_sync.messages import in_language
from jllm_sync.repo import RepoRef

ROOT = Path(__file__).parent.parent
FIELDS = (
    "label",
    "architecture",
    "parameters",
    "license",
    "context",
    "foundation",
    "parents",
    "loadable",
    "year",
    "developer",
)
SEEN_IN = {"context": "config.json", "architecture": "config.json", "loadable": "siblings", "year": "createdAt"}
"""Where a claim is read from; the others stand in the card."""


def without(data: dict[str, Any], entry: str, repo: str) -> bytes:
    """The catalog without a variant, or without its entry where that has no other."""
    sections = []
    for section in data["sections"]:
        entries = []
        for one in section.get("entries", ()):
            if one["id"] == entry:
                variants = [variant for variant in one["variants"] if variant["repo"] != repo]
                if not variants:
                    continue
                one = {**one, "variants": variants}
            entries.append(one)
        sections.append({**section, "entries": entries})
    return yaml.safe_dump({**data, "sections": sections}, allow_unicode=True, sort_keys=False).encode()


def stated(entry: Entry, variant: Variant) -> dict[str, Any]:
    """What a catalog says of a repo, by field."""
    found: dict[str, Any] = {field: claim.value for field, claim in variant.claims.items() if claim.raw is not None}
    if variant.label:
        found["label"] = in_language(variant.label, "en").lower()
    if "developer" in entry.facts:
        found["developer"] = repr(entry.facts["developer"])
    return {field: found[field] for field in FIELDS if field in found}


def could_say(seen: Observation, field: str) -> bool:
    """Whether what the recording holds of a repo could state a field."""
    where = SEEN_IN.get(field)
    if where is None:
        return isinstance(seen.card, Present) or field in ("label", "parameters", "developer")
    return isinstance(seen.file(where) if where.endswith(".json") else seen.info.get(where), Present)


def drafted(catalog: Catalog, repo: str) -> tuple[Entry, Variant] | None:
    """A repo as a catalog has it."""
    return catalog.models().get(repo.lower())


def main(arguments: list[str]) -> int:
    """Hide, draft, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, default=ROOT / "catalog.yaml")
    parser.add_argument("--repos", type=int, default=40)
    parser.add_argument("--hub", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list what differs")
    options = parser.parse_args(arguments)
    catalog = read_catalog(options.catalog)
    data = yaml.safe_load(options.catalog.read_bytes())
    hub = RecordedHub(read_recording(options.hub) if options.hub else embedded_recording())
    models = catalog.models()
    results = hub.observe([RepoRef(variant.repo) for _, variant in models.values()]).results
    known = [
        (entry, variant, seen)
        for entry, variant in models.values()
        if isinstance(seen := results[RepoRef(variant.repo)], Observation)
        and seen.state == "ok"
        and (isinstance(seen.card, Present) or isinstance(seen.file("config.json"), Present))
    ]
    chosen = known[:: max(1, len(known) // options.repos)][: options.repos]
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    refused = 0
    for entry, variant, seen in chosen:
        document = Document(without(data, entry.id, variant.repo), "catalog.yaml")
        related = related_listed(document.catalog, [RepoRef(variant.repo)])
        others = [one for ref in related if isinstance(one := results[ref], Observation)]
        section = entry.section if len(entry.variants) == 1 else None
        home = entry.id if len(entry.variants) > 1 else None
        try:
            _, after = draft(document, others, [seen], section, home, "en", date(2026, 8, 31))
        except UserError as error:
            refused += 1
            print(f"refused {variant.repo}: {error}", file=sys.stderr)
            continue
        found = drafted(after.catalog, variant.repo)
        assert found is not None
        before, now = stated(entry, variant), stated(*found)
        for field in FIELDS:
            if field in before and field in now:
                outcome = "same" if before[field] == now[field] else "other"
            elif field in before:
                outcome = "missing" if could_say(seen, field) else "unseen"
            elif field in now:
                outcome = "more"
            else:
                continue
            counts[field][outcome] += 1
            if options.wrong and outcome in ("other", "missing", "more"):
                print(f"{outcome:8}{field:13}{variant.repo}: {before.get(field)!s:.70} | {now.get(field)!s:.70}")
    alone = sum(len(entry.variants) == 1 for entry, _, _ in chosen)
    print(f"{len(chosen)} repos, {alone} of them as new entries, {refused} refused")
    print("| field | stated | same | another | missing | unseen | more |\n| --- | --- | --- | --- | --- | --- | --- |")
    for field, count in counts.items():
        total = count["same"] + count["other"] + count["missing"] + count["unseen"]
        share = f" ({100 * count['same'] / total:.0f} %)" if total else ""
        rest = f"{count['other']} | {count['missing']} | {count['unseen']} | {count['more']}"
        print(f"| {field} | {total} | {count['same']}{share} | {rest} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
