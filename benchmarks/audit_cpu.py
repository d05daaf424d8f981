"""CPU time of the recorded audit beside reading its two inputs plainly, in one process; imports aside.

    python benchmarks/audit_cpu.py [--catalog PATH] [--runs N]

The audit is all that `jllm-sync check --hub recorded` does: read and check the catalog, read the recording, run the
rules, write the report. Reading plainly is yaml.CSafeLoader on the catalog and json.loads on the recording's lines.
Exit code 1 when the audit takes more than 4 times as long.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import yaml

from jllm_sync.audit import Selection, audit, files_of, repos_of
from jllm_sync.catalog.reader import read_catalog
from jllm_sync.hub.recorded import RecordedHub, embedded_recording
from jllm_sync.report.json_report import json_report
from jllm_sync.report.text import text_report

LIMIT = 4.0


def plainly(catalog: Path) -> None:
    """Read both inputs without looking at them."""
    yaml.load(catalog.read_bytes(), Loader=yaml.CSafeLoader)
    for line in (files("jllm_sync.data") / "hub-recording.jsonl").read_bytes().splitlines():
        json.loads(line)


def whole_audit(catalog: Path) -> None:
    """What the command does, in both formats."""
    selection, now = Selection(), datetime.now(UTC)
    claims = read_catalog(catalog)
    observed = RecordedHub(embedded_recording()).observe(repos_of(claims, selection), files_of(selection))
    report = audit(claims, observed, selection, now.date())
    json_report(report, now)
    "".join(f"{line.plain}\n" for line in text_report(report, "en"))


def main() -> int:
    """Measure both in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalog", type=Path, default=Path("catalog.yaml"))
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    plain: list[float] = []
    ours: list[float] = []
    whole_audit(options.catalog)  # the first run reads data files that later ones share
    for _ in range(options.runs):
        for run, times in ((plainly, plain), (whole_audit, ours)):
            start = time.process_time()
            run(options.catalog)
            times.append(time.process_time() - start)
    ratio = statistics.median(ours) / statistics.median(plain)
    print(f"reading both inputs plainly  {statistics.median(plain):.3f} s CPU (median of {options.runs})")
    print(f"the whole audit              {statistics.median(ours):.3f} s CPU")
    print(f"ratio                        {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
