"""Reports to print: the recorded audit of this project's catalog, and one of hostile repos."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from unicodedata import category

from jllm_sync.audit import Report, Selection, audit, files_of, repos_of
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
HOSTILE = Path(__file__).parents[1] / "data" / "hostile"


@cache
def recorded_report() -> Report:
    """The audit of catalog.yaml against the embedded recording."""
    return _report(ROOT / "catalog.yaml", RecordedHub(embedded_recording()))


@cache
def hostile_report() -> Report:
    """The audit of a catalog whose repos' owners try every trick in every text they can choose."""
    return _report(HOSTILE / "catalog.yaml", RecordedHub(read_recording(HOSTILE / "recording.jsonl")))


def _report(path: Path, hub: RecordedHub) -> Report:
    catalog = parse_catalog(path.read_bytes(), path.name)
    selection = Selection(min_confidence="low")
    observed = hub.observe(repos_of(catalog, selection), files_of(selection))
    return audit(catalog, observed, selection, date(2026, 1, 1))


def harmful(text: str) -> list[str]:
    """What hides, reorders or controls: characters that no report may hold as they are."""
    return [ascii(c) for c in text if category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and c != "\n"]


def commands(text: str) -> list[tuple[str, str]]:
    """The workflow commands that the runner of GitHub Actions reads in a step's output, as its source reads them.

    See src/Runner.Common/ActionCommand.cs in actions/runner: the newer form at the beginning of a line but for spaces,
    the older one anywhere in it.
    """
    found = []
    for line in text.split("\n"):
        if (newer := re.match(r"\s*::(.*?)::(.*)", line)) or (newer := re.search(r"##\[(.*?)\](.*)", line)):
            found.append((newer[1], newer[2]))
    return found
