"""What `check` of a large register costs: seconds, and memory a repo, on a made-up recording that agrees with it.

::

    python benchmarks/check_scale.py

Each size is a process of its own. The target: at most 8 KB a repo beyond what the smallest takes, and linear time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (2_000, 10_000, 20_000)
TARGET_KB = 8.0
REVISION = "a" * 40


def write(folder: Path, repos: int) -> tuple[Path, Path]:
    """A catalog of so many repos, ten of each owner, and the recording that knows them."""
    names = [f"owner{number % (repos // 10)}/model-{number}" for number in range(repos)]
    catalog, recording = folder / "catalog.yaml", folder / "recording.jsonl"
    lines = ["title: A register", "sections:", "- id: a", "  title: A", "  entries:"]
    for number, name in enumerate(names):
        variant = f"{{label: 7b, repo: {name}, parameters: 7b}}"
        lines.append(
            f"  - {{id: e{number}, name: E{number}, license: apache-2.0, context: 4096, variants: [{variant}]}}"
        )
    catalog.write_text("\n".join(lines) + "\n")
    paths = (("api", "model info"), ("file", "README.md"), ("file", "config.json"))
    sources = [{"kind": kind, "path": path, "revision": REVISION} for kind, path in paths]
    facts = {
        "card": {"source": 1, "value": {"license": "apache-2.0", "language": ["ja", "en"]}},
        "info": {
            "siblings": {"source": 0, "value": ["README.md", "config.json", "model.safetensors"]},
            "safetensors": {"source": 0, "value": {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000}},
        },
        "files": {"config.json": {"source": 2, "value": {"model_type": "llama", "max_position_embeddings": 4096}}},
    }
    header = {"schema": "jllm-sync/recording/1", "recorded_at": "2026-01-01", "endpoint": "https://huggingface.co"}
    told = {"kind": "model", "state": {"value": "ok", "source": 0}, "revision": REVISION, "sources": sources, **facts}
    recording.write_text("".join(f"{json.dumps(line)}\n" for line in (header, *({"repo": n, **told} for n in names))))
    return catalog, recording


def measure(repos: int) -> tuple[float, float]:
    """The CPU seconds and the megabytes that one check takes."""
    with tempfile.TemporaryDirectory() as folder:
        catalog, recording = write(Path(folder), repos)
        command = [
            sys.executable,
            "-m",
            "jllm_sync",
            "check",
            str(catalog),
            "--hub",
            str(recording),
            "--fail-on",
            "never",
        ]
        process = subprocess.Popen([*command, "--format", "json", "-o", str(Path(folder) / "report.json")])
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"check of {repos} repos failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    results = {repos: measure(repos) for repos in SIZES}
    small, large = SIZES[0], SIZES[-1]
    grown = (results[large][1] - results[small][1]) * 1024 / (large - small)
    print("| repos | CPU | memory |\n| ---: | ---: | ---: |")
    for repos, (seconds, memory) in results.items():
        print(f"| {repos:,} | {seconds:.1f} s | {memory:.0f} MB |")
    print(f"\n{grown:.1f} KB a repo (target {TARGET_KB:.0f})")
    if grown > TARGET_KB:
        sys.exit(1)


if __name__ == "__main__":
    main()
