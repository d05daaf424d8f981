"""The steps of action.yml as GitHub's runner takes them: expressions, conditions, environment, outputs, caches.

The shell of every step is run as it stands. What other actions do is done by hand here: Python is this one, the caches
are folders, and the installation is this checkout's. Everything else is the Action's own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION: Mapping[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_PROGRAM = """\
#!{python}
import sys
sys.path[:0] = [{root!r} + "/src"]
from jllm_sync.issues import client
client.BETWEEN_WRITES = 0  # GitHub asks for a second between two writes, the server here does not
from jllm_sync.__main__ import main
main()
"""


@dataclass(frozen=True)
class Job:
    """What became of a run of the Action."""

    outputs: Mapping[str, str]
    steps: Mapping[str, str]
    """The outcome of each step, by its name: success, failure, skipped."""
    log: str
    summary: str

    @property
    def green(self) -> bool:
        """Whether the job succeeds."""
        return "failure" not in self.steps.values()


@dataclass
class Runner:
    """A repository's checkout, and what GitHub keeps for it from run to run."""

    workspace: Path
    folder: Path
    """For what is GitHub's own: caches, the runner's files."""
    environment: Mapping[str, str]
    """HF_ENDPOINT and GITHUB_API_URL."""
    caches: dict[str, Path] = field(default_factory=dict)
    """By key, oldest first."""
    runs: int = 0

    def run(self, inputs: Mapping[str, str], event: str = "schedule", **payload: Any) -> Job:
        """Use the Action once, in a job of its own."""
        self.runs += 1
        home, temp = self.folder / f"home-{self.runs}", self.folder / f"temp-{self.runs}"
        home.mkdir(parents=True)
        temp.mkdir()
        (self.folder / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        is_pull = event.startswith("pull_request")
        defaults = {name: given.get("default", "") for name, given in ACTION["inputs"].items()}
        assert inputs.keys() <= defaults.keys()
        github = {
            "event_name": event,
            "action_path": str(ROOT),
            "run_id": str(self.runs),
            "run_attempt": "1",
            "ref_name": "7/merge" if is_pull else "main",
            "head_ref": "change" if is_pull else "",
            "base_ref": "main" if is_pull else "",
            "token": "the-job's-token".replace("'", ""),
        }
        names: dict[str, Any] = {"github": github, "steps": {}}
        names["runner"] = {"temp": str(temp), "os": "Linux", "arch": "X64"}
        names["inputs"] = {name: _filled(str(value), names) for name, value in {**defaults, **inputs}.items()}
        base = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
        base |= {"HOME": str(home), "RUNNER_TEMP": str(temp), "GITHUB_WORKSPACE": str(self.workspace)}
        base |= {"GITHUB_EVENT_PATH": str(self.folder / "event.json"), "GITHUB_EVENT_NAME": event}
        base |= {
            "GITHUB_REPOSITORY": "octo/list",
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_SERVER_URL": "https://github.com",
        }
        base |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **self.environment}
        base.pop("XDG_STATE_HOME", None)
        outcomes: dict[str, str] = {}
        log = ""
        summary = temp / "summary"
        summary.touch()
        for step in ACTION["runs"]["steps"]:
            name, id_ = step["name"], step.get("id", step["name"])
            failed = "failure" in outcomes.values()
            wanted = evaluated(str(step.get("if", "success()")), names, failed)
            if failed and not re.search(r"\b(always|failure)\(\)", str(step.get("if", ""))):
                wanted = False
            if not wanted:
                outcomes[name] = "skipped"
                names["steps"][id_] = {"outcome": "skipped", "outputs": {}}
                continue
            given = {key: _filled(str(value), names) for key, value in (step.get("with") or {}).items()}
            output = temp / "output"
            output.write_text("")
            if "uses" in step:
                outputs, done = self._used(step["uses"], given, home), None
            elif name == "Install":
                self._install(temp / "jllm-sync/bin")
                outputs, done = {}, None
            else:
                environment = {key: _filled(str(value), names) for key, value in (step.get("env") or {}).items()}
                files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
                done = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                    cwd=self.workspace,
                    env={**base, **files, **environment},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    encoding="utf-8",
                    timeout=300,
                    check=False,
                )
                outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
                log += f"--- {name}\n{done.stdout}"
            outcomes[name] = "success" if done is None or done.returncode == 0 else "failure"
            names["steps"][id_] = {"outcome": outcomes[name], "outputs": outputs}
        given = {name: _filled(one["value"], names) for name, one in ACTION["outputs"].items()}
        return Job(given, outcomes, log, summary.read_text(encoding="utf-8"))

    def _used(self, action: str, given: Mapping[str, str], home: Path) -> dict[str, str]:
        """What setup-python and cache do."""
        if action.startswith("actions/setup-python@"):
            return {"python-path": sys.executable, "python-version": "3"}
        folder = Path(given["path"].replace("~", str(home)))
        assert "," not in given["key"] and len(given["key"]) <= 512
        if action.startswith("actions/cache/save@"):
            assert given["key"] not in self.caches, "GitHub keeps the first of two caches of one key"
            if folder.exists():
                self.caches[given["key"]] = self.folder / f"cache-{len(self.caches)}"
                shutil.copytree(folder, self.caches[given["key"]])
        elif action.startswith("actions/cache/restore@"):
            for prefix in [given["key"], *given["restore-keys"].split()]:
                if found := [kept for key, kept in self.caches.items() if key.startswith(prefix)]:
                    shutil.copytree(found[-1], folder)
                    return {"cache-hit": "false"}
        else:
            assert action.startswith("actions/cache@"), action  # of pip's downloads
        return {}

    def _install(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "python").symlink_to(sys.executable)
        (folder / "python").unlink()
        (folder / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (folder / "jllm-sync").write_text(_PROGRAM.format(python=sys.executable, root=str(ROOT)))
        for program in folder.iterdir():
            program.chmod(0o755)


def _filled(text: str, names: Mapping[str, Any]) -> str:
    """Text with the values of its expressions."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: as_text(evaluated(match[1], names)), text, flags=re.DOTALL)


def as_text(value: Any) -> str:
    """A value as an expression leaves it in a text."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|&&|\|\||==|!=|[!(),]|[A-Za-z_][\w.-]*|\d+)")


def evaluated(text: str, names: Mapping[str, Any], failed: bool = False) -> Any:
    """The value of one of GitHub's expressions, as far as the Action and the workflows here use them."""
    tokens: list[str] = []
    rest = text.strip().removeprefix("${{").removesuffix("}}").strip()
    while rest:
        match = _TOKEN.match(rest)
        assert match, f"an expression that is not known here: {text!r} at {rest!r}"
        tokens.append(match[1])
        rest = rest[match.end() :].strip()
    functions: Mapping[str, Callable[..., Any]] = {
        "always": lambda: True,
        "success": lambda: not failed,
        "failure": lambda: failed,
        "cancelled": lambda: False,
        "startsWith": lambda one, start: as_text(one).lower().startswith(as_text(start).lower()),
    }

    def either() -> Any:
        value = both()
        while tokens and tokens[0] == "||":
            tokens.pop(0)
            other = both()
            value = value or other
        return value

    def both() -> Any:
        value = equal()
        while tokens and tokens[0] == "&&":
            tokens.pop(0)
            other = equal()
            value = value and other
        return value

    def equal() -> Any:
        value = one()
        while tokens and tokens[0] in ("==", "!="):
            same = tokens.pop(0) == "=="
            value = (as_text(value).lower() == as_text(one()).lower()) is same
        return value

    def one() -> Any:
        token = tokens.pop(0)
        if token == "!":
            return not one()
        if token == "(":
            value = either()
            assert tokens.pop(0) == ")"
            return value
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if tokens and tokens[0] == "(":
            tokens.pop(0)
            arguments = []
            while tokens[0] != ")":
                arguments.append(either())
                if tokens[0] == ",":
                    tokens.pop(0)
            tokens.pop(0)
            return functions[token](*arguments)
        value = names
        for part in token.split("."):
            value = value.get(part, "") if isinstance(value, Mapping) else ""
        return value

    value = either()
    assert not tokens, f"an expression that is not known here: {text!r}"
    return value
