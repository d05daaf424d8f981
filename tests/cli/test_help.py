"""Every example of every --help, run as it stands there, in a folder that has what they name."""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from jllm_sync.cli import COMMANDS, app
from jllm_sync.hub.recording import embedded_recording
from tests.cli.conftest import Program
from tests.github_action.github_server import GitHubServer
from tests.hub.helpers import repo
from tests.hub_server import HubServer
from tests.small_pages import small_pages

CATALOG = """\
title: A list
settings: {language: en}
sections:
  - id: generative/continual/general
    title: General
    entries:
      - id: llm-jp-3-172b
        name: LLM-jp-3 172B
        variants:
          - {repo: llm-jp/llm-jp-3-172b}
      - id: sarashina2
        name: Sarashina2
        license: mit
        context: 4096
        variants:
          - {label: 7b, repo: sbintuitions/sarashina2-7b}
          - {label: 13b, repo: sbintuitions/sarashina2-13b}
      - {id: bert-small, name: BERT small, context: 512, variants: [{repo: izumi-lab/bert-small-japanese}]}
      - {id: nue-asr, name: Nue ASR, variants: [{repo: rinna/nue-asr}]}
      - {id: tasks, name: ELYZA Tasks, variants: [{repo: elyza/ELYZA-tasks-100, kind: dataset}]}
"""
OTHERS = {
    "my-models.yaml": "title: Ours\nsections:\n"
    "  - {id: a, title: A, entries: [{id: b, variants: [{repo: my-company/b-7b}]}]}\n",
    "models.txt": "Qwen/Qwen3-8B\n",
    "app/serve.py": 'model = AutoModel.from_pretrained("Qwen/Qwen3-8B")\n',
    "issues.json": "[]",
    "liste.md": "# Liste\n\n## Modelle\n\n| Modell | Lizenz |\n|---|---|\n"
    "| [B](https://huggingface.co/my-company/b-7b) | MIT |\n",
}
UNRECORDED = (
    "Qwen/Qwen3-8B",
    "mistralai/Mistral-7B-Instruct-v0.3",
    "acme/kumo-7b",
    "my-company/b-7b",
    "llm-jp/llm-jp-3-172b-instruct2",
    "sbintuitions/sarashina2.2-3b",
    "sbintuitions/sarashina2.2-1b",
    "rinna/qwq-bakeneko-32b",
    *(variant.repo for entry in small_pages().catalog.entries for variant in entry.variants),
)
COLLECTION = "Qwen/qwen3-67dd247413f0e2e4f653967f"


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The commands, those of groups too, each as it is typed."""
    if not hasattr(command, "list_commands"):
        yield name, command
        return
    for part in command.list_commands(None):
        yield from _commands(command.get_command(None, part), f"{name} {part}".strip())


ALL = dict(_commands(typer.main.get_command(app), ""))
EXAMPLES = [
    (name, line.strip())
    for name, command in ALL.items()
    for line in (command.help or "").partition("Examples:")[2].splitlines()
    if "jllm-sync " in line
]


def test_every_command_shows_examples() -> None:
    assert {name.split()[0] for name in ALL} == set(COMMANDS)
    assert {name for name, _ in EXAMPLES} == set(ALL)


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    with HubServer.of(embedded_recording(), fill=True) as server:
        for id_ in UNRECORDED:
            if ("model", id_.lower()) not in server.repos:
                server.add(repo(id_))
        server.collections[COLLECTION] = [{"id": "Qwen/Qwen3-8B", "type": "model"}]
        yield server


@pytest.fixture
def folder(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all that the examples name, and a state in which a run is."""
    for name, text in ({"catalog.yaml": CATALOG} | OTHERS).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for path, data in small_pages().files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "fr").mkdir()
    french = (tmp_path / "en/README.md").read_text(encoding="utf-8")
    (tmp_path / "fr/README.md").write_text(french.replace("# A list", "# Une liste"), encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_an_example_works_as_it_is_shown(
    name: str, line: str, folder: Path, program: Program, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = shlex.split(re.sub(r"^.*\| ", "", line))[1:]
    if name == "schedule":  # it would run for ever: its options and their values are read, and that is all
        arguments = typed[1:]
        ALL[name].make_context(name, arguments)
        return
    with GitHubServer(
        {"catalog.yaml": CATALOG}, dict.fromkeys(("contents", "issues", "pull-requests"), "write")
    ) as github:
        environment = {
            "HF_ENDPOINT": hub.url,
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": "octo/list",
            "GITHUB_TOKEN": "ghs_x",
        }
        if name in ("history", "runs") or "--new" in typed:
            assert program("check", **environment).returncode in (0, 1)
        for report in {"report.json", "accepted.json"} & set(typed) if name != "check" or "--baseline" in typed else ():
            program("check", "--format", "json", "-o", report, "--no-state", **environment)
        if "today.jsonl" in typed and name == "record" and "check" in typed:
            assert program("record", "-o", "today.jsonl", "--no-state", **environment).returncode == 0
        if "catalog.yaml" in typed or (name == "init" and "-o" not in typed):
            (folder / "catalog.yaml").unlink()  # they write a new one
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CATALOG.encode())))
        ran = program(*typed, **environment)
    unrecorded = "README.md" in typed and "recorded" in typed  # that none of these repos is in it is said with a 3
    assert ran.returncode in ((0, 1, 3) if unrecorded else (0, 1)), ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr
