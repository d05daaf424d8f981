"""CPU time of `apply` with many fixes in a large catalog beside `validate` of the same file, as commands, in turn.

    python benchmarks/apply_cpu.py [--repos N] [--fixes N] [--runs N]

The catalog is made up: families of five repos, each with a licence and a context length of its own. Of the first
`--fixes` repos the recording that goes with it states another licence; `check` makes the report, `apply --from` takes
its fixes. Exit code 1 when not all of them are made, a line is touched that no fix is about, or `apply` takes more than
3 times the CPU of `validate`.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 3.0
FAMILY = 5
HEAD = """\
title: Made up  # for benchmarks/apply_cpu.py
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
sections:
  - id: general
    title: General
    entries:
"""
REVISION = "0123456789abcdef0123456789abcdef01234567"


def catalog(repos: int) -> str:
    """A catalog of so many repos."""
    lines = [HEAD]
    for number in range(repos):
        if number % FAMILY == 0:
            name = f"family-{number // FAMILY}"
            lines.append(f"      # family {number // FAMILY}\n      - id: {name}\n        name: {name}  # so called\n")
            lines.append("        developer: {ja: 研究所, en: A lab}\n        architecture: Llama\n        variants:\n")
        lines.append(
            f"          - {{label: v{number}, repo: lab/model-{number}, parameters: 7b, license: apache-2.0, "
            f"context: 4096}}  # no. {number}\n"
        )
    return "".join(lines)


def recording(repos: int, fixes: int) -> str:
    """What a Hub says of them: another licence of the first."""
    lines = ['{"schema": "jllm-sync/recording/1", "recorded_at": "2026-08", "endpoint": "https://huggingface.co"}']
    for number in range(repos):
        id_ = f"lab/model-{number}"
        url = f"https://huggingface.co/{id_}/blob/{REVISION}/README.md"
        source = {"kind": "file", "path": "README.md", "revision": REVISION, "url": url}
        card = {"source": 0, "value": {"license": "mit" if number < fixes else "apache-2.0"}}
        state = {"value": "ok", "source": 0}
        lines.append(json.dumps({"repo": id_, "kind": "model", "state": state, "sources": [source], "card": card}))
    return "".join(f"{line}\n" for line in lines)


def cpu_of(*arguments: str) -> float:
    """The CPU seconds, user and system, of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "jllm_sync", *arguments], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments[0]} ended with {done.returncode}: {done.stderr[:500]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Measure both in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=int, default=2000)
    parser.add_argument("--fixes", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, hub, report = Path(folder, "catalog.yaml"), Path(folder, "hub.jsonl"), Path(folder, "report.json")
        text = catalog(options.repos)
        path.write_text(text, "utf-8")
        hub.write_text(recording(options.repos, options.fixes), "utf-8")
        cpu_of("check", str(path), "--hub", str(hub), "--no-state", "--format", "json", "-o", str(report))
        times: dict[str, list[float]] = {"validate": [], "apply": []}
        for _ in range(options.runs):
            path.write_text(text, "utf-8")
            times["validate"].append(cpu_of("validate", str(path)))
            times["apply"].append(cpu_of("apply", str(path), "--from", str(report), "--unsafe"))
        changed = sum(a != b for a, b in zip(text.splitlines(), path.read_text("utf-8").splitlines(), strict=True))
    validate, apply = (statistics.median(taken) for taken in times.values())
    print(f"validate, {options.repos} repos  {validate:.2f} s CPU (median of {options.runs})")
    print(f"apply, {options.fixes} fixes  {apply:.2f} s CPU; {apply / validate:.2f} times (limit {LIMIT})")
    print(f"lines changed  {changed}")
    return 0 if apply <= LIMIT * validate and changed == options.fixes else 1


if __name__ == "__main__":
    sys.exit(main())
