"""The audit step of action.yml: one audit, shown as a report, a job summary, annotations and outputs.

Everything comes in by environment variables, so that no text of a workflow or a catalog is ever part of a command.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from touched_entries import touched_entries

PROGRAM = (sys.executable, "-P", "-m", "jllm_sync")
_ID = re.compile(r"[a-z0-9][a-z0-9.+-]*")
LONGEST_SUMMARY = 1_000_000
"""Bytes; GitHub drops a step's summary of more than 1 MiB altogether."""


def check_options(inputs: Mapping[str, str], entries: Sequence[str] = ()) -> list[str]:
    """The options of `check` that the action's inputs stand for; an empty input leaves the default."""
    names = ("hub", "fail-on", "min-confidence", "max-requests", "max-wait")
    given = {name: inputs.get(name.upper().replace("-", "_")) for name in names} | {"lang": inputs.get("LANGUAGE")}
    options = [f"--{name}={value}" for name, value in given.items() if value]
    lists = (("rule", "RULES"), ("section", "SECTIONS"))
    options += [f"--{name}={one}" for name, key in lists for one in re.split(r"[,\s]+", inputs.get(key, "")) if one]
    if inputs.get("STATE"):
        options.append(f"--state={Path(inputs['STATE']).expanduser()}")
    return options + [f"--entry={entry}" for entry in entries]


def outputs(exit_code: int, report: Path) -> dict[str, str]:
    """The action's outputs; without a report there is no finding, no file, and nothing is complete."""
    found = {"exit-code": str(exit_code), "complete": "false", "report": ""}
    found |= {"errors": "0", "warnings": "0", "infos": "0"}
    if report.exists():
        data: dict[str, Any] = json.loads(report.read_bytes())
        summary = data["summary"]
        found |= {"errors": summary["error"], "warnings": summary["warning"], "infos": summary["info"]}
        found |= {"complete": str(data["coverage"]["complete"]).lower(), "report": str(report)}
    return {name: str(value) for name, value in found.items()}


def main() -> int:
    """Run the audit; findings are told by outputs, so that later steps run, and only a missing report is a failure."""
    inputs = {name.removeprefix("INPUT_"): value.strip() for name, value in os.environ.items()}
    catalog = inputs["CATALOG"]
    report = Path(inputs["REPORT"])
    report.unlink(missing_ok=True)  # one of an earlier run is not this one's
    entries: tuple[str, ...] = ()
    if revision := inputs.get("CHANGED_SINCE"):
        touched = touched_entries(_at_revision(revision, catalog), Path(catalog).read_bytes())
        entries = tuple(entry for entry in touched if _ID.fullmatch(entry))  # any other fails the schema
        if not entries:
            print(f"No entry of {catalog} differs from {revision}: only its schema is checked.", flush=True)
            code = _run([*PROGRAM, "validate", catalog], catalog)
            _give(outputs(code, report) | {"complete": str(code == 0).lower()})
            return code
        print(f"Entries that differ from {revision}: {', '.join(entries)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        summary, annotations = Path(folder) / "summary.md", Path(folder) / "annotations"
        also = [f"--also=markdown={summary}", f"--also=github={annotations}"]
        command = [*PROGRAM, "check", catalog, "--format=json", f"--output={report}", *also]
        code = _run([*command, *check_options(inputs, entries)], catalog)
        if annotations.exists() and inputs.get("ANNOTATE") == "true":
            print(annotations.read_text(encoding="utf-8"), end="", flush=True)
        if summary.exists() and (target := os.environ.get("GITHUB_STEP_SUMMARY")):
            _append(Path(target), _cut(summary.read_text(encoding="utf-8")))
    found = outputs(code, report)
    _give(found)
    return 0 if found["report"] else code or 3


def _run(command: Sequence[str], catalog: str) -> int:
    """Run a command; what it says of a catalog that cannot be read is an annotation at its line, and the summary."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    sys.stdout.write(done.stdout)
    sys.stdout.flush()
    sys.stderr.write(done.stderr)
    if done.returncode == 2:
        said = f"{done.stdout}\n{done.stderr}".replace("\njllm-sync: ", "\n")
        place = re.compile(rf"^{re.escape(catalog)}:(\d+):(\d+): (.*)$", re.MULTILINE)
        for line, column, text in place.findall(said):
            where = f"file={_escaped(catalog).replace(':', '%3A').replace(',', '%2C')},line={line},col={column}"
            print(f"::error {where},title=jllm-sync::{_escaped(text)}", flush=True)
        if target := os.environ.get("GITHUB_STEP_SUMMARY"):
            quoted = "".join(f"    {line}\n" for line in said.split("\n") if line.strip())
            _append(Path(target), f"## jllm-sync: {_heading(catalog)}\n\n{_cut(quoted)}")
    return done.returncode


def _escaped(text: str) -> str:
    """Text as it may stand in a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _heading(catalog: str) -> str:
    return "the catalog cannot be read" if Path(catalog).is_file() else "there is no catalog"


def _at_revision(revision: str, catalog: str) -> bytes | None:
    """The catalog at a revision; None where it had none."""
    folder, name = os.path.split(os.path.abspath(catalog))  # noqa: PTH100 - resolving a link would leave the checkout
    cat = ["git", "-C", folder, "cat-file"]
    if subprocess.run([*cat, "-e", f"{revision}^{{commit}}"], capture_output=True, check=False).returncode != 0:
        sys.exit(
            f"::error title=jllm-sync::changed-since: this checkout has no revision {revision}; fetch it too "
            "(actions/checkout with fetch-depth: 2 for a pull request's HEAD^1, or 0 for all)"
        )
    shown = subprocess.run([*cat, "blob", f"{revision}:./{name}"], capture_output=True, check=False)
    return shown.stdout if shown.returncode == 0 else None


def _cut(summary: str) -> str:
    """The summary, cut at a line where GitHub would drop the whole."""
    data = summary.encode()
    if len(data) <= LONGEST_SUMMARY:
        return summary
    kept = data[: data.rfind(b"\n", 0, LONGEST_SUMMARY)].decode()
    return f"{kept}\n\n… The whole report is in the run's artifact, where there is one.\n"


def _give(values: Mapping[str, str]) -> None:
    if target := os.environ.get("GITHUB_OUTPUT"):
        _append(Path(target), "".join(f"{name}={_one_line(value)}\n" for name, value in values.items()))


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        sys.exit(f"::error title=jllm-sync::report: a file name of one line was expected, found {value!r}")
    return value


if __name__ == "__main__":
    sys.exit(main())
