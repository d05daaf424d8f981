"""How long `jllm-sync --help` takes, beside `python -c "import typer"` in the same run.

    python benchmarks/help_time.py [--runs N]

Prints the medians of wall time in seconds and their ratio; exit code 1 when the ratio is above 1.5.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 1.5


def seconds(command: list[str]) -> float:
    """Wall time of one run of a command, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Run both commands in turn, so that a machine's moods touch both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    program = Path(sys.executable).with_name("jllm-sync")
    ours = [str(program), "--help"]
    plain = [sys.executable, "-c", "import typer"]
    for command in (ours, plain):
        seconds(command)  # the first run writes bytecode
    pairs = [(seconds(ours), seconds(plain)) for _ in range(runs)]
    help_time = statistics.median(pair[0] for pair in pairs)
    typer_time = statistics.median(pair[1] for pair in pairs)
    ratio = help_time / typer_time
    print(f"jllm-sync --help          {help_time:.3f} s (median of {runs})")
    print(f'python -c "import typer"  {typer_time:.3f} s')
    print(f"ratio                     {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
