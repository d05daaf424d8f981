"""CPU time of the recorded audit beside reading its two inputs plainly, in one process; imports aside.

    python benchmarks/audit_cpu.py [--catalog PATH] [--runs N]

The audit is all that `jllm-sync check --hub recorded` does: read and check the catalog, read the recording, run the
rules, look for what the catalog lacks, write the report, as text or as JSON. Reading plainly is yaml.CSafeLoader on the
catalog and json.loads on the recording's lines, as a script would, with Python's own threshold of garbage collection;
the audit is run with the program's. The audit of one repo (`--repo`) is held against that of the whole
catalog, each the first of a process of its own, as a command is. Exit code 1 when either whole audit takes more than
4 times as long as reading plainly, or that of one repo more than half of the whole.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import fluent.runtime  # noqa: F401  # the program imports it when it first says something
import yaml

from jllm_sync.__main__ import COLLECT_AFTER
from jllm_sync.audit import Report, Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.hub.recording import RecordedHub, embedded_recording
from jllm_sync.report import Layout
from jllm_sync.report.json import json_report
from jllm_sync.report.text import text_lines

LIMIT = 4.0
ONE_REPO, LIMIT_OF_ONE = "cyberagent/calm2-7b", 0.5


def plainly(catalog: Path) -> None:
    """Read both inputs without looking at them."""
    yaml.load(catalog.read_bytes(), Loader=yaml.CSafeLoader)
    for line in (files("jllm_sync.data") / "hub-recording.jsonl").read_bytes().splitlines():
        json.loads(line)


def audit_as_text(catalog: Path, *repos: str) -> None:
    """What `check` does, or `check --repo`."""
    report, _ = recorded_audit(catalog, Selection(repos=repos))
    "".join(f"{line.plain}\n" for line in text_lines(report, "en"))


def audit_as_json(catalog: Path) -> None:
    """What `check --format json` does."""
    report, now = recorded_audit(catalog, Selection())
    json_report(report, Layout(now))


def recorded_audit(catalog: Path, selection: Selection) -> tuple[Report, datetime]:
    """What both do before they print."""
    now = datetime.now(UTC)
    claims = read_catalog(catalog)
    observed = RecordedHub(embedded_recording()).observe(repos_of(claims, selection), files_of(selection))
    return audit(claims, observed, selection, now.date()), now


def first_of_a_process(catalog: Path, *repos: str) -> float:
    """The CPU time of an audit as text in a process that has done nothing but import, in seconds."""
    command = [sys.executable, __file__, "--catalog", str(catalog), "--first", *repos]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout)


def main() -> int:
    """Measure all in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalog", type=Path, default=Path("catalog.yaml"))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--first", nargs="*", metavar="REPO", help=argparse.SUPPRESS)
    options = parser.parse_args()
    by_itself = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER)
    if options.first is not None:
        start = time.process_time()
        audit_as_text(options.catalog, *options.first)
        print(time.process_time() - start)
        return 0
    runs = {
        "reading both inputs plainly": plainly,
        "the whole audit, as text": audit_as_text,
        "the whole audit, as JSON": audit_as_json,
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    audit_as_text(options.catalog)  # the first run reads data files that later ones share
    for _ in range(options.runs):
        for name, run in runs.items():
            gc.set_threshold(*by_itself) if run is plainly else gc.set_threshold(COLLECT_AFTER)
            start = time.process_time()
            run(options.catalog)
            times[name].append(time.process_time() - start)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    plain, *audits = medians.values()
    for name, median in medians.items():
        ratio = (
            f"; {median / plain:.2f} times (limit {LIMIT})" if median is not plain else f" (median of {options.runs})"
        )
        print(f"{name}  {median:.3f} s CPU{ratio}")
    whole = min(first_of_a_process(options.catalog) for _ in range(options.runs))  # the least disturbed of them
    one = min(first_of_a_process(options.catalog, ONE_REPO) for _ in range(options.runs))
    print(f"the first audit of a process, as text  {whole:.3f} s CPU")
    print(f"the same of {ONE_REPO} alone  {one:.3f} s CPU; {one / whole:.2f} of it (limit {LIMIT_OF_ONE})")
    return 0 if max(audits) <= LIMIT * plain and one <= LIMIT_OF_ONE * whole else 1


if __name__ == "__main__":
    sys.exit(main())
