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

from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.cli.catalogs import open_catalog
from jllm_sync.errors import UserError
from touched_entries import touched_entries, touched_rows

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
    if report.is_file():
        data: dict[str, Any] = json.loads(report.read_bytes())
        summary = data["summary"]
        found |= {"errors": summary["error"], "warnings": summary["warning"], "infos": summary["info"]}
        found |= {"complete": str(data["coverage"]["complete"]).lower(), "report": str(report)}
    return {name: str(value) for name, value in found.items()}


class Refused(Exception):
    """An input that the audit cannot be made with."""


def main() -> int:
    """Run the audit; findings are told by outputs, so that later steps run, and only a missing report is a failure."""
    inputs = {name.removeprefix("INPUT_"): value.strip() for name, value in os.environ.items()}
    report = Path(inputs["REPORT"])
    try:
        _one_line(inputs["REPORT"])
        report.unlink(missing_ok=True)  # one of an earlier run is not this one's
        return _audit(inputs, report)
    except (Refused, OSError) as refused:
        print(f"::error title=jllm-sync::{_escaped(str(refused))}", flush=True)
        _tell(f"## jllm-sync\n\n    {refused}\n", inputs)
        _give(outputs(2, Path(os.devnull)))
        return 2


def _audit(inputs: Mapping[str, str], report: Path) -> int:
    catalogs = [line.strip() for line in inputs["CATALOG"].splitlines() if line.strip()]
    if odd := [catalog for catalog in catalogs if catalog.startswith("-")]:
        raise Refused(f"catalog: a file was expected, found {odd[0]!r}")  # an option, such as --help, audits nothing
    entries: tuple[str, ...] = ()
    revision = inputs.get("CHANGED_SINCE")
    touched = _touched(revision, catalogs) if revision else None
    if touched is not None:
        entries = tuple(entry for entry in touched if _ID.fullmatch(entry))  # any other fails the schema
        if not entries:
            said = f"No entry of {', '.join(catalogs)} differs from {revision}: only its schema is checked."
            print(said, flush=True)
            code = _run([*PROGRAM, "validate", *catalogs, "--fail-on=never"], catalogs, inputs)
            if code == 0:
                _tell(f"## jllm-sync\n\n{said}\n", inputs)
            _give(outputs(code, report) | {"complete": str(code == 0).lower()})
            return code
        print(f"Entries that differ from {revision}: {', '.join(entries)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        summary, annotations = Path(folder) / "summary.md", Path(folder) / "annotations"
        also = [f"--also=markdown={summary}", f"--also=github={annotations}"]
        command = [*PROGRAM, "check", *catalogs, "--format=json", f"--output={report}", *also]
        code = _run([*command, *check_options(inputs, entries)], catalogs, inputs)
        if annotations.exists() and inputs.get("ANNOTATE") == "true":
            print(annotations.read_text(encoding="utf-8"), end="", flush=True)
        if summary.exists():
            _tell(summary.read_text(encoding="utf-8"), inputs)
    found = outputs(code, report)
    _give(found)
    return 0 if found["report"] else code or 3


def _run(command: Sequence[str], catalogs: Sequence[str], inputs: Mapping[str, str]) -> int:
    """Run a command; what it says of a catalog that cannot be read is an annotation at its line, and the summary."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    sys.stdout.write(done.stdout)
    sys.stdout.flush()
    sys.stderr.write(done.stderr)
    if done.returncode == 2:
        said = f"{done.stdout}\n{done.stderr}".replace("\njllm-sync: ", "\n")
        files = [re.sub("^[a-z]{2,3}=", "", catalog) for catalog in catalogs]
        place = re.compile(rf"^({'|'.join(map(re.escape, files))}):(\d+):(\d+): (.*)$", re.MULTILINE)
        for file, line, column, text in place.findall(said):
            where = f"file={_escaped(file).replace(':', '%3A').replace(',', '%2C')},line={line},col={column}"
            print(f"::error {where},title=jllm-sync::{_escaped(text)}", flush=True)
        quoted = "".join(f"    {line}\n" for line in said.split("\n") if line.strip())
        heading = "the catalog cannot be read" if all(map(os.path.isfile, files)) else "there is no such catalog"
        _tell(f"## jllm-sync: {heading}\n\n{quoted}", inputs)
    return done.returncode


def _tell(text: str, inputs: Mapping[str, str]) -> None:
    """Write the summary of the job, and keep it for a comment."""
    if target := os.environ.get("GITHUB_STEP_SUMMARY"):
        _append(Path(target), cut(text, LONGEST_SUMMARY))
    if told := inputs.get("TOLD"):
        Path(told).write_text(text, encoding="utf-8")


def _escaped(text: str) -> str:
    """Text as it may stand in a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _touched(revision: str, catalogs: Sequence[str]) -> tuple[str, ...] | None:
    """The entries that differ from a revision; None of a catalog that cannot be read: the audit says what is wrong."""

    def read(path: Path) -> bytes:
        data = _at_revision(revision, str(path))
        if data is None:
            raise UserError(f"{path}: not in {revision}")
        return data

    try:
        now = open_catalog(catalogs)
        if isinstance(now, Document):
            return touched_entries(_at_revision(revision, now.file), now.data)
        assert isinstance(now, PagesDocument)  # there is no third form
        _ = now.catalog
    except UserError:
        return None
    try:
        before = open_catalog(catalogs, read=read)
        _ = before.catalog
    except UserError:  # a page is new, or could not be read then
        return touched_rows(None, now)
    return touched_rows(before if isinstance(before, PagesDocument) else None, now)


def _at_revision(revision: str, catalog: str) -> bytes | None:
    """The catalog at a revision; None where it had none."""
    folder, name = os.path.split(os.path.abspath(catalog))  # noqa: PTH100 - resolving a link would leave the checkout
    cat = ["git", "-C", folder, "cat-file"]
    if subprocess.run([*cat, "-e", f"{revision}^{{commit}}"], capture_output=True, check=False).returncode != 0:
        raise Refused(
            f"changed-since: this checkout has no revision {revision}; fetch it too "
            "(actions/checkout with fetch-depth: 2 for a pull request's HEAD^1, or 0 for all)"
        )
    shown = subprocess.run([*cat, "blob", f"{revision}:./{name}"], capture_output=True, check=False)
    return shown.stdout if shown.returncode == 0 else None


def cut(text: str, longest: int, rest: str = "The whole report is in the run's artifact, where there is one.") -> str:
    """Text of at most so many bytes, cut at a line; what is left out is said."""
    data = text.encode()
    if len(data) <= longest:
        return text
    kept = data[: max(data.rfind(b"\n", 0, longest), 0)].decode()
    folded = kept.count("<details>") > kept.count("</details>")
    return kept + ("\n\n</details>" if folded else "") + f"\n\n… {rest}\n"


def _give(values: Mapping[str, str]) -> None:
    if target := os.environ.get("GITHUB_OUTPUT"):
        _append(Path(target), "".join(f"{name}={_one_line(value)}\n" for name, value in values.items()))


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise Refused(f"report: a file name of one line was expected, found {value!r}")
    return value


if __name__ == "__main__":
    sys.exit(main())
