"""How good discovery's proposals are, against labels made by hand; and whether it finds its way home.

    python benchmarks/discovery_quality.py [--catalog PATH] [--wrong]

1. Precision and recall against tests/data/discovery/labels.yaml, for each half of the owners, and apart for the repos
   of which the recording holds nothing but that they exist.
2. Each listed variant in turn is hidden from the catalog: is it proposed again, and into its own entry?
   Only variants that share their entry with others, and whose repo was observed, can be.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.discovery.proposals import Discovery, discover
from jllm_sync.finding import at_least
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import embedded_recording

LIST_2024 = Path(__file__).parents[1] / "tests" / "data" / "list_2024" / "catalog.yaml"
"""The list as it was on 2024-12-31: the labels judge what it lacks."""
LABELS = Path(__file__).parent.parent / "tests/data/discovery/labels.yaml"
TODAY = date(2026, 8, 31)
"""The day after the recording's newest fact: ages do not move while the code does."""


def score(labels: Iterable[dict[str, Any]], proposed: set[str]) -> tuple[int, int, int]:
    """Right proposals, wrong ones, and missed repos."""
    labelled = list(labels)
    takes = {one["repo"] for one in labelled if one["label"] == "take"}
    given = {one["repo"] for one in labelled} & proposed
    return len(given & takes), len(given - takes), len(takes - given)


def line(name: str, labels: list[dict[str, Any]], proposed: set[str]) -> str:
    right, wrong, missed = score(labels, proposed)
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "–"
    recall = f"{right / (right + missed):.3f}" if right + missed else "–"
    takes = right + missed
    return f"{name:24}{len(labels):6}{takes:6}{len(labels) - takes:6}{precision:>11}{recall:>8}"


def proposed_repos(found: Discovery) -> set[str]:
    """What a run shows by default."""
    return {p.repo for p in found.proposals if at_least(p.confidence, "medium")}


def hidden_one_by_one(catalog: Catalog, observations: tuple[Observation, ...]) -> Counter[str]:
    """What becomes of each listed variant when the catalog lacks it."""
    outcomes: Counter[str] = Counter()
    seen = {observation.repo: observation for observation in observations if observation.state == "ok"}
    for section in catalog.sections:
        for entry in section.entries:
            models = [v for v in entry.variants if v.kind == "model" and not v.unofficial]
            for variant in models:
                if len(models) < 2 or variant.repo not in seen:
                    continue
                rest = replace(entry, variants=tuple(v for v in entry.variants if v is not variant))
                entries = tuple(rest if one is entry else one for one in section.entries)
                sections = tuple(replace(section, entries=entries) if s is section else s for s in catalog.sections)
                found = discover(replace(catalog, sections=sections), [seen[variant.repo]], observations, TODAY)
                outcomes[_outcome(found, variant.repo, entry.id, section.id)] += 1
    return outcomes


def _outcome(found: Discovery, repo: str, entry: str, section: str) -> str:
    for proposal in found.proposals:
        if proposal.repo == repo:
            if proposal.entry is None:
                return "new family, right section" if proposal.section == section else "new family, other section"
            return "its own entry" if proposal.entry == entry else "another entry"
    reason = next((one.reason for one in found.left_out if one.repo == repo), "another owner's")
    return f"left out: {reason}"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, default=LIST_2024)
    parser.add_argument("--wrong", action="store_true", help="list what was judged otherwise than labelled")
    parser.add_argument("--half", choices=("work", "report"), help="score this half only")
    options = parser.parse_args()
    catalog, observations = read_catalog(options.catalog), embedded_recording().observations
    labels: dict[str, list[dict[str, Any]]] = yaml.safe_load(LABELS.read_text("utf-8"))
    proposed = proposed_repos(discover(catalog, observations, observations, TODAY))
    print(f"{'':24}{'repos':>6}{'take':>6}{'leave':>6}{'precision':>11}{'recall':>8}")
    for half, labelled in labels.items():
        if options.half not in (None, half):
            continue
        owners = {one["repo"].split("/")[0] for one in labelled}
        print(line(f"{half} ({len(owners)} owners)", labelled, proposed))
        print(line("  more than exists", [one for one in labelled if one["evidence"] == "more"], proposed))
        print(line("  exists only", [one for one in labelled if one["evidence"] == "exists"], proposed))
        if options.wrong:
            for one in labelled:
                if (one["label"] == "take") != (one["repo"] in proposed):
                    print(f"    {'missed' if one['label'] == 'take' else 'wrong '}  {one['repo']}: {one['why']}")
    if options.half is None:
        outcomes = hidden_one_by_one(catalog, observations)
        print(f"\nhidden one by one: {sum(outcomes.values())} listed variants")
        for outcome, count in outcomes.most_common():
            print(f"  {count:4}  {outcome}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
