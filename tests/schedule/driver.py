"""A daemon that is due every half second, so that a test need not wait for a minute to pass.

python -m tests.schedule.driver FOLDER JOB...: each run is the Python program JOB.
"""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path

from apscheduler.triggers.interval import IntervalTrigger

from jllm_sync.schedule.daemon import Daemon, Health, Log, Options
from jllm_sync.schedule.steps import Runner, Step, Steps

if __name__ == "__main__":
    folder, job = Path(sys.argv[1]), sys.argv[2:]
    steps = Steps(Step("check", (sys.executable, *job)), folder / "report.json")
    log = Log(sys.stdout, UTC, as_json=True)
    trigger = IntervalTrigger(seconds=0.5, timezone=UTC)
    sys.exit(
        Daemon(trigger, Runner(steps, timeout=60, stop_grace=1), log, Health(folder / "health.json"), Options()).serve()
    )
